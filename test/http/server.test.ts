import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ListenError, listen } from '../../src/http/server.ts'

const host = '127.0.0.1'
const answerOk = { host, port: 0 }

test('a taken port is told with its remedy', async () => {
  const first = await listen((_req, res) => res.end(), answerOk)
  const port = Number(new URL(first.address).port)
  const second = listen((_req, res) => res.end(), { host, port })
  await expect(second).rejects.toBeInstanceOf(ListenError)
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE', message: expect.stringContaining('PORT') })
  await first.close({ timeoutMs: 1000 })
})

test('an address of another machine is told with its remedy', async () => {
  const there = listen((_req, res) => res.end(), { host: '203.0.113.1', port: 0 })
  await expect(there).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', message: expect.stringContaining('HOST') })
})

test('closing ends idle connections, kept alive or silent, at once', async () => {
  const service = await listen((_req, res) => res.end('ok'), answerOk)
  const agent = new Agent({ keepAlive: true })
  const [answer] = (await once(get(service.address, { agent }), 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  const silent = connect(Number(new URL(service.address).port), host)
  await once(silent, 'connect')
  // A request on the way through the same server: once it is answered, the silent connection has been accepted.
  await fetch(service.address)
  const ended = once(silent, 'close')
  silent.resume()
  await service.close({ timeoutMs: 60_000 })
  await ended
  agent.destroy()
})

test('closing waits for the request under way, then ends its connection', async () => {
  const finish = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const service = await listen(async (_req, res) => {
    begun.resolve()
    await finish.promise
    res.end('done')
  }, answerOk)
  const agent = new Agent({ keepAlive: true })
  const response = once(get(service.address, { agent }), 'response') as Promise<[IncomingMessage]>
  await begun.promise
  const closed = service.close({ timeoutMs: 60_000 })
  await expect(fetch(service.address)).rejects.toThrow()
  finish.resolve()
  const [answer] = await response
  expect(answer.headers.connection).toBe('close')
  expect((await answer.toArray()).join('')).toBe('done')
  await closed
  agent.destroy()
})

test.each([
  { slow: 'its header fields', sent: 'POST / HTTP/1.1\r\nHost: x\r\n', times: { headersMs: 50, requestMs: 60_000 } },
  {
    slow: 'its body',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf',
    times: { headersMs: 50, requestMs: 100 },
  },
])('a sender that is slow with $slow is told so, and its connection ended', async ({ sent, times }) => {
  const service = await listen((req) => req.resume(), { ...answerOk, times: { ...times, lookEveryMs: 20 } })
  const slow = connect(Number(new URL(service.address).port), host)
  slow.write(sent)
  expect((await slow.toArray()).join('')).toMatch(/^HTTP\/1\.1 408 /)
  await service.close({ timeoutMs: 60_000 })
})

test('a request that never ends is cut off in time', async () => {
  const begun = Promise.withResolvers<void>()
  const service = await listen(() => begun.resolve(), answerOk)
  const hanging = fetch(service.address)
  hanging.catch(() => undefined)
  await begun.promise
  await service.close({ timeoutMs: 20 })
  await expect(hanging).rejects.toThrow()
})
