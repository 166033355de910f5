import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { RuleDocument } from '../../src/core/rule.ts'
import { migrationsFolder } from '../../src/database/migrate.ts'

const Journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string(), when: z.number() })) })

export async function migrations(): Promise<{ tag: string; when: number }[]> {
  return Journal.parse(JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8'))).entries
}

/** Brings an empty database to where the first of all migrations left it. */
export async function makeOldestSchema(url: string): Promise<void> {
  // Drizzle changes how a client writes JSON and dates: this one is its own.
  const client = postgres(url, { max: 1, onnotice: () => {} })
  const folder = await mkdtemp(join(tmpdir(), 'bindery-oldest-'))
  try {
    await mkdir(join(folder, 'meta'))
    const journal = Journal.parse(JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8')))
    const entries = journal.entries.slice(0, 1)
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
    for (const { tag } of entries) await cp(join(migrationsFolder, `${tag}.sql`), join(folder, `${tag}.sql`))
    await migrate(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
    await rm(folder, { recursive: true })
  }
}

/** What the oldest program left of one deal: a run of its rule that linked a contact, and an event that waits. */
export type OldDeal = { dealId: number; contactId: number; runId: string; doneId: string; pendingId: string }

/**
 * Writes as an old program did, with the columns that it knew and no others: the first of all, or the one of the time
 * since when no column has become mandatory.
 */
export async function writeAsBefore(
  age: 'first' | 'oldest beside',
  client: postgres.Sql,
  { domain, rule, dealId, contactId }: { domain: string; rule: RuleDocument; dealId: number; contactId: number },
): Promise<OldDeal> {
  const at = new Date('2026-08-01T10:00:00.000Z')
  const id = () => uuidv7({ msecs: at.getTime() })
  const [runId, doneId, pendingId] = [id(), id(), id()]
  const json = (value: postgres.JSONValue) => client.json(value)
  const links = [{ contactId, sort: 10, isPrimary: true }]
  // All of a run at once, as ever: what comes to a run later on counts as tampered with.
  await client.begin(async (tx) => {
    await tx`insert into portals (domain) values (${domain}) on conflict do nothing`
    const [portal] = await tx<{ id: number }[]>`select id from portals where domain = ${domain}`
    const portalId = portal?.id ?? 0
    await tx`insert into rule_versions (portal_id, key, version, rule, saved_at, saved_by)
      values (${portalId}, ${rule.key}, 1, ${json(JSON.parse(JSON.stringify(rule)))}, ${at}, 'Ada') on conflict do nothing`
    await tx`insert into rules (portal_id, key, version) values (${portalId}, ${rule.key}, 1) on conflict do nothing`
    await tx`insert into runs (portal_id, id, deal_id, trigger_type, events, event_ids, status, attempt, queued_at,
        started_at, finished_at, links_before, links_after)
      values (${portalId}, ${runId}, ${dealId}, 'event', ${json(['ONCRMDEALUPDATE'])}, ${json([doneId])}, 'applied', 1,
        ${at}, ${at}, ${at}, ${json([])}, ${json(links)})`
    const ofRun = age === 'first' ? {} : { run_status: 'applied', run_trigger: 'event' }
    const trace = json({ all: [], evaluated: true, result: true })
    const evaluated = { key: rule.key, version: 1, mode: 'live', matched: true, trace, actions: json([]) }
    await tx`insert into run_rules ${tx({ portal_id: portalId, run_id: runId, place: 0, ...evaluated, ...ofRun })}`
    await tx`insert into run_operations (portal_id, run_id, place, method, params, result)
      values (${portalId}, ${runId}, 0, 'crm.deal.contact.add', ${json({ id: dealId })}, ${json(true)})`
    await tx`insert into deal_snapshots (portal_id, deal_id, taken_at, deal)
      values (${portalId}, ${dealId}, ${at}, ${json({ id: dealId, title: 'As it was' })})`
    await tx`insert into deeds (portal_id, deal_id, rule_key, contact_id, kind, state)
      values (${portalId}, ${dealId}, ${rule.key}, ${contactId}, 'attached', 'standing')`
    await tx`insert into journal_events (portal_id, id, event, deal_id, received_at, status, run_id)
      values (${portalId}, ${doneId}, 'ONCRMDEALUPDATE', ${dealId}, ${at}, 'done', ${runId})`
    await tx`insert into journal_events (portal_id, id, event, deal_id, received_at, status)
      values (${portalId}, ${pendingId}, 'ONCRMDEALUPDATE', ${dealId}, ${at}, 'pending')`
  })
  return { dealId, contactId, runId, doneId, pendingId }
}
