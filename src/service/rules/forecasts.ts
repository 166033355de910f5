import { isDeepStrictEqual } from 'node:util'
import { forecastOf } from '../../core/rules/forecast.ts'
import type { RuleDocument } from '../../core/rules/rule.ts'
import type { BacktestResult } from '../../core/trials/backtest-task.ts'
import { BacktestTask } from '../../core/trials/backtest-task.ts'
import type { Database } from '../../database/connection/open.ts'
import { listJobs } from '../../database/jobs/jobs.ts'
import { keepForecast } from '../../database/rules/forecasts.ts'
import type { Logger } from '../../log.ts'

type Saved = { rule: RuleDocument; version: number }

/** Backtests that people look at before they save are among the last; older ones tell of other deals. */
const looked = { jobs: 20, ms: 24 * 60 * 60_000 }

/**
 * Keeps with a version that is live what a backtest said of it: the given one, else the last one that somebody had done of
 * the same rule. Its fuse holds it when it goes far beyond.
 */
export async function foretell(
  { database, portalId, now, log }: { database: Database; portalId: number; now(): Date; log: Logger },
  { rule, version }: Saved,
  said?: BacktestResult,
): Promise<void> {
  if (rule.mode !== 'live') return
  try {
    const numbers = said ?? (await lastOf(rule))
    const forecast = numbers && forecastOf(numbers, now().toISOString())
    if (forecast !== null) await keepForecast(database, portalId, { key: rule.key, version, forecast })
  } catch (error) {
    log.warn({ err: error }, `what a backtest said of rule ${rule.key} could not be kept; the rule is saved`)
  }

  async function lastOf(wanted: RuleDocument): Promise<BacktestResult | null> {
    const { items } = await listJobs(database, portalId, { kind: 'backtest', limit: looked.jobs })
    const oldest = new Date(now().getTime() - looked.ms).toISOString()
    const same = items.find(
      ({ state, params, finishedAt }) =>
        state === 'done' && (finishedAt ?? '') > oldest && isSameButMode(BacktestTask.parse(params).rule, wanted),
    )
    // As the job itself kept it.
    return (same?.result ?? null) as BacktestResult | null
  }
}

function isSameButMode({ mode: _mode, ...one }: RuleDocument, { mode: _other, ...other }: RuleDocument): boolean {
  return isDeepStrictEqual(one, other)
}
