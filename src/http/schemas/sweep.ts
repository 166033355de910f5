import { z } from 'zod'
import { sweepKinds, sweepStatuses } from '../../core/sweeps/sweep.ts'

const count = z.number().int().nonnegative()

export const SweepShape = z
  .object({
    id: z.string(),
    kind: z
      .enum(sweepKinds)
      .describe('changes: what the portal says has changed; open-deals: a slow look at every open deal.'),
    status: z.enum(sweepStatuses),
    requestedBy: z.string().describe('sweep: by itself, after a start or by time.'),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    since: z.string().nullable().describe('Changes since then, by the portal’s clock; null: not begun yet.'),
    until: z.string().nullable().describe('The portal’s time when it began: the next one goes on from there.'),
    pages: count,
    dealsSeen: count,
    dealsQueued: count.describe('Deals that no event had told of: found, and asked to be run.'),
    dealsHealed: count.describe('Of these, run, and the run did not fail.'),
    dealsWaiting: count.describe('Of these, not run yet.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable().describe('What stood in its way last.'),
  })
  .meta({ id: 'Sweep' })
export type SweepAnswer = z.output<typeof SweepShape>
