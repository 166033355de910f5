import { computed, ref, shallowRef, type WatchSource, watch } from 'vue'
import type { NoticeKind } from '../../../src/core/alarms/notice.ts'
import { asProblem } from '../api/problem.ts'
import { listOf, type ShownList, withFresh, withNewest, withOlder } from '../words/shown-list.ts'
import { noteProblem } from './session.ts'
import { useLoaded } from './use-loaded.ts'

type Page<Item> = { items: Item[]; nextCursor: string | null }
type Options<Item> = {
  idOf: (item: Item) => string | number
  on?: readonly NoticeKind[]
  everyMs: number
  of: WatchSource<unknown>[]
}

/**
 * A list by cursor, newest first. What is shown stays where it is and is kept up to date; what comes meanwhile is counted,
 * and shown when the reader asks for it.
 */
export function usePaged<Item>(
  load: (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>,
  options: Options<Item>,
) {
  const list = shallowRef<ShownList<Item> | null>(null)
  const isLoadingMore = ref(false)
  let round = 0
  const newest = useLoaded((signal) => load(null, signal), options)
  watch(newest.data, (page) => {
    if (page === null) {
      // Another filter: nothing of the old one belongs to it.
      round += 1
      list.value = null
    } else {
      list.value = list.value === null ? listOf(page) : withNewest(list.value, page, options.idOf)
    }
  })

  async function more(): Promise<void> {
    const cursor = list.value?.olderCursor ?? null
    if (cursor === null || isLoadingMore.value) return
    const mine = round
    isLoadingMore.value = true
    try {
      const page = await load(cursor, new AbortController().signal)
      if (mine === round && list.value !== null) list.value = withOlder(list.value, page)
    } catch (error) {
      newest.problem.value = asProblem(error)
      noteProblem(newest.problem.value)
    } finally {
      isLoadingMore.value = false
    }
  }

  function showFresh(): void {
    if (list.value !== null) list.value = withFresh(list.value, newest.data.value?.nextCursor ?? null)
  }

  return {
    ...newest,
    items: computed(() => list.value?.items ?? []),
    freshCount: computed(() => list.value?.fresh.length ?? 0),
    hasGap: computed(() => list.value?.hasGap ?? false),
    hasOlder: computed(() => (list.value?.olderCursor ?? null) !== null),
    isLoadingMore,
    more,
    showFresh,
  }
}
