import { type Link, sameLinks } from '../core/deal/link.ts'
import { snapshotAfter } from '../core/deal/snapshot-after.ts'
import { decide } from '../core/decision/decide.ts'
import { observed } from '../core/decision/deeds.ts'
import { linkedByNow } from '../core/decision/linked-by-now.ts'
import { confirmedResults, mergedResults } from '../core/decision/merge.ts'
import type { Decided } from '../core/decision/overwriting.ts'
import { noWork } from '../core/decision/round.ts'
import type { HeldFinding } from '../core/guards/hold.ts'
import { heldBack, type Quarantine, quarantinedError } from '../core/guards/quarantine.ts'
import { hasWritten, swingOf } from '../core/guards/swing.ts'
import { deedsAfterRevert } from '../core/reverts/revert.ts'
import type { Deed } from '../core/runs/deed.ts'
import { statusOf } from '../core/runs/outcome.ts'
import type { RuleResult, Run, RunError, Trigger } from '../core/runs/run.ts'
import { basisAfterEarlierTry, decidedByEarlierTry, deedsWithEarlierTry } from '../core/turns/earlier-try.ts'
import type { DealMemory, RequestTerms, RunRecord, UnfinishedRun } from '../core/turns/store.ts'
import {
  applicableRules,
  countsForFuses,
  eventFact,
  releasedHolds,
  releasedKeys,
  triggerOf,
} from '../core/turns/trigger.ts'
import { heardAt, queuedAt, type Turn } from '../core/turns/turn.ts'
import { type Urgency, urgencyOf } from '../core/turns/urgency.ts'
import { type Applied, applyDecision } from './apply-decision.ts'
import { type Consideration, considerDeal } from './consider-deal.ts'
import type { DealReader, DealWriter } from './deal-portal.ts'
import { findingsOf, heldRules, holdBack } from './hold-back.ts'
import { type Intent, revertIntent, ruleIntent, type Wish, wishOf } from './intent.ts'
import type { ReconcileDeps } from './reconcile-deps.ts'
import { goneError, linksChanged, tellingOwed, unknownRun } from './run-errors.ts'

export type RunTask = { dealId: number; attempt: number; signal?: AbortSignal }

/** What a run leaves for the next; null: as it was. */
type Left = Pick<RunRecord, 'snapshot' | 'deeds' | 'quarantine' | 'held'>

/** One try at one run, with what it has learnt so far, so that a failure is recorded with what was seen. */
export class RunAttempt {
  readonly #deps: ReconcileDeps
  readonly #task: RunTask
  readonly #memory: DealMemory
  readonly #turn: Turn
  readonly #startedAt: Date
  readonly #portal: DealReader & DealWriter
  readonly #urgency: Urgency
  readonly #runId: string
  readonly #trigger: Trigger
  #hasSeenLinks = false
  /** What it has found of held rules. */
  #found: HeldFinding[] = []
  #applied: Applied

  constructor(deps: ReconcileDeps, task: RunTask, memory: DealMemory, turn: Turn, startedAt: Date) {
    this.#deps = deps
    this.#task = task
    this.#memory = memory
    this.#turn = turn
    this.#startedAt = startedAt
    this.#runId = memory.unfinished?.runId ?? deps.newRunId()
    this.#trigger = triggerOf(turn.events, turn.requests)
    this.#urgency = urgencyOf(turn, memory)
    this.#portal = deps.portalFor(this.#urgency, heardAt(turn))
    this.#applied = {
      linksBefore: memory.unfinished?.linksBefore ?? [],
      linksAfter: memory.unfinished?.linksBefore ?? [],
      results: memory.unfinished?.rules ?? [],
      basis: memory.unfinished?.basis ?? { links: [], base: [] },
      pending: memory.unfinished?.pending ?? null,
      own: memory.unfinished?.own ?? noWork,
      operations: memory.unfinished?.operations ?? [],
      deeds: memory.unfinished?.deeds ?? memory.deeds,
      error: null,
    }
  }

  run(): Promise<Run> {
    const terms = this.#turn.requests.map((request) => request.terms).find((given) => given?.type === 'revert')
    return terms?.type === 'revert' ? this.#revert(terms) : this.#obeyRules()
  }

  async #obeyRules(): Promise<Run> {
    const { dealId } = this.#task
    const { snapshot, unfinished } = this.#memory
    const { events, requests } = this.#turn
    const rules = await this.#deps.activeRules()
    const applicable = applicableRules(rules, this.#trigger, requests)
    const read = await considerDeal(this.#portal, {
      dealId,
      rules: applicable,
      event: eventFact(this.#trigger, events, requests, this.#startedAt),
      snapshot,
      deeds: this.#applied.deeds,
      now: this.#startedAt,
      mayBeEcho: this.#urgency === 'again' && requests.length === 0,
      giveWay: this.#deps.giveWay,
    })
    if (read === null) return this.recordGone()
    const deeds = deedsWithEarlierTry(unfinished, this.#applied.deeds, read.links)
    const basis = basisAfterEarlierTry(unfinished, read.links)
    const decided = decidedByEarlierTry(unfinished, basis, deeds)
    const free = unfinished === null ? read : decidingOn(read, decided)
    const quarantine = this.#quarantine(read.links)
    const held = await heldRules(free, {
      applicable,
      released: releasedKeys(requests),
      // Where nothing is written, and where a person has asked for it, no fuse counts.
      admit:
        quarantine === null && countsForFuses(this.#trigger, requests)
          ? (rule) => this.#deps.admit({ rule, dealId })
          : null,
    })
    const considered = holdBack(free, new Set(held.map(({ rule }) => rule.key)), decided.deeds)
    this.#found = findingsOf(held, free, decided.deeds)
    this.#hasSeenLinks = true
    this.#applied = {
      ...this.#applied,
      linksBefore: unfinished?.linksBefore ?? read.links,
      linksAfter: read.links,
      basis,
      deeds,
      results: mergedResults(this.#applied.results, considered.resultsOf(considered.decision)),
    }
    if (quarantine !== null) return this.#recordQuarantined(quarantine)
    await this.#apply(ruleIntent(considered), decided, wishOf(considered, considered.decision))
    const { error, operations, results, linksAfter } = this.#applied
    if (error !== null) return this.recordFailure(error)
    return this.#record(statusOf(results, operations.length > 0), null, {
      snapshot: { ...snapshotAfter(considered.deal, linksAfter, this.#deps.now()), facts: considered.seen() },
      deeds: this.#deedsNow(),
      held: [...this.#found, ...this.#letGo()],
    })
  }

  /** A run that was under way as this one was asked for may have found the same change held once more. */
  #letGo(): HeldFinding[] {
    return [...releasedHolds(this.#turn.requests)].map((holdId) => ({ holdId, linksWanted: null }))
  }

  /**
   * Takes a run back. The fields of the deal are not looked at: whatever changed in them is left to be seen by the next
   * run of the rules.
   */
  async #revert({ runId, force }: RequestTerms & { type: 'revert' }): Promise<Run> {
    const { dealId } = this.#task
    const { snapshot, deeds, unfinished } = this.#memory
    const reverted = await this.#deps.findRun(runId)
    if (reverted === null) return this.recordFailure(unknownRun(runId))
    const links = await this.#portal.readLinks(dealId)
    const basis = basisAfterEarlierTry(unfinished, links)
    this.#hasSeenLinks = true
    this.#applied = { ...this.#applied, linksBefore: unfinished?.linksBefore ?? links, linksAfter: links, basis }
    const quarantine = this.#quarantine(links)
    if (quarantine !== null) return this.#recordQuarantined(quarantine)
    // What a try that was broken off has changed already was changed by this very run.
    if (!force && unfinished === null && !sameLinks(links, reverted.linksAfter)) {
      return this.#record('skipped', linksChanged(reverted), { snapshot: null, deeds: null })
    }
    const intent = revertIntent(reverted)
    const decided = decidedByEarlierTry(unfinished, basis, deeds)
    await this.#apply(intent, decided, intent(decided.base, decided.deeds))
    const { error, operations, linksAfter } = this.#applied
    if (error !== null) return this.recordFailure(error)
    return this.#record(operations.length > 0 ? 'applied' : 'unchanged', null, {
      snapshot: snapshot && { ...snapshot, ...snapshotAfter(snapshot.deal, linksAfter, this.#deps.now()) },
      deeds: deedsAfterRevert(deeds, reverted, linksAfter),
    })
  }

  async #apply(intent: Intent, decided: Decided, wish: Wish): Promise<void> {
    const { dealId } = this.#task
    this.#applied = await applyDecision(this.#portal, {
      dealId,
      intent,
      decided,
      wish,
      signal: this.#task.signal,
      soFar: this.#applied,
      mayWrite: this.#deps.mayWrite,
      save: (progress) => this.#deps.saveUnfinished(dealId, this.#unfinished(progress)),
      onProgress: (progress) => {
        this.#applied = progress
      },
    })
  }

  /** Leaves word for the next try of what the portal has answered to this one; what an earlier one left stands if none came. */
  async keep(): Promise<void> {
    if (this.#hasSeenLinks && this.#applied.operations.length > 0)
      await this.#deps.saveUnfinished(this.#task.dealId, this.#unfinished(this.#applied))
  }

  /** What was about to be written when all writes were stopped was not sent, and is not kept as if it had been. */
  withdraw(): Promise<void> {
    return this.#applied.operations.length > 0 ? this.keep() : this.#deps.forgetUnfinished(this.#task.dealId)
  }

  #unfinished(progress: Applied): UnfinishedRun {
    return {
      runId: this.#runId,
      startedAt: this.#memory.unfinished?.startedAt ?? this.#startedAt.toISOString(),
      linksBefore: progress.linksBefore,
      rules: progress.results,
      operations: progress.operations,
      deeds: progress.deeds,
      basis: progress.basis,
      pending: progress.pending,
      own: progress.own,
      requestIds: this.#turn.requests.map(({ id }) => id),
    }
  }

  /** An answer of "not found" to a write may mean the deal or something else: only the deal itself tells. */
  async isGone(): Promise<boolean> {
    return (await this.#portal.readDeal(this.#task.dealId)) === null
  }

  /** The quarantine that the deal is in, or comes into by what was read now. */
  #quarantine(links: readonly Link[]): Quarantine | null {
    const { quarantine, writingRuns } = this.#memory
    if (quarantine !== null) return quarantine
    const swing = swingOf(writingRuns, { links, at: this.#startedAt })
    return swing && { since: this.#startedAt.toISOString(), swing }
  }

  /** What changed in the deal's fields meanwhile is left to be seen by the first run after its release. */
  #recordQuarantined(quarantine: Quarantine): Promise<Run> {
    this.#applied = { ...this.#applied, results: heldBack(this.#applied.results, 'the deal is quarantined') }
    const error = quarantinedError(this.#task.dealId, quarantine)
    // What an earlier try has done before the deal was quarantined is done all the same.
    const deeds = this.#memory.unfinished === null ? null : this.#deedsNow()
    return this.#record('quarantined', error, { snapshot: null, deeds, quarantine, held: this.#found })
  }

  recordGone(): Promise<Run> {
    return this.#record('skipped', goneError(this.#task.dealId), { ...this.#leftAfterFailure(), held: [] })
  }

  recordFailure(error: RunError): Promise<Run> {
    return this.#record('failed', error, this.#leftAfterFailure())
  }

  #leftAfterFailure(): Left {
    return { snapshot: null, deeds: this.#hasSeenLinks ? this.#deedsNow() : null, held: this.#found }
  }

  /** They were noted with each write; what people do meanwhile is none of them. */
  #deedsNow(): Deed[] {
    return observed(this.#applied.deeds, this.#applied.linksAfter)
  }

  #confirmed(): RuleResult[] {
    const { results, linksBefore, linksAfter } = this.#applied
    return confirmedResults(results, linksBefore, linksAfter)
  }

  async #record(status: Run['status'], error: RunError | null, left: Left): Promise<Run> {
    const { linksBefore, linksAfter, operations, basis } = this.#applied
    const { unfinished, writingRuns } = this.#memory
    // Another try has begun by then, to which nothing tells that it is the same run: what that leaves is newer than this.
    if (operations.length === 0) this.#task.signal?.throwIfAborted()
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
      rules: this.#confirmed(),
      operations,
      // A run that was not brought to its end leaves people what it owes them.
      error: status === 'failed' || status === 'quarantined' ? error && tellingOwed(error, basis) : error,
    }
    const swing = hasWritten(run) ? swingOf([...writingRuns, run], { links: linksAfter, at: finishedAt }) : null
    await this.#deps.recordRun({
      quarantine: swing && { since: run.finishedAt, swing },
      run,
      eventIds: events.map((event) => event.id),
      requestIds: requests.map((request) => request.id),
      ...left,
    })
    return run
  }
}

/** The same rules on what an earlier try had decided on. */
function decidingOn(read: Consideration, { base, deeds }: Decided): Consideration {
  const matched = linkedByNow(read.matched, read.links, base)
  return { ...read, matched, links: base, decision: decide(base, deeds, matched) }
}
