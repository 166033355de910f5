import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGroupCommit } from '../../group-commit.ts'
import { createDirectory } from '../connection/create-directory.ts'
import { lockDirectory } from '../connection/directory-lock.ts'
import { DatabaseUnavailable } from '../connection/unavailable.ts'
import { readRecords, recordOf, type SpooledEvent } from './records.ts'
import { beginSegment, keepDamaged, removeSegment, type Segment } from './segment.ts'

/** The spool holds as much as it may. Nothing was kept. */
export class SpoolFull extends Error {
  override name = 'SpoolFull'
  readonly code = 'spool_full'
  constructor(limitBytes: number) {
    super(`The events that wait for the database take ${limitBytes} bytes, which is all that they may.`)
  }
}

export type SpoolState = { events: number; bytes: number; limitBytes: number; since: string | null }

/** Where events wait while the database cannot take them: files of one process, on its own disk. */
export type Spool = {
  /** Resolves when the event is on the disk. Throws `SpoolFull`, or what the disk said. */
  append(event: SpooledEvent): Promise<void>
  /** Whether events wait in it: those that come now then wait behind them. */
  isInUse(): boolean
  state(): SpoolState
  /**
   * Hands everything to `write`, oldest first, and forgets what it took; also what processes have left that are gone.
   * A file goes only after `write` has taken all of it, so after a crash it is handed over again: `write` must do
   * nothing about events that it knows. Throws what `write` throws; then what is left stays. How many.
   */
  drain(write: (events: SpooledEvent[]) => Promise<void>): Promise<number>
  close(): Promise<void>
}

export type SpoolOptions = {
  /** One of the portal's own. */
  directory: string
  limitBytes: number
  /** Records that cannot be read; `isTorn`: nobody was told that it was kept. */
  onDamage(damage: { path: string; damaged: number; isTorn: boolean }): void
  /** A file that has been handed over and that the disk does not let go of: it is tried again. */
  onKept(kept: { path: string; reason: unknown }): void
}

const handedAtOnce = 500
const mostSlots = 64
/** Files that this process has begun: two of one moment shall not have one name. */
let begun = 0

/** Opens a place of this process's own in the directory, with what is left there by one that is gone. */
export async function openSpool({ directory, limitBytes, onDamage, onKept }: SpoolOptions): Promise<Spool> {
  await createDirectory(directory)
  const own = await takeSlot(directory)
  let segment: Segment | null = null
  /** Whole files that wait to be handed over, oldest first, with their sizes. */
  let left = await filesOf(own.path)
  let count = 0
  let since: string | null = null
  let isAppending = 0
  /** Files that nobody waits for any more, which the disk did not let go of, as one that only reads; how they are to go. */
  const handedOver = new Map<string, () => Promise<void>>()
  for (const { path } of left) {
    const { events } = readRecords(await readFile(path))
    count += events.length
    since ??= events[0]?.receivedAt ?? null
  }

  const bytes = () => left.reduce((sum, file) => sum + file.bytes, segment?.bytes() ?? 0)
  const isInUse = () => left.length > 0 || segment !== null || isAppending > 0

  const write = createGroupCommit<SpooledEvent>(
    async (events) => {
      const text = events.map(recordOf).join('')
      if (bytes() + Buffer.byteLength(text) > limitBytes) throw new SpoolFull(limitBytes)
      segment ??= await beginSegment(join(own.path, `${Date.now()}-${process.pid}-${begun++}.spool`))
      await segment.append(text).finally(() => (segment?.isWhole() === false ? endSegment() : undefined))
      count += events.length
      since ??= events[0]?.receivedAt ?? null
    },
    { maxBatch: 500 },
  )

  async function seal(): Promise<void> {
    await write.drain()
    await endSegment()
  }

  async function endSegment(): Promise<void> {
    if (segment === null) return
    const sealed = segment
    segment = null
    if (sealed.bytes() > 0) left.push({ path: sealed.path, bytes: sealed.bytes() })
    await sealed.close()
    if (sealed.bytes() === 0) await letGo(sealed.path, () => removeSegment(sealed.path))
  }

  async function letGo(path: string, go: () => Promise<void>): Promise<void> {
    try {
      await go()
      handedOver.delete(path)
    } catch (reason) {
      if (!handedOver.has(path)) onKept({ path, reason })
      handedOver.set(path, go)
    }
  }

  async function handOver(path: string, take: (events: SpooledEvent[]) => Promise<void>): Promise<number> {
    if (handedOver.has(path)) return 0
    const { events, damaged, isTorn } = readRecords(await readFile(path))
    if (damaged > 0 || isTorn) onDamage({ path, damaged, isTorn })
    for (let from = 0; from < events.length; from += handedAtOnce) await take(events.slice(from, from + handedAtOnce))
    await letGo(path, () => (damaged > 0 ? keepDamaged(path) : removeSegment(path)))
    return events.length
  }

  return {
    async append(event) {
      isAppending += 1
      try {
        await write(event)
      } finally {
        isAppending -= 1
      }
    },
    isInUse,
    state: () => ({ events: count, bytes: bytes(), limitBytes, since }),
    async drain(take) {
      let handed = 0
      for (const [path, go] of handedOver) await letGo(path, go)
      for (;;) {
        await seal()
        const [first] = left
        if (first === undefined) break
        const taken = await handOver(first.path, take)
        left = left.slice(1)
        count = Math.max(0, count - taken)
        handed += taken
      }
      if (!isInUse()) {
        count = 0
        since = null
      }
      return handed + (await adopt(directory, own.name, (path) => handOver(path, take)))
    },
    async close() {
      await seal()
      await own.release()
    },
  }
}

type Slot = { name: string; path: string; release: () => Promise<void> }

/** The first place that no living process has: what a dead one left in it is found by the next that starts. */
async function takeSlot(directory: string): Promise<Slot> {
  for (let number = 1; number <= mostSlots; number++) {
    const slot = await tryToTake(directory, String(number))
    if (slot !== null) return slot
  }
  throw new DatabaseUnavailable('database_in_use', `DATA_DIR: ${mostSlots} processes use ${directory}, as many as can.`)
}

async function tryToTake(directory: string, name: string): Promise<Slot | null> {
  const path = join(directory, name)
  await createDirectory(path)
  try {
    return { name, path, release: await lockDirectory(path, 'spool.lock') }
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return null
    throw error
  }
}

/** Hands over what lies in places of processes that are gone. */
async function adopt(directory: string, own: string, handOver: (path: string) => Promise<number>): Promise<number> {
  let handed = 0
  for (const name of await readdir(directory)) {
    if (name === own || !/^\d+$/.test(name) || (await filesOf(join(directory, name))).length === 0) continue
    const slot = await tryToTake(directory, name)
    if (slot === null) continue
    try {
      for (const { path } of await filesOf(slot.path)) handed += await handOver(path)
    } finally {
      await slot.release()
    }
  }
  return handed
}

/** Oldest first: their names begin with the time. */
async function filesOf(directory: string): Promise<{ path: string; bytes: number }[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.spool')).sort()
  return Promise.all(
    names.map(async (name) => {
      const path = join(directory, name)
      return { path, bytes: (await readFile(path)).byteLength }
    }),
  )
}
