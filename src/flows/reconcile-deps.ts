import type { VersionedRule } from '../core/rules/rule.ts'
import type { Run } from '../core/runs/run.ts'
import type { DealMemory, RunRecord, UnfinishedRun } from '../core/turns/store.ts'
import type { Urgency } from '../core/turns/urgency.ts'
import type { DealReader, DealWriter } from './deal-portal.ts'

export type ReconcileDeps = {
  portalName: string
  /** The portal as it is from now on, for one run: what is asked before this call is never its answer. */
  portalFor(urgency: Urgency, heardAt: Date | null): DealReader & DealWriter
  /** Live and shadow rules as they are now. */
  activeRules(): Promise<VersionedRule[]>
  /** A recorded run, to be taken back. */
  findRun(runId: string): Promise<Run | null>
  rememberDeal(dealId: number): Promise<DealMemory>
  saveUnfinished(dealId: number, unfinished: UnfinishedRun): Promise<void>
  /**
   * Whether a rule may change one more deal; where not, its changes are held from now on, by the hold that is answered.
   */
  admit(change: { rule: VersionedRule; dealId: number }): Promise<{ holdId: string } | null>
  /** Forgets a run that had written nothing yet. */
  forgetUnfinished(dealId: number): Promise<void>
  recordRun(record: RunRecord): Promise<void>
  /** Throws `WritesStopped` where a person has stopped all writes. */
  mayWrite(): Promise<void>
  /** Resolves when it is one's turn to work on the event loop, where others do so too. */
  giveWay?: () => Promise<void>
  now(): Date
  newRunId(): string
}
