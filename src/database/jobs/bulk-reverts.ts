import { and, asc, countDistinct, desc, eq, exists, gt, gte, inArray, lt, or, sql } from 'drizzle-orm'
import type { Link } from '../../core/deal/link.ts'
import type { RevertSelection, RunPlace } from '../../core/reverts/revert-task.ts'
import type { Database } from '../connection/database.ts'
import { idsAround } from '../statements/run-ids.ts'
import { runRequests, runRules, runs } from '../tables/schema.ts'
import { requestOfJob } from './runs-of-job.ts'

export type RunToRevert = { id: string; dealId: number; linksBefore: Link[]; linksAfter: Link[] }

/** Runs of the selection that changed links, by deal, each deal's newest first: `limit` of those behind `after`. */
export function runsToRevert(
  db: Database,
  portalId: number,
  what: RevertSelection,
  { after, limit }: { after: RunPlace | null; limit: number },
): Promise<RunToRevert[]> {
  const { id, dealId, linksBefore, linksAfter } = runs
  const isBehind =
    after === null ? undefined : or(gt(dealId, after.dealId), and(eq(dealId, after.dealId), lt(id, after.runId)))
  return db.orm
    .select({ id, dealId, linksBefore, linksAfter })
    .from(runs)
    .where(and(selected(db, portalId, what), isBehind))
    .orderBy(asc(dealId), desc(id))
    .limit(limit)
}

/** How many runs of the selection changed links, and of how many deals. */
export async function countRunsToRevert(
  db: Database,
  portalId: number,
  what: RevertSelection,
): Promise<{ runs: number; deals: number }> {
  const [row] = await db.orm
    .select({ runs: countDistinct(runs.id), deals: countDistinct(runs.dealId) })
    .from(runs)
    .where(selected(db, portalId, what))
  return row ?? { runs: 0, deals: 0 }
}

function selected(db: Database, portalId: number, what: RevertSelection) {
  const hasChangedLinks = sql`${runs.linksBefore} is distinct from ${runs.linksAfter}`
  return and(eq(runs.portalId, portalId), hasChangedLinks, isAmong(db, portalId, what))
}

function isAmong({ orm }: Database, portalId: number, what: RevertSelection) {
  if ('rule' in what) return isOfRule(orm, portalId, what)
  const jobId = 'backfillId' in what ? what.backfillId : what.revertId
  return inArray(
    runs.id,
    orm.select({ runId: runRequests.runId }).from(runRequests).where(requestOfJob(portalId, jobId)),
  )
}

function isOfRule(orm: Database['orm'], portalId: number, what: Extract<RevertSelection, { rule: string }>) {
  const [from, to] = [new Date(what.from), new Date(what.to)]
  const { least, below } = idsAround({ from, to })
  const acted = orm
    .select({ one: sql`1` })
    .from(runRules)
    .where(
      and(
        eq(runRules.portalId, portalId),
        eq(runRules.runId, runs.id),
        eq(runRules.key, what.rule),
        what.version === undefined ? undefined : eq(runRules.version, what.version),
        hasActed,
      ),
    )
  return and(
    inArray(runs.status, ['applied', 'failed']),
    least === undefined ? undefined : gte(runs.id, least),
    below === undefined ? undefined : lt(runs.id, below),
    gte(runs.startedAt, from.toISOString()),
    lt(runs.startedAt, to.toISOString()),
    exists(acted),
  )
}

/** The rule did something to a contact in that run, rather than match and find all as it wants it. */
const hasActed = sql`jsonb_path_exists(${runRules.actions}, '$[*].contacts[*] ? (@.effect == "applied")')`

/** The rules that changed contacts in these runs, as pairs. */
export function rulesThatActed(
  db: Database,
  portalId: number,
  runIds: readonly string[],
): Promise<{ runId: string; key: string }[]> {
  return db.orm
    .select({ runId: runRules.runId, key: runRules.key })
    .from(runRules)
    .where(and(eq(runRules.portalId, portalId), inArray(runRules.runId, [...runIds]), hasActed))
}

/** Those of the runs that have been taken back, by a revert that has not been taken back itself. */
export async function revertedAmong(db: Database, portalId: number, runIds: readonly string[]): Promise<Set<string>> {
  const takenBackBy = new Map<string, string[]>()
  let open = [...runIds]
  while (open.length > 0) {
    const rows = await db.orm
      .select({ id: runs.id, reverts: runs.reverts })
      .from(runs)
      .where(
        and(eq(runs.portalId, portalId), inArray(runs.reverts, open), inArray(runs.status, ['applied', 'unchanged'])),
      )
    for (const { id, reverts } of rows) {
      if (reverts !== null) takenBackBy.set(reverts, [...(takenBackBy.get(reverts) ?? []), id])
    }
    open = rows.map(({ id }) => id)
  }
  // A revert began later than what it takes back, so there is no circle.
  const isTakenBack = (id: string): boolean => (takenBackBy.get(id) ?? []).some((by) => !isTakenBack(by))
  return new Set(runIds.filter(isTakenBack))
}
