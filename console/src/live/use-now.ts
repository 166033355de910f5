import { ref } from 'vue'

/** The present moment for every "3 minutes ago", moved on together. */
export const now = ref(new Date())
setInterval(() => {
  if (!document.hidden) now.value = new Date()
}, 5000)
