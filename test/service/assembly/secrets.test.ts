import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

const secret = randomBytes(12).toString('hex')
const tokens = ['old', 'new'].map((name) => `${name}${randomBytes(12).toString('hex')}`)

let service: RunningService
/** What opens the API for a program. */
let stored: string
let database: Awaited<ReturnType<typeof createPostgresDatabase>>
beforeAll(async () => {
  database = await createPostgresDatabase()
  service = await aService({
    databaseUrl: database.url,
    applicationTokens: tokens,
    portal: { secret, applicationToken: tokens[1] ?? '' },
    queue: { retryLimit: 0 },
    refusedPauseMs: 50,
  })
  const contactId = service.sandbox.data.addContact()
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  const made = await service.api('POST', '/api/tokens', { name: 'for a program' })
  stored = (made.body as { secret: string }).secret
  expect(stored.length).toBeGreaterThan(20)
})
afterAll(async () => {
  await service.close()
  await database.drop()
})

const answers: string[] = []
async function ask(method: string, path: string, body?: unknown): Promise<void> {
  answers.push(JSON.stringify(await service.api(method, path, body)))
}

const kinds = [
  'reset-after',
  'html-502',
  'truncated-json',
  'json-500-after',
  'unauthorized',
  'credentials-403',
  'insufficient-scope',
  'no-subscription',
] as const
test.each(kinds)('a run and a preview meet %s, and the portal answers again', async (kind) => {
  const { sandbox } = service
  sandbox.faults.next({ kind, times: 4 })
  const dealId = sandbox.data.addDeal()
  await service.waitForRun(dealId)
  await ask('POST', '/api/preview', { dealId })
  sandbox.faults.clear()
  // A good answer in between, or the portal would count as down and be left alone.
  await vi.waitFor(async () => {
    const { status } = await service.api('POST', '/api/preview', { dealId })
    expect(status).toBe(200)
  }, patiently)
})

test('no secret is found in any table, log line or answer after all of these', async () => {
  const { sandbox } = service
  // A portal that was renamed answers with an address that repeats the path, secret and all.
  sandbox.faults.next({ kind: 'redirect-302', location: 'https://new.example.test', times: 4 })
  const movedId = sandbox.data.addDeal()
  await service.waitForRun(movedId)
  sandbox.faults.clear()
  for (const path of ['/webhooks/bitrix24', `/webhooks/bitrix24?auth[application_token]=${tokens[1]}`]) {
    const body = `event=ONCRMDEALUPDATE&data[FIELDS][ID]=x&auth[application_token]=${tokens[0]}`
    const response = await fetch(`${service.baseUrl}${path}`, { method: 'POST', body: new URLSearchParams(body) })
    answers.push(await response.text())
  }
  await service.quiet()
  const paths = ['runs?limit=200', 'events?limit=200', 'rules', 'status', 'tokens', 'openapi.json', `deals/${movedId}`]
  for (const path of paths) await ask('GET', `/api/${path}`)
  for (const run of await service.runsOf(movedId)) answers.push(JSON.stringify(run))
  answers.push(String((await service.api('GET', '/metrics')).body))

  const tables = await everyTable(database.url)
  expect(tables.length, 'there is something to look through').toBeGreaterThan(1_000)
  for (const [where, text] of Object.entries({ tables, log: service.log.join(''), answers: answers.join('\n') })) {
    for (const hidden of [secret, ...tokens, service.apiToken, stored]) {
      const at = text.indexOf(hidden)
      expect(at === -1 ? null : text.slice(Math.max(0, at - 200), at + 60), `a secret in the ${where}`).toBeNull()
    }
  }
})

/** Every row of every table, as text. */
async function everyTable(url: string): Promise<string> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const tables = await client<{ schema: string; name: string }[]>`
      select schemaname as schema, tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`
    const texts: string[] = []
    for (const { schema, name } of tables) {
      const rows = await client`select (t.*)::text as row from ${client(schema)}.${client(name)} t`
      texts.push(...rows.map(({ row }) => String(row)))
    }
    return texts.join('\n')
  } finally {
    await client.end()
  }
}
