import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as wholeOf } from 'node:stream/consumers'
import fc from 'fast-check'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { previewDeal } from '../../src/flows/preview-deal.ts'
import { connectPortal } from '../../src/portal/client.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { parseWebhookUrl } from '../../src/portal/webhook-url.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aClock } from '../portal/portals.ts'
import { aPortal, aRule } from '../support/service.ts'
import { tries } from '../support/tries.ts'
import { anyText, json, type Mutation, mutated, mutation } from './inputs.ts'

/** What becomes of one answer of the portal on its way. */
type Spoiling =
  | { how: 'not at all' }
  | { how: 'changed'; changes: Mutation[] }
  | { how: 'cut'; at: number }
  | { how: 'replaced'; status: number; text: string }

const spoiling: fc.Arbitrary<Spoiling> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ how: fc.constant('not at all' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      how: fc.constant('changed' as const),
      changes: fc.array(mutation, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ how: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      how: fc.constant('replaced' as const),
      status: fc.constantFrom(200, 201, 302, 400, 401, 403, 404, 429, 500, 502, 503),
      text: fc.oneof(
        json.map((value) => JSON.stringify(value)),
        anyText,
      ),
    }),
  },
)

let sandbox: Sandbox
let server: Server
let dealId: number
let rules: RuleDocument[]
/** Of the answers to come, in order; then none is spoiled. */
let coming: Spoiling[] = []
let answered = 0

beforeAll(async () => {
  sandbox = await aPortal()
  const { data } = sandbox
  const [one, other] = [data.addContact(), data.addContact()]
  const companyId = data.addCompany()
  data.linkCompanyContact(companyId, one)
  data.linkCompanyContact(companyId, other)
  dealId = data.addDeal({ companyId, contactIds: [other] })
  rules = [
    aRule({
      key: 'of-the-company',
      conditions: { all: [{ fact: 'company', path: '$.title', operator: 'isNotEmpty' }] },
      actions: [
        {
          type: 'attach',
          contacts: {
            from: 'company',
            select: 'all',
            where: { all: [{ fact: 'contact', path: '$.name', operator: 'notEqual', value: 'x' }] },
          },
          primary: 'always',
        },
      ],
    }),
    aRule({ key: 'of-ids', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [one, 999_999] } }] }),
    aRule({
      key: 'of-a-match',
      actions: [{ type: 'attach', contacts: { from: 'match', by: 'phone', field: 'TITLE' } }],
    }),
    aRule({ key: 'of-the-lead', actions: [{ type: 'attach', contacts: { from: 'lead' } }] }),
    aRule({ key: 'all-of-them', actions: [{ type: 'replace', contacts: { from: 'linked' } }] }),
  ]
  server = createServer(async (req, res) => {
    const body = await wholeOf(req)
    const there = await request(`${sandbox.origin}${req.url}`, {
      method: 'POST',
      headers: { 'content-type': req.headers['content-type'] ?? '' },
      body,
    })
    const { status, text } = spoiled(await there.body.text(), there.statusCode, coming.shift() ?? { how: 'not at all' })
    answered++
    res.writeHead(status, {
      'content-type': 'application/json',
      ...(status === 302 && { location: 'http://127.0.0.1:1/' }),
    })
    res.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
  await sandbox.close()
})

function spoiled(text: string, status: number, by: Spoiling): { status: number; text: string } {
  switch (by.how) {
    case 'not at all':
      return { status, text }
    case 'changed':
      return { status, text: JSON.stringify(by.changes.reduce<unknown>(mutated, JSON.parse(text))) }
    case 'cut':
      return { status, text: text.slice(0, Math.floor(by.at * text.length)) }
    case 'replaced':
      return by
    default:
      return by satisfies never
  }
}

const secret = () => /\/rest\/\d+\/([^/]+)\//.exec(sandbox.webhookUrl)?.[1] ?? ''

/** All that a run reads of a deal, and what it would decide, on a portal that answers so. */
async function preview(answers: Spoiling[]): Promise<'decided' | 'no deal' | 'refused'> {
  const { port } = server.address() as AddressInfo
  const parsed = parseWebhookUrl(`http://127.0.0.1:${port}${new URL(sandbox.webhookUrl).pathname}`, { allowHttp: true })
  if (!parsed.ok) throw new Error(parsed.message)
  const { now, wait } = aClock()
  const client = connectPortal({
    webhookUrl: parsed.url,
    plan: 'onpremise',
    version: '0.0.0',
    random: () => 0,
    now,
    wait,
  })
  coming = [...answers]
  try {
    const run = await previewDeal(
      {
        portalName: 'example.bitrix24.com',
        portal: createDealPortals(client, now).forRun('manual'),
        activeRules: async () => rules.map((rule) => ({ rule, version: 1 })),
        recallDeal: async () => ({ snapshot: null, deeds: [], quarantine: null }),
        now: () => new Date(now()),
        newRunId: () => '0190b6a0-0000-7000-8000-000000000001',
      },
      { dealId, draft: null },
    )
    if (run === null) return 'no deal'
    expect(run.linksBefore.every(({ contactId }) => Number.isSafeInteger(contactId) && contactId > 0)).toBe(true)
    expect(run.operations.every(({ params }) => JSON.stringify(params).length < 100_000)).toBe(true)
    return 'decided'
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    expect(`${error.message} ${error.stack}`).not.toContain(secret())
    return 'refused'
  } finally {
    await client.close()
  }
}

test('a deal is decided on, or the portal’s error is named, whatever the portal answers', async () => {
  expect(await preview([])).toBe('decided')
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 6 }), async (answers) => {
      seen.add(await preview(answers))
    }),
    tries(80),
  )
  // Both ends were reached: the answers are neither all good nor all useless.
  expect(seen).toContain('decided')
  expect(seen).toContain('refused')
  expect(answered).toBeGreaterThan(100)
})
