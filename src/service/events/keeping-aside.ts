import type { Database } from '../../database/connection/open.ts'
import { isFaultOfValues } from '../../database/connection/unavailable.ts'
import type { JournalEntry } from '../../database/events/journal.ts'
import { recordOutage } from '../../database/events/outages.ts'
import type { SpooledEvent } from '../../database/spool/records.ts'
import type { Spool } from '../../database/spool/spool.ts'
import { isHeardBy } from '../../flows/accept-event.ts'
import type { Logger } from '../../log.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type KeepingAsideParts = {
  spool: Spool
  database: Database
  portalId: number
  listensTo(event: string): Promise<boolean>
  /** Journal rows and wake-ups, in one transaction; passes over what is there. */
  write(entries: JournalEntry[]): Promise<void>
  log: Logger
  now(): Date
}

/** Events while the database cannot take them, and their way into it afterwards. */
export type KeepingAside = {
  isInUse(): boolean
  /**
   * Whether an event that comes now goes there: others wait in it, and this one behind them. While the database takes those
   * in, one that might find no room goes to the database at once: better before its time than refused.
   */
  comesFirst(): boolean
  /** Durable when it resolves. Throws with the code `spool_full` or `database_unavailable`; then nothing is kept. */
  keep(event: SpooledEvent, reason: unknown): Promise<void>
  close(): Promise<void>
}

const lookEveryMs = 1_000
/** How often what processes have left that are gone is looked for. */
const adoptEveryMs = 60_000

export function keepAside(parts: KeepingAsideParts): KeepingAside {
  const { spool, database, portalId, log, now } = parts
  let refused = 0
  let adoptedAt = 0
  let told = ''
  let isBack = false
  const isHalfFull = () => spool.state().bytes * 2 > spool.state().limitBytes

  const draining: Loop = startLoop({
    everyMs: lookEveryMs,
    pauseMs: lookEveryMs,
    async look() {
      if (!spool.isInUse() && now().getTime() - adoptedAt < adoptEveryMs) return false
      await database.ping()
      adoptedAt = now().getTime()
      isBack = true
      await drain().finally(() => {
        isBack = false
      })
      return false
    },
    onError(error) {
      const message = error instanceof Error ? error.message : String(error)
      if (message !== told)
        log.warn({ err: error, ...spool.state() }, `events are kept aside until the database takes them: ${message}`)
      told = message
    },
  })

  async function drain(): Promise<void> {
    const { since } = spool.state()
    const spooled = await spool.drain((events) => writeAll(parts, events))
    told = ''
    if (spooled === 0) return
    const endedAt = now().toISOString()
    log.warn(
      { spooled, refused, since },
      `the database is back: ${spooled} events that were kept aside have been taken in`,
    )
    await recordOutage(database.orm, portalId, {
      kind: 'database',
      startedAt: since ?? endedAt,
      endedAt,
      spooled,
      refused,
    })
    refused = 0
  }

  return {
    isInUse: spool.isInUse,
    comesFirst: () => spool.isInUse() && !(isBack && isHalfFull()),
    async keep(event, reason) {
      try {
        await spool.append(event)
      } catch (error) {
        refused += 1
        const isFull = error instanceof Error && 'code' in error && error.code === 'spool_full'
        if (refused === 1)
          log.error({ err: error, cause: reason }, 'an event was refused: neither the database nor the spool takes it')
        if (isFull) throw error
        throw Object.assign(new Error('Neither the database nor the spool takes the event.'), {
          code: 'database_unavailable',
        })
      }
    },
    async close() {
      await draining.close()
      await spool.close()
    },
  }
}

/**
 * One that the database will never take does not hold the others up; the log keeps it. Whatever else it says, as while
 * it only reads, is restored or lacks rights, may pass, and nothing is given up for it.
 */
async function writeAll(parts: KeepingAsideParts, events: SpooledEvent[]): Promise<void> {
  const entries = await Promise.all(
    events.map(async ({ id, event, dealId, aboutId, receivedAt }): Promise<JournalEntry> => {
      const isHeard = await isHeardBy(parts, { event, dealId, aboutId })
      return { id, event, dealId, aboutId, receivedAt: new Date(receivedAt), status: isHeard ? 'pending' : 'ignored' }
    }),
  )
  try {
    await parts.write(entries)
  } catch (error) {
    if (!isFaultOfValues(error)) throw error
    for (const entry of entries) {
      await parts.write([entry]).catch((fault: unknown) => {
        if (!isFaultOfValues(fault)) throw fault
        parts.log.error(
          { err: fault, entry },
          `event ${entry.id} was kept aside and the database refuses it; it is only in this line now`,
        )
      })
    }
  }
}
