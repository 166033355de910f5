import { setImmediate } from 'node:timers/promises'

/** More is waiting to be written than may wait. Nothing was written; the sender should try again later. */
export class Overloaded extends Error {
  override name = 'Overloaded'
  readonly code = 'overloaded'
  constructor(waiting: number) {
    super(`${waiting} entries wait to be written, which is all that may wait. Try again in a few seconds.`)
  }
}

export type GroupCommit<Entry, Answer = void> = {
  /** Resolves when the entry is durable, with its answer; rejects with the error of its own write, or `Overloaded`. */
  (entry: Entry): Promise<Answer>
  /** Resolves when everything handed in so far is written or refused. */
  drain(): Promise<void>
}

type Options = {
  maxBatch: number
  /** So many are answered in one turn of the event loop, where each answer sets much going; all unless told. */
  answeredAtOnce?: number
  maxWaiting?: number
  /** How many writes may be under way at once, and how many entries must wait for another one beside the first. */
  lanes?: { most: number; worthwhileFrom: number }
  isSharedFault?: (error: unknown) => boolean
}
type Waiting<Entry, Answer> = { entry: Entry; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/**
 * Lets entries that arrive while a write is under way share the next one, up to `maxBatch` in each: one at a time when
 * it is calm, as many as come when it is not, and never a wait for company beyond one turn of the event loop. With
 * several `lanes` another write is made while one is under way, once enough entries wait: a small one costs nearly as
 * much as a large one. No order holds between them.
 *
 * When a shared write fails, its entries are written one by one, so that a bad one fails alone. `write` must
 * therefore leave nothing behind when it fails: make it one transaction. Where the fault lies with the database
 * (`isSharedFault`), another try for each would only make them all wait; they fail together.
 *
 * A `write` that reads, too, answers its entries one by one, in their order.
 */
export function createGroupCommit<Entry>(
  write: (entries: Entry[]) => Promise<void>,
  options: Options,
): GroupCommit<Entry>
export function createGroupCommit<Entry, Answer>(
  write: (entries: Entry[]) => Promise<readonly Answer[]>,
  options: Options,
): GroupCommit<Entry, Answer>
export function createGroupCommit<Entry>(
  write: (entries: Entry[]) => Promise<unknown>,
  {
    maxBatch,
    answeredAtOnce = maxBatch,
    maxWaiting = 10_000,
    lanes = { most: 1, worthwhileFrom: 1 },
    isSharedFault = () => false,
  }: Options,
): GroupCommit<Entry, unknown> {
  const waiting: Waiting<Entry, unknown>[] = []
  const writing = new Set<Promise<void>>()
  let openLanes = 0

  const writeTogether = async (batch: Waiting<Entry, unknown>[]) => {
    try {
      const answers = await write(batch.map(({ entry }) => entry))
      for (const [at, one] of batch.entries()) {
        if (at > 0 && at % answeredAtOnce === 0) await setImmediate()
        one.resolve(Array.isArray(answers) ? answers[at] : undefined)
      }
    } catch (error) {
      if (batch.length === 1 || isSharedFault(error)) for (const one of batch) one.reject(error)
      else for (const one of batch) await writeTogether([one])
    }
  }
  const writeAll = async () => {
    openLanes += 1
    // The last lane leaves nothing behind; another one leaves to it what is not worth a write of its own.
    while (waiting.length >= (openLanes === 1 ? 1 : lanes.worthwhileFrom)) {
      // Lets requests that have arrived be read first. Embedded, a whole transaction runs without ever letting go of
      // the thread, so without this no two entries would meet.
      await setImmediate()
      // Another lane may have taken them.
      if (waiting.length > 0) await writeTogether(waiting.splice(0, maxBatch))
    }
    // At once, or an entry that came in between would find a lane that takes no more.
    openLanes -= 1
  }
  const openLane = () => {
    const lane = writeAll().finally(() => writing.delete(lane))
    writing.add(lane)
  }

  const commit = (entry: Entry) => {
    if (waiting.length >= maxWaiting) return Promise.reject(new Overloaded(waiting.length))
    const written = new Promise<unknown>((resolve, reject) => waiting.push({ entry, resolve, reject }))
    const isWorthwhile = openLanes === 0 || (openLanes < lanes.most && waiting.length >= lanes.worthwhileFrom)
    if (isWorthwhile) openLane()
    return written
  }
  return Object.assign(commit, {
    drain: async () => {
      while (writing.size > 0) await Promise.all(writing)
    },
  })
}
