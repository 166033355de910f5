import { sql } from 'drizzle-orm'
import { type ChainedKind, type ChainedRecord, type ChainPlace, chainStart } from '../../core/record/audit-chain.ts'
import type { Database } from '../connection/database.ts'
import { auditChain } from '../tables/schema.ts'

const uuid = sql.raw(`'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`)
const twoUuids = sql.raw(`'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`)

/** The record that a link stands for in its written form; null for one that there is not, or that no link can name. */
const record = sql<string | null>`case
  when ${auditChain.kind} = 'entry' and ${auditChain.subject} ~ '^[0-9]{1,18}$'
    then audit_record_of_entry(${auditChain.subject}::bigint)
  when ${auditChain.kind} = 'run' and ${auditChain.subject} ~ ${uuid}
    then audit_record_of_run(${auditChain.portalId}, ${auditChain.subject}::uuid)
  when ${auditChain.kind} = 'rule-version' and ${auditChain.subject} ~ '^[^ ]+ [0-9]{1,9}$'
    then audit_record_of_rule_version(${auditChain.portalId}, split_part(${auditChain.subject}, ' ', 1),
      split_part(${auditChain.subject}, ' ', 2)::int)
  when ${auditChain.kind} = 'erasure' and ${auditChain.subject} ~ ${twoUuids}
    then audit_record_of_erasure(${auditChain.portalId}, split_part(${auditChain.subject}, ' ', 1)::uuid,
      split_part(${auditChain.subject}, ' ', 2)::uuid) end`
const details = sql<string | null>`case when ${auditChain.kind} = 'run' and ${auditChain.subject} ~ ${uuid}
    then audit_details_of_run(${auditChain.portalId}, ${auditChain.subject}::uuid) end`
/** By the entries on record, which no run can be removed without. */
const expired = sql<
  'record' | 'details' | null
>`case when ${auditChain.kind} = 'run' and ${auditChain.subject} ~ ${uuid}
    then case when ${auditChain.subject}::uuid < expired_before(${auditChain.portalId}, 'runsBefore') then 'record'
      when ${auditChain.subject}::uuid < expired_before(${auditChain.portalId}, 'tracesBefore') then 'details' end end`
const erasedTo = sql<string | null>`case when ${auditChain.kind} = 'run' and ${auditChain.subject} ~ ${uuid}
    then (select erasure.details_hash from run_erasures erasure where erasure.portal_id = ${auditChain.portalId}
      and erasure.run_id = ${auditChain.subject}::uuid order by erasure.id desc limit 1) end`

const isCovered = sql<boolean | null>`case when ${auditChain.kind} = 'erasure' and ${auditChain.subject} ~ ${twoUuids}
    then audit_tells_of_erasure(split_part(${auditChain.subject}, ' ', 1)::uuid,
      split_part(${auditChain.subject}, ' ', 2)::uuid, ${auditChain.position}) end`

/** The links after a place, at most `limit`, each beside its record as it is stored now. */
export async function readChain(
  db: Database,
  { after, limit }: { after: number; limit: number },
): Promise<ChainedRecord[]> {
  const rows = await db.orm
    .select({ link: auditChain, record, details, expired, erasedTo, isCovered })
    .from(auditChain)
    .where(sql`${auditChain.position} > ${after}`)
    .orderBy(auditChain.position)
    .limit(limit)
  return rows
}

/**
 * Runs on links after a place, up to another, whose rules are found by another status or trigger than the run has: these are
 * kept beside each rule for searching, and are no part of the record.
 */
export async function readMisfiled(
  db: Database,
  { after, upTo }: { after: number; upTo: number },
): Promise<{ position: number; subject: string }[]> {
  const runId = sql`case when ${auditChain.subject} ~ ${uuid} then ${auditChain.subject}::uuid end`
  // An aggregate for each link, so that however many runs there are, those of these links alone are looked up.
  const isMisfiled = sql<boolean>`(select bool_or(run_status <> status or run_trigger <> trigger_type)
    from runs join run_rules on run_rules.portal_id = runs.portal_id and run_rules.run_id = runs.id
    where runs.portal_id = ${auditChain.portalId} and runs.id = ${runId})`
  return db.orm
    .select({ position: auditChain.position, subject: auditChain.subject })
    .from(auditChain)
    .where(
      sql`${auditChain.kind} = 'run' and ${auditChain.position} > ${after} and ${auditChain.position} <= ${upTo} and ${isMisfiled}`,
    )
    .orderBy(auditChain.position)
}

/** The last link there is, the start of the chain while there is none. */
export async function chainHead(db: Database): Promise<ChainPlace> {
  const [last] = await db.orm
    .select({ position: auditChain.position, hash: auditChain.hash })
    .from(auditChain)
    .orderBy(sql`${auditChain.position} desc`)
    .limit(1)
  return last ?? chainStart
}

/** The last link before a moment. */
export async function chainPlaceBefore(db: Database, moment: Date): Promise<ChainPlace> {
  const [last] = await db.orm
    .select({ position: auditChain.position, hash: auditChain.hash })
    .from(auditChain)
    .where(sql`${auditChain.at} < ${moment.toISOString()}::timestamptz`)
    .orderBy(sql`${auditChain.at} desc, ${auditChain.position} desc`)
    .limit(1)
  return last ?? chainStart
}

/** Records that no link stands for, at most `limit` of each kind. */
export async function readUnchained(db: Database, limit: number): Promise<{ kind: ChainedKind; subject: string }[]> {
  return db.orm.select({ kind: sql<ChainedKind>`kind`, subject: sql<string>`subject` }).from(sql`(
    (select 'entry' as kind, sequence::text as subject from audit_entries where not exists
      (select from audit_chain where kind = 'entry' and portal_id = 0 and subject = sequence::text) limit ${limit})
    union all
    (select 'rule-version', key || ' ' || version from rule_versions where not exists
      (select from audit_chain where kind = 'rule-version' and audit_chain.portal_id = rule_versions.portal_id
        and subject = key || ' ' || version) limit ${limit})
    union all
    (select 'erasure', run_id || ' ' || id from run_erasures where not exists
      (select from audit_chain where kind = 'erasure' and audit_chain.portal_id = run_erasures.portal_id
        and subject = run_id || ' ' || id) limit ${limit})
    union all
    (select 'run', id::text from runs where not exists
      (select from audit_chain where kind = 'run' and audit_chain.portal_id = runs.portal_id
        and subject = id::text) limit ${limit})) as unchained`)
}

/** All that is asked of a database to verify its chain. */
export const chainOf = (db: Database) => ({
  readChain: (stretch: Parameters<typeof readChain>[1]) => readChain(db, stretch),
  readMisfiled: (links: Parameters<typeof readMisfiled>[1]) => readMisfiled(db, links),
  readUnchained: (limit: number) => readUnchained(db, limit),
})
