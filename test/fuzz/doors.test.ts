import fc from 'fast-check'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { tries } from '../support/tries.ts'
import { anyText, json, mutated, mutation, trickyText } from './inputs.ts'

const applicationToken = 'application-token-of-the-fuzz-test'

let service: RunningService
let dealId: number
let operations: Operation[]
beforeAll(async () => {
  service = await aService({ applicationTokens: [applicationToken] })
  const { data } = service.sandbox
  dealId = data.addDeal({ contactIds: [data.addContact()] })
  operations = operationsIn((await service.api('GET', '/api/openapi.json')).body)
  expect(operations.length).toBeGreaterThan(50)
})
afterAll(async () => {
  // Whatever came, it is there, and what is right is taken.
  expect((await service.api('GET', '/healthz')).status).toBe(200)
  expect((await post(form([...good.entries()]))).status).toBe(200)
  expect(service.log.filter((line) => line.includes('"level":50') || line.includes('"level":60'))).toEqual([])
  await service.close()
})

type Sent = { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer | undefined }

async function send({ method, path, headers = {}, body }: Sent): Promise<{ status: number; text: string }> {
  const answer = await request(`${service.baseUrl}${path}`, {
    method: method as 'GET',
    headers,
    body: body ?? null,
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}

/** Bad input is told so: nothing fails here, and what is wrong is said as everywhere. */
function expectTold({ status, text }: { status: number; text: string }, about: unknown): void {
  if (status < 400) return
  const logged = status < 500 ? undefined : service.log.findLast((line) => line.includes('request failed'))
  const said = { status, text: text.slice(0, 500), about: JSON.stringify(about)?.slice(0, 2_000), logged }
  expect(status, JSON.stringify(said)).toBeLessThan(500)
  expect(ErrorBody.safeParse(JSON.parse(text)).success, JSON.stringify(said)).toBe(true)
  expect(text).not.toContain(applicationToken)
}
const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

const formType = 'application/x-www-form-urlencoded'
const post = (body: string | Buffer, contentType = formType) =>
  send({ method: 'POST', path: '/webhooks/bitrix24', headers: { 'content-type': contentType }, body })

const good = new Map([
  ['event', 'ONCRMDEALUPDATE'],
  ['event_handler_id', '338'],
  ['data[FIELDS][ID]', '700001'],
  ['ts', '1788091502'],
  ['auth[domain]', 'acme.bitrix24.com'],
  ['auth[member_id]', '00000000000000000000000000000001'],
  ['auth[application_token]', applicationToken],
])
const form = (fields: readonly (readonly [string, string])[]) =>
  fields
    .map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&')

const fieldName = fc.oneof(
  fc.constantFrom(
    ...good.keys(),
    'data',
    'data[FIELDS]',
    'auth',
    'auth[a][b]',
    '__proto__',
    'auth[__proto__]',
    '[',
    '][',
  ),
  fc.array(anyText, { maxLength: 12 }).map((parts) => parts.map((part) => `[${part}]`).join('')),
  anyText,
)
/** Most of a good event, with some fields changed, added or left out, then perhaps some bytes of it. */
const eventBody = fc
  .record({
    changed: fc.array(fc.tuple(fieldName, anyText), { maxLength: 4 }),
    dropped: fc.array(fc.constantFrom(...good.keys()), { maxLength: 2 }),
    repeated: fc.nat(3),
    raw: fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
    ),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ changed, dropped, repeated, raw, at }) => {
    const fields = [...new Map([...good, ...changed])].filter(([name]) => !dropped.includes(name))
    const text = form([...fields, ...changed.slice(0, repeated > 2 ? 1 : 0)])
    if (raw === null) return Buffer.from(text)
    const place = Math.floor(at * text.length)
    return Buffer.concat([Buffer.from(text.slice(0, place)), raw, Buffer.from(text.slice(place))])
  })

test('the webhook tells any body what is wrong with it, or takes it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(eventBody, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)), async (body) => {
      expectTold(await post(body), body.toString('latin1'))
    }),
    tries(120),
  )
})

const sound = aRule({
  mode: 'shadow',
  conditions: {
    all: [
      { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 },
      {
        any: [
          { fact: 'changed', operator: 'contains', value: 'stageId' },
          { not: { fact: 'links', path: '$.count', operator: 'equal', value: 3 } },
        ],
      },
    ],
  },
  actions: [
    {
      type: 'attach',
      contacts: {
        from: 'company',
        select: 'all',
        where: { all: [{ fact: 'contact', path: '$.id', operator: 'greaterThan', value: 1 }] },
        limit: 3,
      },
      primary: 'if-none',
    },
    { type: 'replace', contacts: { from: 'field', field: 'contactIds' } },
    { type: 'detach', contacts: { from: 'ids', ids: [1, 2] } },
  ],
})
const ruleDocument = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(mutation, { minLength: 1, maxLength: 4 }).map((all) => all.reduce<unknown>(mutated, sound)),
  },
  { weight: 1, arbitrary: json },
)
const sendJson = (method: string, path: string, body: unknown) =>
  send({
    method,
    path,
    headers: { authorization: `Bearer ${service.apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('a rule document is refused with its faults, or saved and tried on a deal', async () => {
  await fc.assert(
    fc.asyncProperty(ruleDocument, async (rule) => {
      expectTold(await sendJson('POST', '/api/rules/validate', rule), rule)
      expectTold(await sendJson('PUT', `/api/rules/${sound.key}`, rule), rule)
      expectTold(await sendJson('POST', '/api/preview', { dealId, rule }), rule)
    }),
    tries(50),
  )
})

type Operation = { method: string; path: string; query: string[]; body: string[] }

/** What the document says there is; a stream never ends and is left out. */
function operationsIn(document: unknown): Operation[] {
  const { paths } = OpenApi.parse(document)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [], requestBody }]) => {
      if (path === '/api/stream' || !path.startsWith('/api/')) return []
      const query = parameters.filter((one) => one.in === 'query').map(({ name }) => name)
      const schema = requestBody?.content['application/json']?.schema
      return [{ method: method.toUpperCase(), path, query, body: Object.keys(schema?.properties ?? {}) }]
    }),
  )
}
const OpenApi = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
        requestBody: z
          .looseObject({
            content: z.record(
              z.string(),
              z.looseObject({
                schema: z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }).optional(),
              }),
            ),
          })
          .optional(),
      }),
    ),
  ),
})

const value = fc.oneof(
  fc.constantFrom('1', '42', '100', sound.key, 'live', 'shadow', '0190b6a0-0000-7000-8000-000000000001'),
  anyText,
)
const call = fc.record({
  place: fc.nat(10_000),
  params: fc.array(value, { minLength: 3, maxLength: 3 }),
  query: fc.array(fc.tuple(fc.nat(10), anyText, value), { maxLength: 3 }),
  body: fc.oneof(
    fc.record({ fields: fc.array(fc.tuple(fc.nat(10), json), { maxLength: 5 }) }),
    fc.record({ whole: json }),
  ),
  asText: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyText }),
  ifMatch: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: trickyText }),
})

const written = (text: string) => encodeURIComponent(text.toWellFormed())

test('every route of the API tells any input what is wrong with it', async () => {
  await fc.assert(
    fc.asyncProperty(call, async ({ place, params, query, body, asText, ifMatch }) => {
      const operation = operations[place % operations.length]
      if (operation === undefined) return
      const given = [...params]
      const path = operation.path.replaceAll(/\{\w+\}/g, () => written(given.pop() ?? '') || '-')
      const search = query
        .map(([at, name, text]) => `${written(operation.query[at] ?? name)}=${written(text)}`)
        .join('&')
      const document =
        'whole' in body
          ? body.whole
          : Object.fromEntries(body.fields.map(([at, content]) => [operation.body[at] ?? 'x', content]))
      const hasBody = operation.method !== 'GET' && operation.method !== 'DELETE'
      const sent = {
        method: operation.method,
        path: `${path}${search === '' ? '' : `?${search}`}`,
        headers: {
          authorization: `Bearer ${service.apiToken}`,
          ...(hasBody && { 'content-type': 'application/json' }),
          ...(ifMatch !== null && /^[\x20-\x7e]*$/.test(ifMatch) && { 'if-match': ifMatch }),
        },
        body: hasBody ? (asText ?? JSON.stringify(document)) : undefined,
      }
      expectTold(await send(sent), sent)
    }),
    tries(250),
  )
})

const edges = [
  '0001-01-01',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-14:00',
]

test.each(edges)('no time at the edge of the calendar is too much for a route: %s', async (edge) => {
  const asked = operations
    .filter(({ method, path, query }) => method === 'GET' && !/\{(?!key)/.test(path) && query.includes('to'))
    .flatMap(({ path, query }) => ['from', 'to'].filter((name) => query.includes(name)).map((name) => ({ path, name })))
  expect(asked.length).toBeGreaterThan(9)
  expect((await sendJson('PUT', `/api/rules/${sound.key}`, sound)).status).toBeLessThan(300)
  for (const { path, name } of asked) {
    const format = path.endsWith('/export') ? '&format=csv' : ''
    const url = `${path.replace('{key}', sound.key)}?${name}=${encodeURIComponent(edge)}${format}`
    const answer = await send({ method: 'GET', path: url, headers: { authorization: `Bearer ${service.apiToken}` } })
    if (!path.endsWith('/export')) expectTold(answer, url)
    expect(answer.status, url).toBeLessThan(500)
  }
  const bodies = [
    ['/api/sweeps', { kind: 'changes', since: edge }],
    ['/api/tokens', { name: 'edge', role: 'viewer', expiresAt: edge.includes('T') ? edge : `${edge}T00:00:00Z` }],
    ['/api/reverts', { what: { rule: sound.key, from: edge }, preview: true }],
    ['/api/backfills', { filter: { createdSince: edge, updatedSince: edge }, mode: 'shadow', dryRun: true }],
  ] as const
  for (const [path, body] of bodies) expectTold(await sendJson('POST', path, body), [path, body])
})
