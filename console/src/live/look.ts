import { ref, watch } from 'vue'

export const looks = ['auto', 'light', 'dark'] as const
export type Look = (typeof looks)[number]

const storageKey = 'bindery-look'
const darkSystem = matchMedia('(prefers-color-scheme: dark)')
const stored = localStorage.getItem(storageKey)

export const look = ref<Look>(looks.find((one) => one === stored) ?? 'auto')

/** Puts the look on the page, now and at every change of the choice or the system. */
export function keepLook(): void {
  const apply = () => {
    const isDark = look.value === 'dark' || (look.value === 'auto' && darkSystem.matches)
    document.documentElement.classList.toggle('dark', isDark)
    document.documentElement.classList.toggle('light', !isDark)
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
  }
  watch(
    look,
    (chosen) => {
      localStorage.setItem(storageKey, chosen)
      apply()
    },
    { immediate: true },
  )
  darkSystem.addEventListener('change', apply)
}
