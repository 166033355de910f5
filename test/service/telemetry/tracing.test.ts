import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { idsOfStored } from '../../../src/tracing/span.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

const Link = z.looseObject({ traceId: z.string(), spanId: z.string() })
const Span = Link.extend({
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })),
  links: z.array(Link).default([]),
  status: z.looseObject({ code: z.number().optional(), message: z.string().optional() }),
})
const Export = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.object({ attributes: z.array(z.unknown()) }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(Span) })),
    }),
  ),
})
type Span = z.output<typeof Span>

/** An OpenTelemetry collector, as far as it takes traces by OTLP over HTTP in JSON. */
async function aCollector() {
  const exports: { path: string; team: unknown; body: string }[] = []
  const server = createServer(async (request, response) => {
    exports.push({ path: request.url ?? '', team: request.headers['x-team'], body: await text(request) })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    exports,
    spans: () =>
      exports
        .flatMap(({ body }) => Export.parse(JSON.parse(body)).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    close() {
      server.closeAllConnections()
      return new Promise((closed) => server.close(closed))
    },
  }
}

let collector: Awaited<ReturnType<typeof aCollector>>
let service: RunningService
let dealId: number
let eventIds: string[]
let runId: string
let togetherIds: string[]
beforeAll(async () => {
  collector = await aCollector()
  service = await aService({
    tracing: { endpoint: collector.endpoint, headers: { 'x-team': 'crm' }, serviceName: 'contacts' },
    queue: { retryLimit: 0 },
  })
  const { data } = service.sandbox
  const contactId = data.addContact({ name: 'Secretive', lastName: 'Person' })
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  dealId = data.addDeal({ title: 'Confidential' })
  await service.waitForRun(dealId)
  await service.quiet()
  const [run] = await service.runsOf(dealId)
  eventIds = run?.trigger.eventIds ?? []
  runId = run?.id ?? ''
  await service.api('POST', '/api/stop')
  data.updateDeal(dealId, { title: 'Confidential, too' })
  data.updateDeal(dealId, { title: 'Confidential as well' })
  await service.sandbox.drained()
  await service.api('POST', '/api/resume')
  const together = await service.waitForRun(dealId, ({ trigger }) => trigger.eventIds.length === 2)
  togetherIds = together.trigger.eventIds
  await service.quiet()
  service.sandbox.faults.next({ kind: 'json-500-after', times: 1 })
  await service.api('POST', `/api/deals/${dealId}/run`)
  // What is left is sent as it ends.
  await service.close()
})
afterAll(async () => {
  await service.close()
  await collector.close()
})

const named = (name: string) => collector.spans().filter((span) => span.name === name)
const attribute = (span: Span | undefined, name: string) =>
  Object.values(span?.attributes.find(({ key }) => key === name)?.value ?? {})[0]

test('one trace leads from the webhook to the write and its record, by ids that are stored', () => {
  const [eventId = ''] = eventIds
  const event = idsOfStored(eventId)
  const webhook = named('webhook accepted').find(({ traceId }) => traceId === event.traceId)
  expect(webhook).toMatchObject(event)
  const run = named('run').find((span) => attribute(span, 'bindery.run.id') === runId)
  expect(run).toMatchObject({ traceId: event.traceId, parentSpanId: event.spanId, spanId: idsOfStored(runId).spanId })
  expect(attribute(run, 'bindery.run.status')).toBe('applied')
  const steps = collector.spans().filter(({ parentSpanId }) => parentSpanId === run?.spanId)
  expect(steps.every(({ traceId }) => traceId === event.traceId)).toBe(true)
  const inOrder = steps.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
  expect(inOrder.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['database remember', 'portal read deal', 'portal write', 'database record']),
  )
  expect(inOrder[0]?.name).toBe('database remember')
  expect(inOrder.at(-1)?.name).toBe('database record')
  const write = steps.find(({ name }) => name === 'portal write')
  expect(attribute(write, 'bindery.calls')).toBe('crm.deal.contact.add')
  for (const { startTimeUnixNano, endTimeUnixNano } of steps) {
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(run?.startTimeUnixNano ?? 0))
    expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(run?.endTimeUnixNano ?? 0))
  }
})

test('a run that answers several events is linked to all of them', () => {
  const [first = '', second = ''] = togetherIds
  const run = named('run').find(({ traceId }) => traceId === idsOfStored(first).traceId)
  expect(run).toMatchObject({ parentSpanId: idsOfStored(first).spanId, links: [idsOfStored(second)] })
})

test('requests over HTTP are told with what came of them', () => {
  const requests = collector.spans().filter(({ name }) => name.startsWith('portal request '))
  expect(requests.map((span) => attribute(span, 'bindery.outcome'))).toContain('ok')
  const failed = requests.find(({ status }) => status.code === 2)
  expect(Number(attribute(failed, 'http.response.status_code'))).toBe(500)
})

test('it goes to the collector’s address, with its headers and the service’s name', () => {
  expect(new Set(collector.exports.map(({ path, team }) => `${path} ${team}`))).toEqual(new Set(['/v1/traces crm']))
  expect(collector.exports[0]?.body).toContain('"stringValue":"contacts"')
})

test('no value of a deal or contact and no secret is in a span', () => {
  const everything = collector.exports.map(({ body }) => body).join()
  const { webhookUrl, applicationToken } = service.sandbox
  for (const text of ['Confidential', 'Secretive', webhookUrl, applicationToken]) expect(everything).not.toContain(text)
})
