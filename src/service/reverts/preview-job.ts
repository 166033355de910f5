import { type Allowance, planBudget } from '../../core/jobs/budget.ts'
import {
  countForecast,
  foreseeDeal,
  noForecast,
  type RevertForecast,
  type RevertPreviewResult,
} from '../../core/reverts/revert-forecast.ts'
import { type RevertProgress, RevertTask, type RunPlace } from '../../core/reverts/revert-task.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { Database } from '../../database/connection/open.ts'
import {
  countRunsToRevert,
  type RunToRevert,
  revertedAmong,
  rulesThatActed,
  runsToRevert,
} from '../../database/jobs/bulk-reverts.ts'
import { laterRuns } from '../../database/runs/reverts.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { DoJob } from '../jobs/runner.ts'
import { noProgress } from './job.ts'

export type RevertPreviewParts = {
  database: Database
  portalId: number
  portals: DealPortals
  now(): Date
  allowance(): Allowance | null
}

const runsPerPage = 200
/** Deals whose links are asked for together, so that they share requests. */
const dealsAtOnce = 50

/** Looks at what taking runs back would come to, and writes nothing. Begun anew where it was broken off. */
export function doRevertPreview(parts: RevertPreviewParts): DoJob {
  const { database, portalId, now } = parts
  return async (job, { signal, keep }): Promise<RevertPreviewResult> => {
    const { what, force } = RevertTask.parse(job.params)
    const { runs, deals } = await countRunsToRevert(database, portalId, what)
    const forecast = noForecast()
    const progress: RevertProgress = { ...noProgress, counted: runs, deals, resumedAt: now().toISOString() }
    for await (const group of dealsOf(parts, what, progress)) {
      signal.throwIfAborted()
      await foresee(parts, group, { force, forecast })
      if ('rule' in what) await countOthers(parts, group, { rule: what.rule, forecast })
      progress.enqueued = forecast.runs
      await keep(progress)
    }
    return { ...forecast, plan: planOf(forecast, parts.allowance()) }
  }
}

/** Every link is read, and written where it would change; nothing else of a deal is asked for. */
function planOf({ deals, runs, changing }: RevertForecast, allowance: Allowance | null) {
  const job = { deals: runs, companies: 0, linked: 1, changing: deals === 0 ? 0 : changing / deals }
  return planBudget(job, allowance)
}

/** Some deals at a time, each with all of its runs that are still to be taken back, the newest first. */
async function* dealsOf(
  { database, portalId }: RevertPreviewParts,
  what: RevertTask['what'],
  progress: RevertProgress,
): AsyncGenerator<RunToRevert[][]> {
  let after: RunPlace | null = null
  let open: RunToRevert[] = []
  for (;;) {
    const page: RunToRevert[] = await runsToRevert(database, portalId, what, { after, limit: runsPerPage })
    const ids = page.map(({ id }) => id)
    const reverted = await revertedAmong(database, portalId, ids)
    progress.passedOver += reverted.size
    open.push(...page.filter(({ id }) => !reverted.has(id)))
    const last = page.at(-1)
    const isLast = page.length < runsPerPage
    // The last deal of a page may have runs on the next one.
    const whole = isLast || last === undefined ? open : open.filter(({ dealId }) => dealId !== last.dealId)
    open = isLast || last === undefined ? [] : open.filter(({ dealId }) => dealId === last.dealId)
    const byDeal = [...Map.groupBy(whole, ({ dealId }) => dealId).values()]
    for (let at = 0; at < byDeal.length; at += dealsAtOnce) yield byDeal.slice(at, at + dealsAtOnce)
    if (isLast || last === undefined) return
    after = { dealId: last.dealId, runId: last.id }
  }
}

async function foresee(
  { database, portalId, portals }: RevertPreviewParts,
  group: RunToRevert[][],
  { force, forecast }: { force: boolean; forecast: RevertForecast },
): Promise<void> {
  const portal = portals.forRun('backfill')
  const seen = await Promise.all(
    group.map(async (runs) => {
      const [newest] = runs
      if (newest === undefined) return null
      const { dealId } = newest
      const linksNow = await portal.readLinks(dealId).catch((error: unknown) => {
        if (error instanceof PortalError && error.kind === 'not-found') return null
        throw error
      })
      if (linksNow === null) return null
      return foreseeDeal({ dealId, runs, linksNow, later: await laterRuns(database, portalId, newest), force })
    }),
  )
  for (const deal of seen) {
    if (deal === null) forecast.gone += 1
    else countForecast(forecast, deal)
  }
}

async function countOthers(
  { database, portalId }: RevertPreviewParts,
  group: RunToRevert[][],
  { rule, forecast }: { rule: string; forecast: RevertForecast },
): Promise<void> {
  const acted = await rulesThatActed(
    database,
    portalId,
    group.flatMap((runs) => runs.map(({ id }) => id)),
  )
  for (const { key } of acted) {
    if (key !== rule) forecast.otherRules[key] = (forecast.otherRules[key] ?? 0) + 1
  }
}
