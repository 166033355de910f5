import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Service } from '../../src/cli/deps.ts'

export type Received = { method: string; path: string; headers: Record<string, unknown>; body: unknown }
export type Given = { status?: number; body?: unknown }

/** Lends a service whose API answers as `answer` says, with everything that it was asked. */
export async function withFakeService<T>(
  answer: (request: Received) => Given,
  work: (withService: <U>(use: (service: Service) => Promise<U>) => Promise<U>, received: Received[]) => Promise<T>,
): Promise<T> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const hasBody = request.headers['content-type'] === 'application/json'
    const body = hasBody ? await json(request) : undefined
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
    received.push(one)
    const given = answer(one)
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' })
    response.end(given.body === undefined ? undefined : JSON.stringify(given.body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  try {
    return await work((use) => use({ baseUrl: `http://127.0.0.1:${port}`, token: 'token-of-32-characters' }), received)
  } finally {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}
