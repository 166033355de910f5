import { z } from 'zod'
import { isoMoment } from './deal-filter.ts'
import type { Enqueueing } from './pace.ts'
import { RuleKey } from './rule.ts'

/** Which runs are to be taken back; of these, the ones that changed contacts. */
export const RevertSelection = z
  .union(
    [
      z.strictObject({ backfillId: z.uuid() }).describe('Every run of a backfill.'),
      z.strictObject({ revertId: z.uuid() }).describe('Every run of a revert of many runs: takes that back.'),
      z
        .strictObject({
          rule: RuleKey,
          version: z.int().positive().exactOptional().describe('Only runs that used this version; all unless told.'),
          from: isoMoment.describe('Began then or later.'),
          to: isoMoment.describe('Began earlier.'),
        })
        .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], error: 'not later than "from"' })
        .describe('Runs in which this rule changed contacts.'),
    ],
    { error: 'one of {"backfillId"}, {"revertId"} or {"rule", "version"?, "from", "to"}' },
  )
  .meta({ id: 'RevertSelection' })
export type RevertSelection = z.infer<typeof RevertSelection>

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
