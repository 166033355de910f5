import { setImmediate } from 'node:timers/promises'

/** More is waiting to be written than may wait. Nothing was written; the sender should try again later. */
export class Overloaded extends Error {
  override name = 'Overloaded'
  readonly code = 'overloaded'
  constructor(waiting: number) {
    super(`${waiting} entries wait to be written, which is all that may wait. Try again in a few seconds.`)
  }
}

export type GroupCommit<Entry> = {
  /** Resolves when the entry is durable; rejects with the error of its own write. Throws `Overloaded`. */
  (entry: Entry): Promise<void>
  /** Resolves when everything handed in so far is written or refused. */
  drain(): Promise<void>
}

type Waiting<Entry> = { entry: Entry; resolve: () => void; reject: (error: unknown) => void }

/**
 * Lets entries that arrive while a write is under way share the next one, up to `maxBatch` in each: one at a time when
 * it is calm, as many as come when it is not, and never a wait for company beyond one turn of the event loop.
 *
 * When a shared write fails, its entries are written one by one, so that a bad one fails alone. `write` must
 * therefore leave nothing behind when it fails: make it one transaction. Where the fault lies with the database
 * (`isSharedFault`), another try for each would only make them all wait; they fail together.
 */
export function createGroupCommit<Entry>(
  write: (entries: Entry[]) => Promise<void>,
  options: { maxBatch: number; maxWaiting?: number; isSharedFault?: (error: unknown) => boolean },
): GroupCommit<Entry> {
  const { maxBatch, maxWaiting = 10_000, isSharedFault = () => false } = options
  const waiting: Waiting<Entry>[] = []
  let writing: Promise<void> | null = null

  const writeAlone = async (one: Waiting<Entry>) => {
    try {
      await write([one.entry])
      one.resolve()
    } catch (error) {
      one.reject(error)
    }
  }
  const writeTogether = async (batch: Waiting<Entry>[]) => {
    try {
      await write(batch.map(({ entry }) => entry))
      for (const one of batch) one.resolve()
    } catch (error) {
      if (batch.length === 1 || isSharedFault(error)) for (const one of batch) one.reject(error)
      else for (const one of batch) await writeAlone(one)
    }
  }
  const writeAll = async () => {
    while (waiting.length > 0) {
      // Lets requests that have arrived be read first. Embedded, a whole transaction runs without ever letting go of
      // the thread, so without this no two entries would meet.
      await setImmediate()
      await writeTogether(waiting.splice(0, maxBatch))
    }
    writing = null
  }

  const commit = (entry: Entry) => {
    if (waiting.length >= maxWaiting) return Promise.reject(new Overloaded(waiting.length))
    const written = new Promise<void>((resolve, reject) => waiting.push({ entry, resolve, reject }))
    writing ??= writeAll()
    return written
  }
  return Object.assign(commit, {
    drain: async () => {
      while (writing) await writing
    },
  })
}
