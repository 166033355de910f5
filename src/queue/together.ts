import { setImmediate } from 'node:timers/promises'

/**
 * Has what is handed in within one turn of the event loop done by one call of `work`, at most `mostAtOnce` in each: all of
 * these or, where it throws, none. Resolves when an entry's own call has ended.
 */
export function together<Entry>(
  mostAtOnce: number,
  work: (entries: Entry[]) => Promise<void>,
): (entry: Entry) => Promise<void> {
  let gathering: { entries: Entry[]; done: Promise<void> } | null = null
  return (entry) => {
    if (gathering === null || gathering.entries.length >= mostAtOnce) {
      const entries: Entry[] = []
      const gathered = { entries, done: setImmediate().then(() => begin()) }
      const begin = () => {
        if (gathering === gathered) gathering = null
        return work(entries)
      }
      gathering = gathered
    }
    gathering.entries.push(entry)
    return gathering.done
  }
}
