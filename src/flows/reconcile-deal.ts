import { deedsAfter } from '../core/deeds.ts'
import { type Link, primaryIdOf } from '../core/link.ts'
import { confirmedResults, mergedResults } from '../core/merge.ts'
import { statusOf } from '../core/outcome.ts'
import { PortalError, type PortalErrorKind } from '../core/portal-error.ts'
import type { VersionedRule } from '../core/rule.ts'
import type { Run, RunError, Trigger } from '../core/run.ts'
import type { DealSnapshot, Fields } from '../core/snapshot.ts'
import type { DealMemory, RunRecord, UnfinishedRun } from '../core/store.ts'
import { applicableRules, eventFact, triggerOf } from '../core/trigger.ts'
import { type Turn, turnOf } from '../core/turn.ts'
import { type Urgency, urgencyOf } from '../core/urgency.ts'
import { type Applied, applyDecision } from './apply-decision.ts'
import { considerDeal } from './consider-deal.ts'
import type { DealReader, DealWriter } from './deal-portal.ts'

export type ReconcileDeps = {
  portalName: string
  /** The portal as it is from now on, for one run: what is asked before this call is never its answer. */
  portalFor(urgency: Urgency, heardAt: Date | null): DealReader & DealWriter
  /** Live and shadow rules as they are now. */
  activeRules(): Promise<VersionedRule[]>
  rememberDeal(dealId: number): Promise<DealMemory>
  saveUnfinished(dealId: number, unfinished: UnfinishedRun): Promise<void>
  recordRun(record: RunRecord): Promise<void>
  now(): Date
  newRunId(): string
}

export type ReconcileTask = {
  dealId: number
  attempt: number
  isLastAttempt: boolean
  /** Aborted when the deal is no longer ours to write: the process stops, or another has taken the deal over. */
  signal: AbortSignal
}

export type Reconciled =
  /** `isMoreWaiting`: the deal is to be run again at once, for something that this run did not answer. */
  | { status: 'recorded'; run: Run; isMoreWaiting: boolean }
  /** Nothing waited for this deal any more: an earlier run has answered it. */
  | { status: 'nothing-waiting' }
  /** The portal asks us to come back later; nothing is lost, no try is used up. */
  | { status: 'postponed'; retryAt: Date; reason: string }

/**
 * One run of one deal: reads it as it is now, decides, writes what is missing, reads back, records. Whatever waits for
 * the deal and goes together (`turnOf`) is answered by this run. Throws when another try may help and is left; otherwise the failure is recorded.
 */
export async function reconcileDeal(deps: ReconcileDeps, task: ReconcileTask): Promise<Reconciled> {
  const memory = await deps.rememberDeal(task.dealId)
  if (memory.events.length === 0 && memory.requests.length === 0 && memory.unfinished === null) {
    return { status: 'nothing-waiting' }
  }
  const startedAt = deps.now()
  const turn = turnOf(memory)
  const attempt = new RunAttempt(deps, task, memory, turn, startedAt)
  const recorded = (run: Run) => ({ status: 'recorded' as const, run, isMoreWaiting: turn.isMoreWaiting })
  try {
    return recorded(await attempt.run())
  } catch (error) {
    if (task.signal.aborted) throw error
    if (error instanceof PortalError && error.kind === 'not-found' && (await attempt.isGone())) {
      return recorded(await attempt.recordGone())
    }
    if (error instanceof PortalError && postponing.has(error.kind)) {
      const retryAt = new Date(error.retryAt ?? startedAt.getTime() + 60_000)
      return { status: 'postponed', retryAt, reason: error.message }
    }
    const isHopeless = error instanceof PortalError && !error.isRetryable
    if (!isHopeless && !task.isLastAttempt) throw error
    return recorded(await attempt.recordFailure(runError(error)))
  }
}

/** The portal as a whole is not to be called now; that says nothing of this deal, which must not fail for it. */
const postponing: ReadonlySet<PortalErrorKind> = new Set(['limit', 'wrong-credentials'])

/**
 * Records that a deal's work was given up after its tries were used up without word of why, as when the process died
 * in each of them. Null when nothing waits for the deal any more.
 */
export async function giveUpDeal(deps: ReconcileDeps, task: { dealId: number; attempts: number }): Promise<Run | null> {
  const memory = await deps.rememberDeal(task.dealId)
  if (memory.events.length === 0 && memory.requests.length === 0 && memory.unfinished === null) return null
  const attempt = new RunAttempt(
    deps,
    { dealId: task.dealId, attempt: task.attempts },
    memory,
    turnOf(memory),
    deps.now(),
  )
  return attempt.recordFailure({
    code: 'gave-up',
    message: `Deal ${task.dealId} was tried ${task.attempts} times and no try came to an end; the log of that time may say why. Run the deal again.`,
  })
}

/** What a person reads of an error that no one expected; its text may hold anything, so it is not repeated. */
function runError(error: unknown): RunError {
  if (error instanceof PortalError) {
    const next = error.isRetryable ? ' All tries were used up: run the deal again once the portal is well.' : ''
    return { code: error.code, message: `${error.message}${next}` }
  }
  const name = error instanceof Error ? error.name : 'unknown error'
  return {
    code: 'internal',
    message: `The run stopped on an error of Bindery itself (${name}); the log has the details. Run the deal again once it is mended.`,
  }
}

type RunTask = { dealId: number; attempt: number; signal?: AbortSignal }

/** One try at one run, with what it has learnt so far, so that a failure is recorded with what was seen. */
class RunAttempt {
  readonly #deps: ReconcileDeps
  readonly #task: RunTask
  readonly #memory: DealMemory
  readonly #turn: Turn
  readonly #startedAt: Date
  readonly #portal: DealReader & DealWriter
  readonly #runId: string
  readonly #trigger: Trigger
  #hasSeenLinks = false
  #applied: Applied

  constructor(deps: ReconcileDeps, task: RunTask, memory: DealMemory, turn: Turn, startedAt: Date) {
    this.#deps = deps
    this.#task = task
    this.#memory = memory
    this.#turn = turn
    this.#startedAt = startedAt
    this.#runId = memory.unfinished?.runId ?? deps.newRunId()
    this.#trigger = triggerOf(turn.events, turn.requests)
    this.#portal = deps.portalFor(urgencyOf(turn, memory), heardAt(turn))
    this.#applied = {
      linksBefore: memory.unfinished?.linksBefore ?? [],
      linksAfter: memory.unfinished?.linksBefore ?? [],
      results: memory.unfinished?.rules ?? [],
      operations: memory.unfinished?.operations ?? [],
      error: null,
    }
  }

  async run(): Promise<Run> {
    const { dealId } = this.#task
    const { snapshot, deeds, unfinished } = this.#memory
    const { events, requests } = this.#turn
    const rules = await this.#deps.activeRules()
    const considered = await considerDeal(this.#portal, {
      dealId,
      rules: applicableRules(rules, this.#trigger, requests),
      event: eventFact(this.#trigger, events, requests, this.#startedAt),
      snapshot,
      deeds,
      now: this.#startedAt,
    })
    if (considered === null) return this.recordGone()
    this.#hasSeenLinks = true
    this.#applied = {
      ...this.#applied,
      linksBefore: unfinished?.linksBefore ?? considered.links,
      linksAfter: considered.links,
      results: mergedResults(this.#applied.results, considered.resultsOf(considered.decision)),
    }
    this.#applied = await applyDecision(this.#portal, {
      dealId,
      considered,
      deeds,
      signal: this.#task.signal,
      soFar: this.#applied,
      save: (progress) =>
        this.#deps.saveUnfinished(dealId, {
          runId: this.#runId,
          startedAt: unfinished?.startedAt ?? this.#startedAt.toISOString(),
          linksBefore: progress.linksBefore,
          rules: progress.results,
          operations: progress.operations,
          requestIds: requests.map(({ id }) => id),
        }),
      onProgress: (progress) => {
        this.#applied = progress
      },
    })
    const { error, operations, results } = this.#applied
    if (error !== null) return this.recordFailure(error)
    return this.#record(statusOf(results, operations.length > 0), null, considered.deal)
  }

  /** An answer of "not found" to a write may mean the deal or something else: only the deal itself tells. */
  async isGone(): Promise<boolean> {
    return (await this.#portal.readDeal(this.#task.dealId)) === null
  }

  recordGone(): Promise<Run> {
    return this.#record('skipped', goneError(this.#task.dealId), null)
  }

  recordFailure(error: RunError): Promise<Run> {
    return this.#record('failed', error, null)
  }

  async #record(status: Run['status'], error: RunError | null, deal: Fields | null): Promise<Run> {
    const { linksBefore, linksAfter, operations } = this.#applied
    const results = confirmedResults(this.#applied.results, linksBefore, linksAfter)
    const { unfinished, deeds } = this.#memory
    const { events, requests } = this.#turn
    const finishedAt = this.#deps.now()
    const run: Run = {
      id: this.#runId,
      dealId: this.#task.dealId,
      portal: this.#deps.portalName,
      trigger: this.#trigger,
      status,
      attempt: this.#task.attempt,
      queuedAt: queuedAt(this.#turn) ?? this.#startedAt.toISOString(),
      startedAt: unfinished?.startedAt ?? this.#startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      linksBefore,
      linksAfter,
      rules: results,
      operations,
      error,
    }
    await this.#deps.recordRun({
      run,
      eventIds: events.map((event) => event.id),
      requestIds: requests.map((request) => request.id),
      snapshot: deal === null ? null : snapshotAfter(deal, linksAfter, finishedAt),
      deeds: this.#hasSeenLinks ? deedsAfter(deeds, results, linksBefore, linksAfter) : null,
    })
    return run
  }
}

function goneError(dealId: number): RunError {
  return { code: 'deal-gone', message: `Deal ${dealId} is not in the portal any more; there is nothing to do.` }
}

/** When the oldest of what waits was taken in. */
function queuedAt(turn: Turn): string | undefined {
  return arrivals(turn)[0]
}

/** When the newest of it was. */
function heardAt(turn: Turn): Date | null {
  const newest = arrivals(turn).at(-1)
  return newest === undefined ? null : new Date(newest)
}

function arrivals({ events, requests }: Turn): string[] {
  return [...events.map((event) => event.receivedAt), ...requests.map((request) => request.requestedAt)].sort()
}

/** What the next run compares with: our own writes must not look to it like somebody's change. */
function snapshotAfter(deal: Fields, links: readonly Link[], takenAt: Date): DealSnapshot {
  const own: Fields = {}
  if ('contactIds' in deal) own.contactIds = links.map((link) => link.contactId)
  if ('contactId' in deal) own.contactId = primaryIdOf(links)
  return { takenAt: takenAt.toISOString(), deal: { ...deal, ...own } }
}
