import { and, count, countDistinct, eq, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { type Activity, type ActivityStep, endOf, type RuleActivity, type Steps } from '../../core/runs/activity.ts'
import { type RunStatus, triggerTypes } from '../../core/runs/run.ts'
import type { Database } from '../connection/database.ts'
import { idsBetween, startedAtOf } from '../statements/run-ids.ts'
import { hasApplied, journalEvents, rules, runRules, runs } from '../tables/schema.ts'
import { kind, kindsBy } from './kinds.ts'

const everyKind = kindsBy(triggerTypes)

/** What a portal's events and runs were in each step. */
export async function activityOf(db: Database, portalId: number, wanted: Steps): Promise<Activity> {
  const [runsByKind, eventsByStep, [changed]] = await Promise.all([
    countRuns(db, portalId, wanted),
    countEvents(db, portalId, wanted),
    db.orm
      .select({ deals: countDistinct(runs.dealId) })
      .from(runs)
      .where(
        and(
          eq(runs.portalId, portalId),
          eq(runs.status, 'applied'),
          inArray(runs.triggerType, [...triggerTypes]),
          idIn(runs.id, wanted),
        ),
      ),
  ])
  const steps: ActivityStep[] = Array.from({ length: wanted.count }, () => ({ runs: {}, events: 0 }))
  for (const { step, status, counted } of runsByKind) {
    const at = steps[step]
    if (at !== undefined) at.runs[status] = (at.runs[status] ?? 0) + counted
  }
  for (const { step, counted } of eventsByStep) {
    const at = steps[step]
    if (at !== undefined) at.events = counted
  }
  const healed = runsByKind
    .filter(({ status, trigger }) => status === 'applied' && trigger === 'sweep')
    .reduce((sum, { counted }) => sum + counted, 0)
  return { steps, dealsChanged: changed?.deals ?? 0, healed }
}

function countRuns(db: Database, portalId: number, wanted: Steps) {
  const ofKind = db.orm
    .select({ step: stepOf(startOf(runs.id), wanted).as('step'), counted: count().as('counted') })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        eq(runs.status, kind.status),
        eq(runs.triggerType, kind.trigger),
        idIn(runs.id, wanted),
      ),
    )
    .groupBy(sql`1`)
    .as('of_kind')
  return db.orm
    .select({ ...kind, step: ofKind.step, counted: ofKind.counted })
    .from(everyKind)
    .crossJoinLateral(ofKind)
}

function countEvents(db: Database, portalId: number, wanted: Steps) {
  const received = sql`extract(epoch from ${journalEvents.receivedAt}) * 1000`
  return db.orm
    .select({ step: stepOf(received, wanted).as('step'), counted: count() })
    .from(journalEvents)
    .where(
      and(
        eq(journalEvents.portalId, portalId),
        gte(journalEvents.receivedAt, wanted.from.toISOString()),
        lt(journalEvents.receivedAt, endOf(wanted).toISOString()),
      ),
    )
    .groupBy(sql`1`)
}

/** What became of every rule's matches in each step, by key; rules that are deleted are left out. */
export async function ruleActivity(db: Database, portalId: number, wanted: Steps): Promise<RuleActivity[]> {
  const [present, counts, applied, last] = await Promise.all([
    db.orm.select({ key: rules.key }).from(rules).where(isPresent(portalId)).orderBy(rules.key),
    countMatches(db, portalId, wanted),
    countApplied(db, portalId, wanted),
    lastMatches(db, portalId),
  ])
  const none = () => Array.from({ length: wanted.count }, () => 0)
  const found = new Map<string, RuleActivity>(
    present.map(({ key }) => [key, { key, lastMatchedAt: null, matched: none(), changed: none(), failed: none() }]),
  )
  for (const { key, status, step, counted } of counts) {
    const rule = found.get(key)
    if (rule === undefined) continue
    for (const of of [rule.matched, ...(failing.has(status) ? [rule.failed] : [])]) {
      of[step] = (of[step] ?? 0) + counted
    }
  }
  for (const { key, step, counted } of applied) {
    const rule = found.get(key)
    if (rule !== undefined) rule.changed[step] = counted
  }
  for (const { key, runId } of last) {
    const rule = found.get(key)
    const at = startedAtOf(runId)
    if (rule !== undefined && (rule.lastMatchedAt === null || rule.lastMatchedAt < at)) rule.lastMatchedAt = at
  }
  return [...found.values()]
}

const failing: ReadonlySet<RunStatus> = new Set(['failed', 'quarantined'])
const isPresent = (portalId: number) => and(eq(rules.portalId, portalId), isNull(rules.deletedAt))

const matchesOfKind = (portalId: number) =>
  and(
    eq(runRules.portalId, portalId),
    eq(runRules.key, rules.key),
    // Written out, as the partial index is only used for a condition that the planner can see.
    sql`${runRules.matched}`,
    eq(runRules.runStatus, kind.status),
    eq(runRules.runTrigger, kind.trigger),
  )

function countMatches(db: Database, portalId: number, wanted: Steps) {
  const ofKind = db.orm
    .select({ step: stepOf(startOf(runRules.runId), wanted).as('step'), counted: count().as('counted') })
    .from(runRules)
    .where(and(matchesOfKind(portalId), idIn(runRules.runId, wanted)))
    .groupBy(sql`1`)
    .as('of_kind')
  return db.orm
    .select({ key: rules.key, status: kind.status, step: ofKind.step, counted: ofKind.counted })
    .from(rules)
    .crossJoin(everyKind)
    .crossJoinLateral(ofKind)
    .where(isPresent(portalId))
}

/** Runs in which the rule itself changed links, by step. */
function countApplied(db: Database, portalId: number, wanted: Steps) {
  const ofRule = db.orm
    .select({ step: stepOf(startOf(runRules.runId), wanted).as('step'), counted: count().as('counted') })
    .from(runRules)
    .where(and(eq(runRules.portalId, portalId), eq(runRules.key, rules.key), hasApplied, idIn(runRules.runId, wanted)))
    .groupBy(sql`1`)
    .as('of_rule')
  return db.orm
    .select({ key: rules.key, step: ofRule.step, counted: ofRule.counted })
    .from(rules)
    .crossJoinLateral(ofRule)
    .where(isPresent(portalId))
}

function lastMatches(db: Database, portalId: number) {
  const ofKind = db.orm
    .select({ runId: runRules.runId })
    .from(runRules)
    .where(matchesOfKind(portalId))
    .orderBy(sql`${runRules.runId} desc`)
    .limit(1)
    .as('of_kind')
  return db.orm
    .select({ key: rules.key, runId: ofKind.runId })
    .from(rules)
    .crossJoin(everyKind)
    .crossJoinLateral(ofKind)
    .where(isPresent(portalId))
}

function idIn(id: typeof runs.id | typeof runRules.runId, wanted: Steps) {
  const { least, below } = idsBetween(wanted.from, endOf(wanted))
  return and(gte(id, least), lt(id, below))
}

/** Milliseconds since 1970 out of the first 48 bits of a UUIDv7. */
const startOf = (id: typeof runs.id | typeof runRules.runId) =>
  sql`('x' || translate(left(${id}::text, 13), '-', ''))::bit(48)::bigint`

const stepOf = (milliseconds: SQL, { from, stepMs }: Steps) =>
  sql<number>`floor((${milliseconds} - ${from.getTime()}::bigint) / ${stepMs}::float8)::int`
