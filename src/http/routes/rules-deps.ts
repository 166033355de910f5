import type { Actor } from '../../core/people/person.ts'
import type { RuleDocument } from '../../core/rules/rule.ts'
import type { BacktestResult } from '../../core/trials/backtest-task.ts'
import type { RuleRecord, RuleVersion } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import type { ProposalShape } from '../schemas/proposal.ts'
import type { RuleCheckDeps } from './rule-check.ts'

/** `expectedVersion` null: whatever is there. The store compares and writes in one transaction. */
export type SaveRule = {
  rule: RuleDocument
  savedBy: string
  /** Who it is, for the record and for four eyes. */
  actor: Caller
  note: string | null
  expectedVersion: number | null
  onlyIfAbsent: boolean
}
export type SaveRuleOutcome =
  | { status: 'created' | 'changed' | 'unchanged'; record: RuleRecord }
  /** A live rule, where that takes two people: it waits for the other one. */
  | { status: 'proposed'; proposal: ProposalShape }
  | { status: 'conflict'; currentVersion: number | null }
export type DeleteRuleOutcome = { status: 'deleted' | 'absent' } | { status: 'conflict'; currentVersion: number | null }
export type DeleteRule = { key: string; deletedBy: string; actor: Actor; expectedVersion: number | null }

export type RulesDeps = RuleCheckDeps & {
  listRules(): Promise<RuleRecord[]>
  findRule(key: string): Promise<RuleRecord | null>
  saveRule(request: SaveRule): Promise<SaveRuleOutcome>
  /** A rule against the rules as they were, on the newest of the recorded deals. Null when it could not be done. */
  backtestNow(request: {
    rule: RuleDocument
    against: RuleRecord[]
    /** The version as which it was saved; null: it waits for approval. */
    version: number | null
    /** Whether the numbers are kept with that version. */
    isForecast: boolean
  }): Promise<BacktestResult | null>
  deleteRule(request: DeleteRule): Promise<DeleteRuleOutcome>
  /** Newest first; empty for a key that never was. */
  ruleVersions(key: string): Promise<RuleVersion[]>
}
