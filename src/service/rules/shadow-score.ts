import { shadowCases } from '../../core/trials/shadow-cases.ts'
import { ShadowCount } from '../../core/trials/shadow-score.ts'
import type { RuleVersion } from '../../core/turns/store.ts'
import type { Database } from '../../database/connection/open.ts'
import { ruleVersions } from '../../database/rules/rules.ts'
import { type ShadowedRun, shadowedRuns, type WatchedSpan, watchedRuns } from '../../database/runs/shadow-runs.ts'
import type { ShadowDeps } from '../../http/routes/shadow.ts'

/** However much history there is, no more than the newest runs of the rule are looked at, and of each deal so many. */
const most = { runs: 10_000, runsOfDeal: 100, dealsAtOnce: 200, shown: 100 }
const dayMs = 24 * 60 * 60 * 1_000

/** What a version of a rule would have done in shadow mode, and what people did; looks only at what runs recorded. */
export function shadowScore({
  database,
  portalId,
  now,
}: {
  database: Database
  portalId: number
  now(): Date
}): ShadowDeps['shadowScore'] {
  return async ({ key, version: asked, days, from: asksFrom, to: asksTo }) => {
    const versions = await ruleVersions(database, portalId, key)
    const judged = asked === undefined ? watchedLast(versions) : versions.find(({ version }) => version === asked)
    if (judged === undefined) return { status: versions.length === 0 ? 'no-rule' : 'no-version' }
    const rule = { key, version: judged.version }
    const at = now()
    const to = asksTo ?? at
    const from = asksFrom ?? new Date(to.getTime() - 30 * dayMs)
    const found = await shadowedRuns(database, portalId, rule, { from, to, limit: most.runs })
    const count = new ShadowCount(most.shown)
    const spans = spansOf(found, days)
    let isAll = found.length < most.runs
    for (let first = 0; first < spans.length; first += most.dealsAtOnce) {
      const some = spans.slice(first, first + most.dealsAtOnce)
      for (const [dealId, runs] of await watchedRuns(database, portalId, rule, some, most.runsOfDeal)) {
        const cases = shadowCases(runs, { days, now: at })
        count.add(
          dealId,
          cases.filter(({ startedAt }) => startedAt < to.toISOString()),
        )
        isAll &&= runs.length < most.runsOfDeal
      }
    }
    const { mode } = judged.rule
    const since = found.length < most.runs ? from.toISOString() : (found.at(-1)?.startedAt ?? from.toISOString())
    const lookedAt = { runs: found.length, since, isAll }
    return {
      status: 'scored',
      score: { ...rule, mode, days, from: from.toISOString(), to: to.toISOString(), lookedAt, ...count.score() },
    }
  }
}

/** The version that is watched now, or was last. */
function watchedLast(versions: readonly RuleVersion[]): RuleVersion | undefined {
  return versions.find(({ rule }) => rule.mode === 'shadow') ?? versions[0]
}

/** Each deal from its first of these runs until the days after its last are over. */
function spansOf(found: readonly ShadowedRun[], days: number): WatchedSpan[] {
  const byDeal = Map.groupBy(found, ({ dealId }) => dealId)
  return [...byDeal].flatMap(([dealId, runs]) => {
    const [newest, oldest] = [runs[0], runs.at(-1)]
    if (newest === undefined || oldest === undefined) return []
    return [{ dealId, fromRunId: oldest.runId, to: new Date(Date.parse(newest.startedAt) + days * dayMs) }]
  })
}
