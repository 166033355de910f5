import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Asks before what was written and not saved is left: by a link, by the browser's back, by closing the tab. */
export function useLeaving(isChanged: () => boolean, ask: () => Promise<boolean>): { allow(): void } {
  let isAllowed = false
  const mayLeave = async () => isAllowed || !isChanged() || (await ask())
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate((to, from) => (to.path === from.path ? true : mayLeave()))
  const warn = (event: BeforeUnloadEvent) => {
    if (!isAllowed && isChanged()) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => removeEventListener('beforeunload', warn))
  return {
    allow() {
      isAllowed = true
    },
  }
}
