import type { Database } from '../../database/connection/open.ts'
import { isConnectionFault } from '../../database/connection/unavailable.ts'
import { insertOfEvents, type JournalEntry, valuesOfEvents } from '../../database/events/journal.ts'
import { rememberMemberId } from '../../database/portals/portals.ts'
import type { Spool, SpoolState } from '../../database/spool/spool.ts'
import { type Acceptance, acceptEvent } from '../../flows/accept-event.ts'
import { createGroupCommit, type GroupCommit } from '../../group-commit.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Logger } from '../../log.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import { within } from '../../within.ts'
import { timeOrderedId } from '../process/time-ordered-id.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { type KeepingAside, keepAside } from './keeping-aside.ts'

type VerifiedEvent = Parameters<HttpDeps['acceptEvent']>[0]

export type IntakeParts = {
  database: Database
  portalId: number
  queue: DealQueue
  ruleSet: Pick<RuleSet, 'listensTo'>
  metrics: Pick<Metrics, 'eventTaken'>
  /** Where events wait while the database cannot take them; null: they are refused then. */
  spool: Spool | null
  log: Logger
  now(): Date
}

export type Intake = {
  accept(event: VerifiedEvent): Promise<Acceptance>
  /** Whether so many events have come in just now that more are to be expected. */
  isBurst(): boolean
  /** Whether events are kept aside just now. */
  isAside(): boolean
  /** What is kept aside; null: this service keeps nothing aside. */
  spool(): SpoolState | null
  /** Resolves when everything that was handed in is kept somewhere, or refused. */
  close(): Promise<void>
}

/** From so many events within that time. */
const burst = 5
const burstMs = 400

/** The most events that share one transaction: enough for a burst, small enough that the first is not kept waiting. */
const maxBatch = 200

/** While one transaction waits for the disk another can be made; the embedded database has one connection. */
const lanesOn = { postgres: { most: 2, worthwhileFrom: 48 }, pglite: { most: 1, worthwhileFrom: 1 } }

/**
 * So long the database may take over an event before it is kept aside as well: Bitrix24 slows its deliveries down when
 * answers are late. Source: Bitrix24 REST docs, `settings/performance/queue`, read 2026-08-21.
 */
const patienceMs = 3_000
/** A write that hangs longer lets others try; whatever it does in the end, each event is taken in once, by its id. */
const longestWriteMs = 15_000

/**
 * Takes events in: journal row and wake-up in one transaction, shared by those that arrive together. What the database
 * does not take, or not in time, is kept aside, and so is everything behind it until the database has taken it all.
 */
export function createIntake(parts: IntakeParts): Intake {
  const write = writer(parts)
  const journal = createJournal(parts, write)
  const noteMember = createMemberNote(parts)
  let arrivals: number[] = []
  const { spool, ruleSet, database, portalId, log, now } = parts
  const { listensTo } = ruleSet
  const aside = spool && keepAside({ spool, database, portalId, listensTo, write, log, now })

  async function take({ event, dealId, aboutId = null }: VerifiedEvent): Promise<Acceptance> {
    const [id, receivedAt] = [timeOrderedId(), parts.now()]
    const kept = { id, event, dealId, aboutId, receivedAt: receivedAt.toISOString() }
    if (aside?.comesFirst()) return inSpool(aside, kept, null)
    const accepted = acceptEvent(
      { listensTo, journal, now: () => receivedAt, newEventId: () => id },
      { event, dealId, aboutId },
    )
    if (aside === null) return accepted.catch(refusing)
    try {
      return await within(patienceMs, accepted, () => new Error(`no answer in ${patienceMs} ms`))
    } catch (error) {
      return inSpool(aside, kept, error)
    }
  }

  return {
    async accept(event) {
      arrivals = [...arrivals.slice(1 - burst), performance.now()]
      const acceptance = await take(event)
      parts.metrics.eventTaken(acceptance.status)
      if (event.memberId !== null && !aside?.isInUse()) noteMember(event.memberId)
      return acceptance
    },
    isBurst: () => arrivals.length === burst && (arrivals[0] ?? 0) > performance.now() - burstMs,
    isAside: () => aside?.isInUse() ?? false,
    spool: () => spool?.state() ?? null,
    async close() {
      await journal.drain()
      await aside?.close()
    },
  }
}

/** Whether a rule listens is found out once the database tells; the event is kept either way. */
async function inSpool(
  aside: KeepingAside,
  kept: Parameters<KeepingAside['keep']>[0],
  reason: unknown,
): Promise<Acceptance> {
  await aside.keep(kept, reason)
  return { status: kept.dealId === null && kept.aboutId === null ? 'ignored' : 'accepted', eventId: kept.id }
}

/** Tells the door that the database is away, so that it answers "come back" and not "our fault". */
function refusing(error: unknown): never {
  if (!isConnectionFault(error)) throw error
  throw Object.assign(new Error('The database does not answer.'), { code: 'database_unavailable' })
}

function writer({ database, portalId, queue }: IntakeParts) {
  const insertWithJobs = queue.enqueueWith(insertOfEvents)
  return async (entries: JournalEntry[]): Promise<void> => {
    const pending = entries.flatMap(({ status, dealId }) => (status === 'pending' && dealId !== null ? [dealId] : []))
    const deals = pending.map((dealId) => ({ portalId, dealId }))
    const isWork = deals.length > 0
    const values = valuesOfEvents(portalId, entries)
    if (isWork) await database.urgently(insertWithJobs, { ...values, ...queue.valuesFor(deals) })
    else await database.urgently(insertOfEvents, values)
    if (isWork) queue.wake()
  }
}

function createJournal(
  { database, spool }: IntakeParts,
  write: (entries: JournalEntry[]) => Promise<void>,
): GroupCommit<JournalEntry> {
  const late = () => Object.assign(new Error(`no answer in ${longestWriteMs} ms`), { code: 'CONNECTION_HANGS' })
  const inTime = (entries: JournalEntry[]) => within(longestWriteMs, write(entries), late)
  const options = { maxBatch, lanes: lanesOn[database.kind], isSharedFault: isConnectionFault }
  return createGroupCommit(spool === null ? write : inTime, options)
}

/** The portal's lasting id, as its first event told it. Another one under a good token is odd enough to say so, once. */
function createMemberNote({ database, portalId, log }: IntakeParts): (memberId: string) => void {
  const seen = new Set<string>()
  return (memberId) => {
    if (seen.has(memberId)) return
    // Bounded: whoever holds a good token could otherwise fill it.
    if (seen.size < 100) seen.add(memberId)
    rememberMemberId(database, portalId, memberId).then(
      (known) => {
        if (known === memberId) return
        log.warn(
          { memberId, expected: known },
          'an event with a good token came from another portal than the first ones; if it was not moved or made anew, change the application token',
        )
      },
      (error: unknown) => {
        seen.delete(memberId)
        log.warn({ err: error }, 'the portal’s member id could not be stored')
      },
    )
  }
}
