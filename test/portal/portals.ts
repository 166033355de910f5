import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { connectPortal, type PortalClient, type PortalOptions } from '../../src/portal/client.ts'
import type { CallAnswer, DealPortal } from '../../src/portal/deal-portal.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import type { WriteCall } from '../../src/portal/link-writes.ts'
import { parseWebhookUrl, type WebhookUrl } from '../../src/portal/webhook-url.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/portal.ts'

/** A clock that moves only when someone waits for it. */
export type FakeTime = { now: () => number; wait: (ms: number) => Promise<void>; waits: number[] }

export function aClock(start = Date.UTC(2026, 7, 30, 8)): FakeTime {
  let time = start
  const waits: number[] = []
  return {
    waits,
    now: () => time,
    wait: async (ms) => {
      waits.push(ms)
      time += ms
    },
  }
}

export function webhook(text: string): WebhookUrl {
  const parsed = parseWebhookUrl(text, { allowHttp: false })
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.url
}

/** A client without limits, on a clock of its own, closed when the test ends. */
export function aClient(webhookUrl: string, options: Partial<PortalOptions> = {}): PortalClient {
  const { now, wait } = aClock()
  const client = connectPortal({
    webhookUrl: webhook(webhookUrl),
    plan: 'onpremise',
    version: '0.0.0',
    random: () => 0,
    now,
    wait,
    ...options,
  })
  onTestFinished(() => client.close())
  return client
}

export type SandboxedPortal = { sandbox: Sandbox; client: PortalClient; portal: DealPortal }

export async function aSandbox(
  sandboxOptions: SandboxOptions = {},
  options: Partial<PortalOptions> = {},
): Promise<SandboxedPortal> {
  const sandbox = await startSandbox({ seed: 'empty', secret: 's3cretOfTheTest', ...sandboxOptions })
  onTestFinished(() => sandbox.close())
  const client = aClient(sandbox.webhookUrl, options)
  return { sandbox, client, portal: createDealPortals(client).forRun('live') }
}

export type StubRequest = {
  method: string
  path: string
  body: string
  headers: IncomingMessage['headers']
  fromPort: number | undefined
}
export type StubAnswer =
  | { status?: number; headers?: Record<string, string>; body: unknown }
  | ((response: ServerResponse) => void)

/** A portal that answers whatever it is told to, for answers that a well-made one does not give. */
export async function aStub(
  answer: (request: StubRequest, index: number) => StubAnswer,
): Promise<{ webhookUrl: string; requests: StubRequest[]; port: number }> {
  const requests: StubRequest[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      body,
      headers: request.headers,
      fromPort: request.socket.remotePort,
    }
    requests.push(received)
    const told = answer(received, requests.length - 1)
    if (typeof told === 'function') return told(response)
    const text = typeof told.body === 'string' ? told.body : JSON.stringify(told.body)
    response.writeHead(told.status ?? 200, { 'content-type': 'application/json', ...told.headers }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return { webhookUrl: `http://127.0.0.1:${port}/rest/17/s3cretOfTheTest/`, requests, port }
}

/** One call, answered or failed as if it had been made alone. */
export async function write(portal: DealPortal, call: WriteCall): Promise<unknown> {
  const { answers } = await portal.carryOut(Number(call.params.id), [call])
  const [answer] = answers as [CallAnswer]
  if (answer.error !== null) throw answer.error
  return answer.result
}

/** A portal that answers each command of a batch, and each call, by its method alone. */
export async function aStubOf(results: Record<string, unknown>): Promise<{ webhookUrl: string }> {
  const resultOf = (method: string) =>
    results[method] ?? (method === 'crm.item.fields' ? { fields: { id: { type: 'integer' } } } : undefined)
  return await aStub(({ path, body }) => {
    const method = path.split('/').at(-1)?.replace('.json', '') ?? ''
    if (method !== 'batch') return { body: { result: resultOf(method) } }
    const { cmd } = JSON.parse(body) as { cmd: Record<string, string> }
    const result = Object.fromEntries(
      Object.entries(cmd).map(([key, command]) => [key, resultOf(command.split('?')[0] ?? '')]),
    )
    return { body: { result: { result, result_error: [] } } }
  })
}

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<PortalError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof PortalError)) throw new Error(`expected a PortalError, got ${String(error)}`)
  return error
}
