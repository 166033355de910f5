import { onScopeDispose, type Ref, ref, type ShallowRef, watch } from 'vue'

/** Elements come near before they are seen, so that nobody waits while scrolling. */
const rootMargin = '800px 0px'
const coming = new WeakMap<Element, () => void>()
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) coming.get(target)?.()
  },
  { rootMargin },
)

/** Whether an element has come near what is seen; it stays so. Long lists make the rest of a row only then. */
export function useNearView(element: Readonly<ShallowRef<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const isNear = ref(false)
  let watched: Element | null = null
  const leave = () => {
    if (watched !== null) observer.unobserve(watched)
    watched = null
  }
  watch(
    element,
    (now) => {
      leave()
      if (now === null || isNear.value) return
      watched = now
      coming.set(now, () => {
        isNear.value = true
        leave()
      })
      observer.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(leave)
  return isNear
}
