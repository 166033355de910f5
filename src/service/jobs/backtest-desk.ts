import type { JobRecord } from '../../core/jobs/job.ts'
import { type BacktestProgress, type BacktestResult, BacktestTask } from '../../core/trials/backtest-task.ts'
import type { Database } from '../../database/connection/open.ts'
import { changeJob, createJob, findJob, listJobs } from '../../database/jobs/jobs.ts'
import type { BacktestsDeps } from '../../http/routes/backtests.ts'
import type { Backtest } from '../../http/schemas/backtest.ts'

/** Backtests as the HTTP edge asks for them. */
export function backtestsOf({
  database,
  portalId,
}: {
  database: Database
  portalId: number
}): BacktestsDeps['backtests'] {
  const told = (job: JobRecord | null) => job && asBacktest(job)
  return {
    start: async ({ createdBy, ...params }) =>
      asBacktest(await createJob(database.orm, portalId, { kind: 'backtest', params, createdBy })),
    find: async (id) => told(await findJob(database, portalId, 'backtest', id)),
    async cancel(id) {
      const change = { kind: 'backtest', id, change: 'cancel' } as const
      const changed = await database.transaction((tx) => changeJob(tx, portalId, change))
      return told(changed === null ? null : changed.job)
    },
    async list(filter) {
      const { items, nextCursor } = await listJobs(database, portalId, { ...filter, kind: 'backtest' })
      return { items: items.map(asBacktest), nextCursor }
    },
  }
}

function asBacktest({ params, progress, result, kind: _kind, ...job }: JobRecord): Backtest {
  // As the job itself kept them.
  const { done = 0, total = null } = (progress ?? {}) as Partial<BacktestProgress>
  return {
    ...job,
    status: job.state,
    ruleKey: BacktestTask.parse(params).rule.key,
    progress: { done, total },
    result: result as BacktestResult | null,
  }
}
