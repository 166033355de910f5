import { z } from 'zod'
import { jobStates } from '../../core/jobs/job.ts'
import type { BacktestResult } from '../../core/trials/backtest-task.ts'
import { LinkShape } from './run.ts'

const count = z.number().int().nonnegative()

const SideCounts = z
  .object({
    matched: count.describe('Deals that match.'),
    changed: count.describe('Deals whose links it would change.'),
    attach: count.describe('Contacts that would be linked.'),
    detach: count.describe('Contacts that would be unlinked.'),
    primary: count.describe('Deals whose primary contact would be another.'),
    clear: count.describe('Deals that would lose every contact.'),
  })
  .meta({ id: 'BacktestSide' })

export const BacktestResultShape = z
  .object({
    liveVersion: z.number().int().nullable().describe('The version that is live now; null: none is.'),
    deals: count,
    undecided: count.describe(
      'Deals that cannot be judged, as no run has read what a rule asks for and what was read does not settle it. They are in `deals` and in no other number.',
    ),
    missing: z.record(z.string(), count).describe('What was not read, with for how many deals.'),
    draft: SideCounts,
    live: SideCounts.nullable(),
    difference: z.object({
      onlyDraft: count.describe('Deals that only the draft matches.'),
      onlyLive: count,
      otherwise: count.describe('Both match, and come to different links.'),
      same: count,
    }),
    assumedContacts: z.array(z.number().int()).describe('Taken to exist, though no run has looked; the first 100.'),
    examples: z
      .array(
        z.object({
          dealId: z.number().int(),
          difference: z.enum(['only-draft', 'only-live', 'otherwise', 'same', 'neither']),
          linksBefore: z.array(LinkShape),
          linksAfter: z.array(LinkShape),
          linksAfterLive: z.array(LinkShape).nullable(),
          why: z.string(),
        }),
      )
      .describe('At most twenty deals that would change, or on which the versions differ.'),
  })
  .meta({ id: 'BacktestResult' }) satisfies z.ZodType<BacktestResult>

export const jobShape = {
  id: z.string(),
  state: z.enum(jobStates),
  status: z.enum(jobStates).describe('The same as `state`, by the name that it has in runs, sweeps and backfills.'),
  createdAt: z.string(),
  createdBy: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  progress: z.object({ done: count, total: count.nullable() }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
}

export const Backtest = z
  .object({
    ...jobShape,
    ruleKey: z.string(),
    result: BacktestResultShape.nullable().describe('Null until it is done.'),
  })
  .meta({ id: 'Backtest' })
export type Backtest = z.output<typeof Backtest>
