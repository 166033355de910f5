import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import { migrationsFolder } from '../../src/database/connection/migrate.ts'

const Journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string(), when: z.number() })) })

export async function migrations(): Promise<{ tag: string; when: number }[]> {
  return Journal.parse(JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8'))).entries
}

/** Where a program's database is: at an address, or in a directory. */
export type Home = { url: string } | { dataDir: string }

/** A database without the program, on a connection of its own. */
export type BareDatabase = {
  run(statement: string, parameters?: string[]): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** The embedded one is nobody else's while it is open. */
export async function openBare(home: Home): Promise<BareDatabase> {
  if ('url' in home) {
    const client = postgres(home.url, { max: 1, onnotice: () => {} })
    return { run: (statement, parameters) => client.unsafe(statement, parameters), close: () => client.end() }
  }
  const client = await PGlite.create(join(home.dataDir, 'database'))
  return {
    run: async (statement, parameters) => (await client.query<Record<string, unknown>>(statement, parameters)).rows,
    close: () => client.close(),
  }
}

/** Brings an empty database to where the first of all migrations left it. */
export async function makeOldestSchema(home: Home): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bindery-oldest-'))
  try {
    await mkdir(join(folder, 'meta'))
    const journal = Journal.parse(JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8')))
    const entries = journal.entries.slice(0, 1)
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
    for (const { tag } of entries) await cp(join(migrationsFolder, `${tag}.sql`), join(folder, `${tag}.sql`))
    await migrateFrom(folder, home)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Drizzle changes how a client writes JSON and dates: this one is its own. */
async function migrateFrom(migrationsFolder: string, home: Home): Promise<void> {
  if ('url' in home) {
    const client = postgres(home.url, { max: 1, onnotice: () => {} })
    await migrate(drizzle(client), { migrationsFolder }).finally(() => client.end())
  } else {
    const client = await PGlite.create(join(home.dataDir, 'database'))
    await migratePglite(drizzlePglite(client), { migrationsFolder }).finally(() => client.close())
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
  database: BareDatabase,
  { domain, rule, dealId, contactId }: { domain: string; rule: RuleDocument; dealId: number; contactId: number },
): Promise<OldDeal> {
  const at = '2026-08-01T10:00:00.000Z'
  const id = () => uuidv7({ msecs: Date.parse(at) })
  const [runId, doneId, pendingId] = [id(), id(), id()]
  const insert = async (table: string, row: Record<string, unknown>) => {
    const columns = Object.keys(row).join(', ')
    const values = `select ${columns} from json_populate_record(null::${table}, $1::text::json)`
    await database.run(`insert into ${table} (${columns}) ${values} on conflict do nothing`, [JSON.stringify(row)])
  }
  // All of a run at once, as ever: what comes to a run later on counts as tampered with.
  await database.run('begin')
  await insert('portals', { domain })
  const [portal] = await database.run('select id from portals where domain = $1', [domain])
  const ofPortal = { portal_id: portal?.id }
  const ofDeal = { ...ofPortal, deal_id: dealId }
  await insert('rule_versions', { ...ofPortal, key: rule.key, version: 1, rule, saved_at: at, saved_by: 'Ada' })
  await insert('rules', { ...ofPortal, key: rule.key, version: 1 })
  await insert('runs', {
    ...ofDeal,
    id: runId,
    trigger_type: 'event',
    events: ['ONCRMDEALUPDATE'],
    event_ids: [doneId],
    status: 'applied',
    attempt: 1,
    queued_at: at,
    started_at: at,
    finished_at: at,
    links_before: [],
    links_after: [{ contactId, sort: 10, isPrimary: true }],
  })
  const ofRun = { ...ofPortal, run_id: runId, place: 0 }
  await insert('run_rules', {
    ...ofRun,
    key: rule.key,
    version: 1,
    mode: 'live',
    matched: true,
    trace: { all: [], evaluated: true, result: true },
    actions: [],
    ...(age === 'first' ? {} : { run_status: 'applied', run_trigger: 'event' }),
  })
  await insert('run_operations', { ...ofRun, method: 'crm.deal.contact.add', params: { id: dealId }, result: true })
  await insert('deal_snapshots', { ...ofDeal, taken_at: at, deal: { id: dealId, title: 'As it was' } })
  await insert('deeds', { ...ofDeal, rule_key: rule.key, contact_id: contactId, kind: 'attached', state: 'standing' })
  const event = { ...ofDeal, event: 'ONCRMDEALUPDATE', received_at: at }
  await insert('journal_events', { ...event, id: doneId, status: 'done', run_id: runId })
  await insert('journal_events', { ...event, id: pendingId, status: 'pending' })
  await database.run('commit')
  return { dealId, contactId, runId, doneId, pendingId }
}
