import { shallowRef, triggerRef } from 'vue'
import { answerOf, api } from '../api/client.ts'

const titles = shallowRef(new Map<number, string>())
const askedAt = new Map<number, number>()
let waiting = new Set<number>()
const mostAtOnce = 200
/** A deal that has no run yet may have one soon. */
const againMs = 10_000

/** What a deal was called when it was last seen; null until that is known. Those shown together share a request. */
export function titleOfDeal(id: number): string | null {
  const title = titles.value.get(id)
  if (title === undefined && performance.now() - (askedAt.get(id) ?? Number.NEGATIVE_INFINITY) > againMs) {
    askedAt.set(id, performance.now())
    if (waiting.size === 0) setTimeout(() => void askForTitles(), 0)
    waiting.add(id)
  }
  return title ?? null
}

async function askForTitles(): Promise<void> {
  const ids = [...waiting]
  waiting = new Set()
  for (let from = 0; from < ids.length; from += mostAtOnce) {
    try {
      // A list in an address, which the client would repeat the name for.
      const query = { deals: ids.slice(from, from + mostAtOnce).join(',') as never }
      const { deals } = await answerOf(api.GET('/api/names', { params: { query } }))
      for (const { id, title } of deals) titles.value.set(id, title)
      if (deals.length > 0) triggerRef(titles)
    } catch {
      // Numbers do without titles.
    }
  }
}
