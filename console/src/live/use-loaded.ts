import { onScopeDispose, type Ref, ref, shallowRef, type WatchSource, watch } from 'vue'
import { asProblem, type Problem } from '../api/problem.ts'
import { noteAnswer, noteProblem } from './session.ts'

export type Loaded<Data> = {
  /** The last that was loaded; stays while a later try fails. */
  data: Ref<Data | null>
  loadedAt: Ref<Date | null>
  /** Why the last try failed; null after one that succeeded. */
  problem: Ref<Problem | null>
  isLoading: Ref<boolean>
  reload(): Promise<void>
}

type Options = {
  /** Again and again while the page is looked at; once when left out. */
  everyMs?: number
  /** Starts from nothing when one of these changes. */
  of?: WatchSource<unknown>[]
  isLive?: () => boolean
}

/** Loads what a page shows, keeps it fresh, and tells how that went. */
export function useLoaded<Data>(load: (signal: AbortSignal) => Promise<Data>, options: Options = {}): Loaded<Data> {
  const data = shallowRef<Data | null>(null)
  const loadedAt = ref<Date | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(true)
  let underWay = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    clearTimeout(timer)
    underWay.abort()
    const mine = new AbortController()
    underWay = mine
    isLoading.value = true
    try {
      const loaded = await load(mine.signal)
      if (mine.signal.aborted) return
      data.value = loaded
      loadedAt.value = new Date()
      problem.value = null
      noteAnswer()
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = asProblem(error)
      noteProblem(problem.value)
    }
    isLoading.value = false
    planNext()
  }

  function planNext(): void {
    // Out of reach: look again even where nothing is polled, so that the page heals by itself.
    const everyMs = options.everyMs ?? (problem.value?.kind === 'offline' ? 5000 : undefined)
    if (everyMs === undefined) return
    timer = setTimeout(() => {
      if (document.hidden || options.isLive?.() === false) planNext()
      else void reload()
    }, everyMs)
  }

  const stopWatching =
    options.of === undefined
      ? () => {}
      : watch(options.of, () => {
          data.value = null
          void reload()
        })
  onScopeDispose(() => {
    stopWatching()
    clearTimeout(timer)
    underWay.abort()
  })
  void reload()
  return { data, loadedAt, problem, isLoading, reload }
}
