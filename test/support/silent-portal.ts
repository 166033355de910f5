import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sandbox } from '../../src/sandbox/portal.ts'

/** A portal that can take connections and say nothing. */
export type SilentPortal = {
  /** The portal behind it, as it is reached by way of this one. */
  portal: Sandbox
  /** From now on requests are taken and not answered. */
  fallSilent(): void
  /** Those that still wait are answered, late, and all others at once. */
  speak(): void
  /** Requests that wait for an answer: whoever made one is still there. */
  unanswered(): number
  /** All requests. */
  asked(): number
  close(): Promise<void>
}

export async function silentPortalBefore(sandbox: Sandbox): Promise<SilentPortal> {
  const waiting = new Set<ServerResponse>()
  let asked = 0
  let silence = Promise.withResolvers<void>()
  silence.resolve()
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    asked += 1
    waiting.add(response)
    response.on('close', () => waiting.delete(response))
    await silence.promise
    if (response.destroyed) return
    const answer = await fetch(`${sandbox.origin}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': request.headers['content-type'] ?? '' },
      body: Buffer.concat(parts),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a pipe's name.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    portal: { ...sandbox, origin, webhookUrl: sandbox.webhookUrl.replace(sandbox.origin, origin) },
    fallSilent() {
      silence = Promise.withResolvers()
    },
    speak: () => silence.resolve(),
    unanswered: () => waiting.size,
    asked: () => asked,
    async close() {
      silence.resolve()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
