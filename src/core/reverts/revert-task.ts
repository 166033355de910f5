import { z } from 'zod'
import { isoMoment } from '../deal/iso-moment.ts'
import { RuleKey } from '../rules/rule.ts'
import type { Enqueueing } from '../runs/pace.ts'

const ofJobs = [
  z.strictObject({ backfillId: z.uuid() }).describe('Every run of a backfill.'),
  z.strictObject({ revertId: z.uuid() }).describe('Every run of a revert of many runs: takes that back.'),
] as const
const ofRule = {
  rule: RuleKey,
  version: z.int().positive().exactOptional().describe('Only runs that used this version; all unless told.'),
  from: isoMoment.describe('Began then or later.'),
}
const isSpan = ({ from, to }: { from: string; to?: string }) => to === undefined || Date.parse(from) < Date.parse(to)
const notLater = { path: ['to'], error: 'not later than "from"' }
const whatARuleDid = 'Runs in which this rule changed contacts.'
const error = 'one of {"backfillId"}, {"revertId"} or {"rule", "version"?, "from", "to"?}'

/** Which runs are to be taken back; of these, the ones that changed contacts. */
export const RevertSelection = z
  .union(
    [
      ...ofJobs,
      z
        .strictObject({ ...ofRule, to: isoMoment.describe('Began earlier.') })
        .refine(isSpan, notLater)
        .describe(whatARuleDid),
    ],
    { error },
  )
  .meta({ id: 'RevertSelection' })
export type RevertSelection = z.infer<typeof RevertSelection>

/** The same as it is asked for: a span of time need not have an end. */
export const RevertWish = z
  .union(
    [
      ...ofJobs,
      z
        .strictObject({ ...ofRule, to: isoMoment.exactOptional().describe('Began earlier; until now unless told.') })
        .refine(isSpan, notLater)
        .describe(whatARuleDid),
    ],
    { error },
  )
  .meta({ id: 'RevertWish' })
export type RevertWish = z.infer<typeof RevertWish>

/** The span ends at that moment where the wish names no end, so that runs which begin later are not among them. */
export function selectionUntil(wish: RevertWish, moment: Date): RevertSelection {
  return 'rule' in wish ? { ...wish, to: wish.to ?? moment.toISOString() } : wish
}

/** A revert of many runs, as it was asked for. `force`: also on deals whose contacts have changed since. */
export const RevertTask = z.object({ what: RevertSelection, force: z.boolean() })
export type RevertTask = z.infer<typeof RevertTask>

/** Where a list of runs goes on: by deal, each deal's newest run first, as they are to be taken back in this order. */
export type RunPlace = { dealId: number; runId: string }

/** Enough to go on from there. `counted` and `enqueued` are runs. */
export type RevertProgress = Enqueueing & {
  deals: number | null
  cursor: RunPlace | null
  /** Had been taken back before. */
  passedOver: number
}
