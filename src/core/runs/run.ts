import type { TraceNode } from '../conditions/trace.ts'
import type { Link } from '../deal/link.ts'
import type { RuleMode } from '../rules/rule.ts'

export const runStatuses = ['applied', 'unchanged', 'unmatched', 'shadow', 'failed', 'skipped', 'quarantined'] as const
export type RunStatus = (typeof runStatuses)[number]

export const triggerTypes = ['event', 'sweep', 'backfill', 'manual', 'revert'] as const
export type TriggerType = (typeof triggerTypes)[number]

/** Why a run happened. `events` are the distinct event names in order of arrival, `eventIds` the journal's ids. */
export type Trigger = {
  type: TriggerType
  events: string[]
  eventIds: string[]
  /** The run that this one takes back. */
  reverts?: string
  /** Who asked for it, a job's deals by whoever began the job; known where a run is read, for as long as requests are kept. */
  requestedBy?: string[]
}

/** In order of rank: an action's effect is the first of these that any of its contacts has. */
export const effectsByRank = ['failed', 'applied', 'shadow', 'overruled', 'yielded', 'not-found', 'already'] as const
export type ContactEffectName = (typeof effectsByRank)[number]
export type ActionEffectName = ContactEffectName | 'nothing-selected'

export type ContactEffect = {
  contactId: number
  effect: ContactEffectName
  /** The key of the rule that prevailed, when the effect is `overruled`. */
  by: string | null
}

export type ActionType = 'attach' | 'detach' | 'setPrimary' | 'replace' | 'clear'

export type ActionResult = {
  type: ActionType
  /** The contacts that the action's selector named. */
  contactIds: number[]
  effect: ActionEffectName
  note: string | null
  contacts: ContactEffect[]
}

export type RuleResult = {
  key: string
  version: number
  mode: Exclude<RuleMode, 'off'>
  matched: boolean
  trace: TraceNode
  actions: ActionResult[]
}

/** What went wrong, for a person: what happened, to what, and what to do. Never holds a secret. */
export type RunError = { code: string; message: string }

/** One write on the portal with its answer; `result` is null when an error came back or no answer at all. */
export type Operation = {
  method:
    | 'crm.deal.contact.add'
    | 'crm.deal.contact.delete'
    | 'crm.deal.contact.items.set'
    | 'crm.deal.contact.items.delete'
  params: Record<string, unknown>
  result: unknown
  error: RunError | null
}

/** A run as it is recorded and answered. Times are ISO 8601 in UTC. */
export type Run = {
  id: string
  dealId: number
  portal: string
  trigger: Trigger
  status: RunStatus
  /** Which try this was, from 1. */
  attempt: number
  queuedAt: string
  startedAt: string
  finishedAt: string
  linksBefore: Link[]
  linksAfter: Link[]
  rules: RuleResult[]
  operations: Operation[]
  error: RunError | null
}

/** A run as lists show it: without the traces. */
export type RunSummary = Omit<Run, 'rules'> & { rules: Omit<RuleResult, 'trace'>[] }
