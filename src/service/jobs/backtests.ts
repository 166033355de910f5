import { setImmediate } from 'node:timers/promises'
import { countUndecided, countVerdict, noNumbers } from '../../core/rules/backtest.ts'
import type { RuleDocument, VersionedRule } from '../../core/rules/rule.ts'
import { type BacktestProgress, type BacktestResult, BacktestTask } from '../../core/trials/backtest-task.ts'
import type { Database } from '../../database/connection/open.ts'
import { dealDeeds, dealSnapshot } from '../../database/deals/memory.ts'
import { countRecordedDeals, recordedDeals } from '../../database/deals/recorded-deals.ts'
import { type Contest, contestOf, judge, judgeRecorded } from '../../flows/backtest-deal.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { DoJob } from './runner.ts'

type BacktestParts = {
  database: Database
  portalId: number
  portals: DealPortals
  now(): Date
  ruleSet: Pick<RuleSet, 'active'>
  /** Snapshots in memory at a time. */
  pageSize?: number
}
type Keep = (progress: BacktestProgress) => Promise<void>

const usualPageSize = 500
/** So many are judged before others get their turn on the thread. */
const judgedAtOnce = 20

/** A backtest as a job, from where it was left. */
export function doBacktest(parts: BacktestParts): DoJob {
  return async (job, { signal, keep }) => {
    const task = BacktestTask.parse(job.params)
    const contest = contestOf(task.rule, await parts.ruleSet.active())
    const kept = job.progress as BacktestProgress | null // as this very function kept it
    // Half against one version and half against another would say nothing of either.
    const isSame = kept !== null && kept.liveVersion === (contest.live?.version ?? null)
    const progress = isSame ? kept : await begin(parts, task, contest)
    const work = task.deals.from === 'snapshots' ? overSnapshots : overPortal
    await work(parts, task, contest, progress, keep, signal)
    return resultOf(progress)
  }
}

/** The numbers for a rule at once, over so many of the newest deals; for an answer that somebody waits for. */
export async function backtestNow(
  parts: BacktestParts,
  { rule, against, limit }: { rule: RuleDocument; against: readonly VersionedRule[]; limit: number },
): Promise<BacktestResult> {
  const task: BacktestTask = { rule, deals: { from: 'snapshots', limit } }
  const contest = contestOf(rule, against)
  const progress = await begin(parts, task, contest)
  await overSnapshots(parts, task, contest, progress, async () => {}, new AbortController().signal)
  return resultOf(progress)
}

const resultOf = ({ numbers, liveVersion }: BacktestProgress): BacktestResult => ({ ...numbers, liveVersion })

async function begin(parts: BacktestParts, { deals }: BacktestTask, contest: Contest): Promise<BacktestProgress> {
  const total =
    deals.from === 'snapshots'
      ? Math.min(
          deals.limit ?? Number.POSITIVE_INFINITY,
          await countRecordedDeals(parts.database, parts.portalId, deals.ids),
        )
      : await parts.portals.lists.countDeals(deals.filter ?? {})
  const liveVersion = contest.live?.version ?? null
  return { done: 0, total, cursor: null, liveVersion, numbers: noNumbers(contest.live !== null) }
}

async function overSnapshots(
  { database, portalId, pageSize = usualPageSize }: BacktestParts,
  { deals }: BacktestTask,
  contest: Contest,
  progress: BacktestProgress,
  keep: Keep,
  signal: AbortSignal,
): Promise<void> {
  const { limit: most = Number.POSITIVE_INFINITY, ids } = deals.from === 'snapshots' ? deals : {}
  while (progress.done < most) {
    const limit = Math.min(pageSize, most - progress.done)
    const page = await recordedDeals(database, portalId, { beforeId: progress.cursor, limit, ids })
    for (const [index, recorded] of page.entries()) {
      if (index % judgedAtOnce === 0) {
        signal.throwIfAborted()
        await setImmediate()
      }
      const judgement = await judgeRecorded(contest, recorded)
      if (judgement.status === 'undecided') countUndecided(progress.numbers, judgement.missing)
      else countVerdict(progress.numbers, judgement.verdict, judgement.assumed)
    }
    progress.done += page.length
    progress.cursor = page.at(-1)?.dealId ?? progress.cursor
    await keep(progress)
    if (page.length < limit) return
  }
}

async function overPortal(
  { database, portalId, portals, now }: BacktestParts,
  { deals }: BacktestTask,
  contest: Contest,
  progress: BacktestProgress,
  keep: Keep,
  signal: AbortSignal,
): Promise<void> {
  const filter = deals.from === 'portal' ? (deals.filter ?? {}) : {}
  for (;;) {
    signal.throwIfAborted()
    const { dealIds, isLast } = await portals.lists.listDeals(filter, progress.cursor ?? 0)
    // Together, so that they share what they read.
    const verdicts = await Promise.all(
      dealIds.map(async (dealId) => {
        const [snapshot, deeds] = await Promise.all([
          dealSnapshot(database, portalId, dealId),
          dealDeeds(database, portalId, dealId),
        ])
        const at = now()
        const event = { type: 'backfill', types: ['backfill'], receivedAt: at.toISOString() }
        return judge(portals.forRun('backfill'), contest, { dealId, event, snapshot, deeds, now: at })
      }),
    )
    for (const verdict of verdicts) {
      if (verdict === null) countUndecided(progress.numbers, 'the deal')
      else countVerdict(progress.numbers, verdict)
    }
    progress.done += dealIds.length
    progress.cursor = dealIds.at(-1) ?? progress.cursor
    await keep(progress)
    if (isLast) return
  }
}
