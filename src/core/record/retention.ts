import { z } from 'zod'

const days = (least: number) =>
  z
    .int()
    .min(least, `not fewer than ${least}`)
    .max(36_500, 'not more than 36500')
    .nullable()
    .describe('In days; null: for ever.')

/**
 * How long things are kept. Personal data: what runs' conditions saw, what a run had read of contacts and companies,
 * fields of deals that nobody has heard of since. Runs: everything else of them; the last one of each deal stays.
 * Events: the journal, what was asked to be run, and how many deals changed on a day (92 days at most).
 */
export const RetentionPolicy = z.strictObject({
  personalDataDays: days(1),
  runsDays: days(100),
  eventsDays: days(7),
})
export type RetentionPolicy = z.output<typeof RetentionPolicy>

/** What a pass erased, by what it was. */
export const retentionSubjects = ['traces', 'snapshots', 'runs', 'events', 'requests', 'changes', 'jobs'] as const
export type RetentionSubject = (typeof retentionSubjects)[number]
export type RetentionCounts = Record<RetentionSubject, number>

export type RetentionPass = { endedAt: string; erased: RetentionCounts }

/** Why traces of a run were replaced. */
export type ErasureReason = 'contact'

/** Completeness is stated of so many days; what it is worked out from is kept no longer. */
export const changesKeptDays = 92

/** Fields of a deal that stay in its snapshot when the personal ones go: numbers, times, references, nobody's words. */
export const impersonalFields = [
  'id',
  'categoryId',
  'stageId',
  'stageSemanticId',
  'companyId',
  'leadId',
  'assignedById',
  'createdTime',
  'updatedTime',
  'movedTime',
  'begindate',
  'closedate',
  'closed',
  'opened',
  'opportunity',
  'currencyId',
] as const

const dayMs = 86_400_000

/** What is older than this is to go: the beginning of the day (UTC) so many days ago; null: nothing is. */
export function cutoffOf(days: number | null, now: Date): Date | null {
  if (days === null) return null
  return new Date(Math.floor((now.getTime() - days * dayMs) / dayMs) * dayMs)
}
