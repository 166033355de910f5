import { z } from 'zod'
import type { RevertPreviewResult } from '../../core/reverts/revert-forecast.ts'
import { RevertSelection } from '../../core/reverts/revert-task.ts'
import { runStatuses } from '../../core/runs/run.ts'
import { jobShape } from './backtest.ts'
import { PlanShape } from './plan.ts'
import { ChangeSinceShape } from './revert.ts'
import { LinkShape } from './run.ts'

const count = z.number().int().nonnegative()

const RevertForecastShape = z
  .object({
    runs: count.describe('Runs that would be taken back, those of "leftRuns" among them.'),
    deals: count,
    changing: count.describe('Deals whose contacts would change.'),
    linked: count.describe('Contacts that would be linked again.'),
    unlinked: count.describe('Contacts that would be unlinked again.'),
    primary: count.describe('Deals whose primary contact would be another.'),
    leftRuns: count.describe('Runs that would be left, as contacts have changed since; none with force.'),
    leftDeals: count,
    changedDeals: count.describe('Deals on which something has changed since; that stays.'),
    changesByPeople: count.describe('Of these changes, those of people and other programs.'),
    changesByRuns: count,
    gone: count.describe('Deals that the portal does not have any more.'),
    otherRules: z
      .record(z.string(), count)
      .describe('Other rules whose work in the same runs would be taken back along, with in how many runs.'),
    examples: z
      .array(
        z.object({
          dealId: z.number().int(),
          runIds: z.array(z.string()).describe('The newest first.'),
          leftRunIds: z.array(z.string()),
          linksNow: z.array(LinkShape),
          linksAfter: z.array(LinkShape),
          changedSince: z.array(ChangeSinceShape),
        }),
      )
      .describe('At most ten deals that have changed since, and ten others.'),
    plan: PlanShape,
  })
  .meta({ id: 'RevertForecast' }) satisfies z.ZodType<RevertPreviewResult>

/** A revert of many runs, or what one would come to. */
export const BulkRevert = z
  .object({
    ...jobShape,
    what: RevertSelection,
    force: z.boolean(),
    isPreview: z.boolean(),
    progress: z.object({
      counted: count.nullable().describe('Runs that changed contacts when it began; null until they are counted.'),
      deals: count.nullable().describe('Of so many deals.'),
      passedOver: count.describe('Runs that had been taken back before.'),
      enqueued: count.describe('Runs whose turn has come so far; of a preview: that have been looked at.'),
      waiting: count.describe('Of these, not taken back yet.'),
      done: count,
      dropped: count.describe('Waited when it was cancelled, and were let be.'),
      runs: z.partialRecord(z.enum(runStatuses), count).describe('What came of those that are done.'),
      runsPerMinute: z.number().nullable().describe('Its own pace of the last minutes; null: too early to say.'),
      secondsLeft: z.number().nullable().describe('By that pace; null: nobody can say.'),
    }),
    preview: RevertForecastShape.nullable().describe('Of a preview that is done.'),
  })
  .meta({ id: 'BulkRevert' })
export type BulkRevert = z.output<typeof BulkRevert>
