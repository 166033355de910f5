import { computed, ref, shallowRef, type WatchSource, watch } from 'vue'
import { asProblem } from '../api/problem.ts'
import { noteProblem } from './session.ts'
import { useLoaded } from './use-loaded.ts'

type Page<Item> = { items: Item[]; nextCursor: string | null }

/** A list by cursor, newest first: the first page stays fresh until older ones are asked for. */
export function usePaged<Item>(
  load: (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>,
  { everyMs, of }: { everyMs: number; of: WatchSource<unknown>[] },
) {
  const older = shallowRef<Item[]>([])
  const olderCursor = ref<string | null>(null)
  const isLoadingMore = ref(false)
  let round = 0
  // The pages would no longer meet, were the first to move on beneath the others.
  const first = useLoaded((signal) => load(null, signal), {
    everyMs,
    of,
    isLive: () => older.value.length === 0 && !isLoadingMore.value,
  })
  watch(of, forget)

  function forget(): void {
    round += 1
    older.value = []
    olderCursor.value = null
  }

  async function more(): Promise<void> {
    const cursor = nextCursor.value
    if (cursor === null || isLoadingMore.value) return
    const mine = round
    isLoadingMore.value = true
    try {
      const page = await load(cursor, new AbortController().signal)
      if (mine !== round) return
      older.value = [...older.value, ...page.items]
      olderCursor.value = page.nextCursor
    } catch (error) {
      first.problem.value = asProblem(error)
      noteProblem(first.problem.value)
    } finally {
      isLoadingMore.value = false
    }
  }

  async function newest(): Promise<void> {
    forget()
    await first.reload()
  }

  const nextCursor = computed(() =>
    older.value.length > 0 ? olderCursor.value : (first.data.value?.nextCursor ?? null),
  )
  return { ...first, older, nextCursor, isLoadingMore, more, newest }
}
