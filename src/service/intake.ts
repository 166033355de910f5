import { createGroupCommit, type GroupCommit } from '../database/group-commit.ts'
import { type JournalEntry, journalEvents } from '../database/journal.ts'
import type { Database } from '../database/open.ts'
import { rememberMemberId } from '../database/portals.ts'
import { isConnectionFault } from '../database/unavailable.ts'
import { type Acceptance, acceptEvent } from '../flows/accept-event.ts'
import type { HttpDeps } from '../http/app.ts'
import type { Logger } from '../log.ts'
import type { DealQueue } from '../queue/deal-queue.ts'
import type { Metrics } from './metrics.ts'
import type { RuleSet } from './rule-set.ts'
import { timeOrderedId } from './time-ordered-id.ts'

type VerifiedEvent = Parameters<HttpDeps['acceptEvent']>[0]

export type IntakeParts = {
  database: Database
  portalId: number
  queue: DealQueue
  ruleSet: RuleSet
  metrics: Metrics
  log: Logger
  now(): Date
}

export type Intake = {
  accept(event: VerifiedEvent): Promise<Acceptance>
  /** Whether so many events have come in just now that more are to be expected. */
  isBurst(): boolean
  drain(): Promise<void>
}

/** From so many events within that time. */
const burst = 5
const burstMs = 400

/** The most events that share one transaction: enough for a burst, small enough that the first is not kept waiting. */
const maxBatch = 200

/** While one transaction waits for the disk another can be made; the embedded database has one connection. */
const lanesOn = { postgres: { most: 2, worthwhileFrom: 48 }, pglite: { most: 1, worthwhileFrom: 1 } }

/** Takes events in: journal row and wake-up in one transaction, shared by those that arrive together. */
export function createIntake(parts: IntakeParts): Intake {
  const journal = createJournal(parts)
  const noteMember = createMemberNote(parts)
  let arrivals: number[] = []
  return {
    async accept({ event, dealId, aboutId = null, memberId }) {
      arrivals = [...arrivals.slice(1 - burst), performance.now()]
      const deps = { listensTo: parts.ruleSet.listensTo, journal, now: parts.now, newEventId: timeOrderedId }
      const acceptance = await acceptEvent(deps, { event, dealId, aboutId }).catch(refusing)
      parts.metrics.eventTaken(acceptance.status)
      if (memberId !== null) noteMember(memberId)
      return acceptance
    },
    isBurst: () => arrivals.length === burst && (arrivals[0] ?? 0) > performance.now() - burstMs,
    drain: () => journal.drain(),
  }
}

/** Tells the door that the database is away, so that it answers "come back" and not "our fault". */
function refusing(error: unknown): never {
  if (!isConnectionFault(error)) throw error
  throw Object.assign(new Error('The database does not answer.'), { code: 'database_unavailable' })
}

function createJournal({ database, portalId, queue }: IntakeParts): GroupCommit<JournalEntry> {
  const write = async (entries: JournalEntry[]) => {
    const pending = entries.flatMap(({ status, dealId }) => (status === 'pending' && dealId !== null ? [dealId] : []))
    await database.transaction(async (tx) => {
      const deals = [...new Set(pending)].map((dealId) => ({ portalId, dealId }))
      // In either order: the locks only have to come before the look for jobs.
      await Promise.all([journalEvents(tx, portalId, entries), queue.enqueue(tx, deals)])
    })
    if (pending.length > 0) queue.wake()
  }
  return createGroupCommit(write, { maxBatch, lanes: lanesOn[database.kind], isSharedFault: isConnectionFault })
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
