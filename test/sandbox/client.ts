import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/portal.ts'

export type Answer = { status: number; body: Record<string, unknown>; result: unknown }

/** An empty portal with events in order and once, closed when the test ends. */
export async function aPortal(options: SandboxOptions = {}): Promise<Sandbox> {
  const behaviour = { eventOrder: 'kept', eventDuplicateShare: 0, ...options.behaviour } as const
  const sandbox = await startSandbox({ seed: 'empty', ...options, behaviour })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Calls a method with a JSON body, as the documentation recommends. */
export async function call(sandbox: Sandbox, method: string, params: object = {}): Promise<Answer> {
  const response = await fetch(sandbox.webhookUrl + method, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    redirect: 'manual',
  })
  return await answerOf(response)
}

export async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, body, result: body.result }
}

export const errorOf = ({ status, body }: Answer): unknown[] => [status, body.error, body.error_description]

export type ReceivedEvent = { headers: Record<string, unknown>; raw: string; form: URLSearchParams }

export type Handler = { url: string; received: ReceivedEvent[]; names(): string[] }

/** An outbound webhook's handler on a port of its own. `answer` says with which status, and when. */
export async function aHandler(answer: () => number | Promise<number> = () => 200): Promise<Handler> {
  const received: ReceivedEvent[] = []
  const server = createServer(async (request, response) => {
    let raw = ''
    for await (const chunk of request) raw += String(chunk)
    received.push({ headers: request.headers, raw, form: new URLSearchParams(raw) })
    response.writeHead(await answer()).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/handler`,
    received,
    names: () => received.map(({ form }) => `${form.get('event')} ${form.get('data[FIELDS][ID]')}`),
  }
}
