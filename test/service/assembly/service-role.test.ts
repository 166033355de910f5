import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import { openDatabase } from '../../../src/database/connection/open.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { recordRuns } from '../../../src/database/runs/record-runs.ts'
import { databasePreparation } from '../../../src/service/commands/database-preparation.ts'
import { commandLine } from '../../cli/command-line.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'
import { aRecord, aRuleResult } from '../../support/stored.ts'

/** Roles are of the whole server, which other tests use as well. */
const role = `service_${uuidv7().slice(-12)}`
const owning = role.replace('service', 'owner')

function addressFor(url: string, user: string): string {
  return Object.assign(new URL(url), { username: user, password: 'for-tests-only' }).href
}
const asOwner = (url: string) => databasePreparation(() => ({ database: { kind: 'postgres', url } }) as Config)

describe('a service with a role of its own on PostgreSQL', () => {
  let ownerUrl: string
  let url: string
  let service: RunningService
  const undo: (() => Promise<unknown>)[] = []
  const oldRun = uuidv7({ msecs: Date.now() - 500 * 86_400_000 })

  beforeAll(async () => {
    // Empty, of an owner who is no superuser, as on servers of others.
    const { url: serverUrl, drop } = await createPostgresDatabase('template1')
    const superuser = postgres(serverUrl, { max: 1, onnotice: () => {} })
    undo.push(async () => {
      await superuser.end()
      await drop()
    })
    for (const name of [owning, role]) await superuser.unsafe(`create role ${name} login password 'for-tests-only'`)
    await superuser.unsafe(`grant ${role} to ${owning}`)
    const named = new URL(serverUrl).pathname.slice(1)
    await superuser.unsafe(`alter database ${named} owner to ${owning}`)
    undo.push(() =>
      superuser.unsafe(
        `alter database ${named} owner to current_user; drop owned by ${role}, ${owning} cascade; drop role ${role}, ${owning}`,
      ),
    )
    ownerUrl = addressFor(serverUrl, owning)
    url = addressFor(serverUrl, role)
    const applied = await commandLine(['database', 'roles', role, '--apply'], { database: asOwner(ownerUrl) })
    expect(applied.exitCode, applied.stderr).toBe(0)
    const printed = await commandLine(['database', 'roles', role], { database: asOwner(ownerUrl) })
    expect(printed.stdout).toContain('GRANT SELECT, INSERT')

    const sandbox = await aPortal()
    undo.push(() => sandbox.close())
    const db = await openDatabase({ url, dataDir: '' })
    const { id: portalId } = await ensurePortal(db, { domain: new URL(sandbox.webhookUrl).host })
    const rules = [aRuleResult({ trace: { all: [], evaluated: true, result: true } })]
    await recordRuns(db, portalId, [aRecord({ id: oldRun, dealId: 4_000, rules }), aRecord({ dealId: 4_000 })])
    await db.close()
    service = await aService({ databaseUrl: url, sandbox })
    sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)
    undo.push(() => service.close())
  })
  afterAll(async () => {
    for (const step of undo.reverse()) await step()
  })

  test('does all of its work: events, runs, rules, jobs, people, retention, erasure, the record', async () => {
    const { data } = service.sandbox
    const anna = data.addContact({ name: 'Anna', lastName: 'Smith' })
    const attach = { type: 'attach' as const, contacts: { from: 'ids' as const, ids: [anna] } }
    const conditions = { all: [{ fact: 'deal' as const, path: '$.title', operator: 'isNotEmpty' }] }
    await service.obey(aRule({ key: 'eager', fuse: { deals: 2, minutes: 10 }, conditions, actions: [attach] }))
    const first = data.addDeal({ title: 'Roof of Anna Smith' })
    await service.quiet()
    for (const title of ['Second roof', 'Third roof']) {
      data.addDeal({ title })
      await service.quiet()
    }
    expect(linksInWords(data.links(first))).toBe(`${anna}*`)
    expect((await service.api('GET', '/api/status')).body).toMatchObject({ brakes: { heldRules: 1 } })

    const backtest = await service.api('POST', '/api/backtests', { rule: aRule(), deals: { from: 'snapshots' } })
    const { id } = backtest.body as { id: string }
    await vi.waitFor(async () => {
      expect((await service.api('GET', `/api/backtests/${id}`)).body).toMatchObject({ state: 'done' })
    }, patiently)
    const backfill = await service.api('POST', '/api/backfills', { filter: {}, mode: 'shadow' })
    const { id: backfillId } = backfill.body as { id: string }
    await vi.waitFor(async () => {
      expect((await service.api('GET', `/api/backfills/${backfillId}`)).body).toMatchObject({ status: 'done' })
    }, patiently)
    const [run] = await service.runsOf(first)
    expect((await service.api('POST', `/api/runs/${run?.id}/revert`)).status).toBe(200)
    expect((await service.api('POST', '/api/sweeps', {})).status).toBeLessThan(300)
    expect((await service.api('POST', '/api/tokens', { name: 'a token', role: 'viewer' })).status).toBe(201)
    expect((await service.api('POST', `/api/contacts/${anna}/erase`)).body).toMatchObject({ contactId: anna })

    const policy = { personalDataDays: 300, runsDays: 300, eventsDays: 300 }
    expect((await service.api('PUT', '/api/retention', policy)).status).toBe(200)
    await vi.waitFor(async () => expect((await service.api('GET', `/api/runs/${oldRun}`)).status).toBe(404), patiently)
    expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
    expect((await service.api('GET', '/api/audit/export')).status).toBe(200)
    await service.quiet()
    expect(service.log.filter((line) => line.includes('permission denied'))).toEqual([])
  })

  const onRecord = [
    'audit_chain',
    'audit_entries',
    'rule_versions',
    'runs',
    'run_rules',
    'run_operations',
    'run_erasures',
  ]
  const ofMonths = ['runs_first', 'run_rules_first', 'run_operations_first']
  test.each([...onRecord, ...ofMonths])(
    'may not change, remove or sweep away %s, nor take its triggers away',
    async (table) => {
      const client = postgres(url, { max: 1, onnotice: () => {} })
      const refused = expect.objectContaining({ code: '42501' })
      try {
        await client`set bindery.erasing = 'on'`
        const [column] = await client<{ name: string }[]>`select column_name as name
          from information_schema.columns where table_name = ${table} limit 1`
        const statements = [
          `update ${table} set ${column?.name ?? 'portal_id'} = default`,
          `delete from ${table}`,
          `truncate ${table}`,
          `alter table ${table} disable trigger all`,
          `drop table ${table}`,
          ...(table === 'audit_chain' ? [`insert into ${table} default values`] : []),
        ]
        for (const statement of statements) await expect(client.unsafe(statement), statement).rejects.toEqual(refused)
        await client`set session_replication_role = 'replica'`.then(
          () => expect.unreachable(),
          (error: unknown) => expect(error).toEqual(refused),
        )
      } finally {
        await client.end()
      }
    },
  )

  test('alone may have the owner erase or end a month, also in a database that was restored without its grants', async () => {
    const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
    const names = ['expire_runs', 'expire_traces', 'erase_traces', 'keep_months', 'pack_months', 'audit_chain_append']
    const ofEverybody = () => owner`select proname from pg_proc
      where proname = any(${names}) and has_function_privilege('public', oid, 'execute')`
    try {
      for (const name of names) await owner.unsafe(`grant execute on function ${name} to public`)
      expect(await ofEverybody()).toHaveLength(names.length)
      const applied = await commandLine(['database', 'roles', role, '--apply'], { database: asOwner(ownerUrl) })
      expect(applied.exitCode, applied.stderr).toBe(0)
      expect([...(await ofEverybody())]).toEqual([])
    } finally {
      await owner.end()
    }
  })

  test('cannot let a role in itself, nor can the owner be let in', async () => {
    const asked = await commandLine(['database', 'roles', role, '--apply'], { database: asOwner(url) })
    expect([asked.exitCode, asked.stderr]).toEqual([1, expect.stringContaining('has to own the tables')])
    const same = await commandLine(['database', 'roles', owning, '--apply'], { database: asOwner(ownerUrl) })
    expect([same.exitCode, same.stderr]).toEqual([1, expect.stringContaining('Name another role')])
    const unknown = await commandLine(['database', 'roles', 'nobody_there', '--apply'], { database: asOwner(ownerUrl) })
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('CREATE ROLE nobody_there')])
    expect((await commandLine(['database', 'roles', 'x"; drop'], { database: asOwner(ownerUrl) })).exitCode).toBe(1)
  })

  test('does not start on tables that its owner has not brought up to date', async () => {
    const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
    await owner`delete from drizzle.__drizzle_migrations
      where id = (select max(id) from drizzle.__drizzle_migrations)`
    await owner.end()
    const opening = openDatabase({ url, dataDir: '' })
    await expect(opening).rejects.toThrow(/database migrate/)
  })
})
