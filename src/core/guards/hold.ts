import type { Link } from '../deal/link.ts'
import type { FuseLimit } from '../rules/fuse.ts'
import { counted } from './counted.ts'

/** Why a rule's changes are held: it was about to change more deals than its fuse lets through in so many minutes. */
export type HoldReason = FuseLimit

export const heldStates = ['held', 'released', 'discarded'] as const
export type HeldState = (typeof heldStates)[number]

/** A rule that a fuse holds back, until a person releases or discards what it would change. */
export type Hold = {
  id: string
  ruleKey: string
  /** The rule's version as it was held. */
  version: number
  since: string
  reason: HoldReason
  endedAt: string | null
  endedBy: string | null
}

/** What a held rule would change on a deal, as the deal's last run saw it. */
export type HeldChange = {
  dealId: number
  version: number
  runId: string
  heldAt: string
  linksBefore: Link[]
  linksWanted: Link[]
  state: HeldState
  settledAt: string | null
  settledBy: string | null
  /** The run that followed its release; null before that, and where it is kept no longer. */
  releaseRunId: string | null
}

/**
 * What a run found of a held rule: the links that it would have made; null where there was nothing to do for it, or it was
 * let do it.
 */
export type HeldFinding = { holdId: string } & (
  | { version: number; linksWanted: Link[] }
  | { version?: number; linksWanted: null }
)

export function whyHeld(ruleKey: string, { deals, minutes, from, forecast }: HoldReason): string {
  if (forecast !== undefined) {
    return `Rule ${ruleKey} was about to change more than ${counted(deals, 'deal')} within ${counted(minutes, 'minute')}, where its backtest had foretold ${forecast.changed} of ${forecast.deals}. What it would change since is held.`
  }
  const limit = from === 'rule' ? 'its own fuse lets through' : 'is usual'
  return `Rule ${ruleKey} was about to change more than ${counted(deals, 'deal')} within ${counted(minutes, 'minute')}, which is more than ${limit}. What it would change since is held.`
}

/** What stands beside an effect of a held rule. */
export const heldNote = 'held: the rule changed too many deals in a short time'
