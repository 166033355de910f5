import { onScopeDispose, type Ref, ref, shallowRef, type WatchSource, watch } from 'vue'
import type { NoticeKind } from '../../../src/core/alarms/notice.ts'
import { asProblem, isPassing, type Problem } from '../api/problem.ts'
import { noteAnswer, noteProblem } from './session.ts'
import { isLive, onNotice } from './stream.ts'

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
  /** Again when something of these kinds has changed. */
  on?: readonly NoticeKind[]
  /** Again and again while the page is looked at; seldom while the service tells what changes. Once when left out. */
  everyMs?: number
  /** Starts from nothing when one of these changes. */
  of?: WatchSource<unknown>[]
  isFresh?: () => boolean
  /** How long it rests between two loads, however much happens; for what costs the service more. */
  leastPauseMs?: number | (() => number)
}

/** Notices come twice a second in a burst; nobody reads that fast. */
const usualLeastPauseMs = 1_000
/** In case a notice got lost. */
const liveEveryMs = 30_000
const offlineEveryMs = 5_000

/** Loads what a page shows, keeps it fresh, and tells how that went. */
export function useLoaded<Data>(load: (signal: AbortSignal) => Promise<Data>, options: Options = {}): Loaded<Data> {
  const data = shallowRef<Data | null>(null)
  const loadedAt = ref<Date | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(true)
  let underWay = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let endedAt = 0
  /** Something has changed since the load under way began. */
  let isDue = false

  async function reload(): Promise<void> {
    clearTimeout(timer)
    underWay.abort()
    const mine = new AbortController()
    underWay = mine
    isLoading.value = true
    isDue = false
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
    endedAt = performance.now()
    planNext()
  }

  function leastPauseMs(): number {
    const { leastPauseMs: pause = usualLeastPauseMs } = options
    return typeof pause === 'number' ? pause : pause()
  }

  function planNext(): void {
    clearTimeout(timer)
    const pauseMs = pauseBeforeNext()
    if (pauseMs === null) return
    timer = setTimeout(() => {
      if (document.hidden || options.isFresh?.() === false) planNext()
      else void reload()
    }, pauseMs)
  }

  function pauseBeforeNext(): number | null {
    if (isDue) return Math.max(0, endedAt + leastPauseMs() - performance.now())
    // Out of reach: look again even where nothing is polled, so that the page heals by itself.
    if (problem.value !== null && isPassing(problem.value))
      return Math.min(options.everyMs ?? offlineEveryMs, offlineEveryMs)
    if (options.everyMs === undefined) return null
    return options.on !== undefined && isLive.value ? Math.max(options.everyMs, liveEveryMs) : options.everyMs
  }

  if (options.on !== undefined) {
    onNotice(options.on, () => {
      isDue = true
      if (!isLoading.value) planNext()
    })
  }
  // The connection broke, or is there again: how long to wait is another matter now.
  watch(isLive, () => {
    if (!isLoading.value) planNext()
  })
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
