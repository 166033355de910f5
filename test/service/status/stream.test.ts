import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { patiently } from '../../support/patiently.ts'
import { aService, type RunningService } from '../../support/service.ts'

let service: RunningService
beforeAll(async () => {
  service = await aService()
})
afterAll(() => service.close())

/** Listens until closed; `text` is what has come so far. */
async function listen(headers: Record<string, string> = { authorization: `Bearer ${service.apiToken}` }) {
  const gone = new AbortController()
  const response = await fetch(`${service.baseUrl}/api/stream`, { headers, signal: gone.signal })
  const heard = { status: response.status, headers: response.headers, text: '', hasEnded: false }
  const reading = (async () => {
    for await (const part of response.body ?? []) heard.text += Buffer.from(part).toString()
    heard.hasEnded = true
  })().catch(() => {})
  return { heard, reading, close: () => gone.abort() }
}

test('a run, an event and a saved rule are told to whoever listens', async () => {
  const { heard, close } = await listen()
  expect(heard.headers.get('content-type')).toContain('text/event-stream')
  expect(heard.headers.get('x-accel-buffering')).toBe('no')
  await vi.waitFor(() => expect(heard.text).toContain('retry: 2000'), patiently)
  await service.obey({})
  service.sandbox.data.addDeal()
  for (const kind of ['rule.saved', 'event.received', 'run.recorded']) {
    await vi.waitFor(() => expect(heard.text).toContain(`event: ${kind}\ndata: {}\n\n`), patiently)
  }
  close()
})

test('one caller may listen only so often; who has gone makes room', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => listen()))
  await vi.waitFor(async () => expect((await listen()).heard.status).toBe(429), patiently)
  for (const { close } of many) close()
  await vi.waitFor(async () => {
    const one = await listen()
    expect(one.heard.status).toBe(200)
    one.close()
  }, patiently)
})

test('a HEAD is answered and ends', async () => {
  const headers = { authorization: `Bearer ${service.apiToken}` }
  const answer = await fetch(`${service.baseUrl}/api/stream`, { method: 'HEAD', headers })
  expect(answer.status).toBe(200)
})

test('a browser listens by its cookie, a stranger does not', async () => {
  expect((await listen({})).heard.status).toBe(401)
  const arrival = await fetch(await service.signInLink(), { redirect: 'manual' })
  const cookie = arrival.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { heard, close } = await listen({ cookie })
  expect(heard.status).toBe(200)
  close()
})

test('when the service stops, streams end and keep nothing waiting', async () => {
  const { heard, reading } = await listen()
  await service.close()
  await reading
  // One that does not end is cut off after two seconds, which its reader would notice.
  expect(heard.hasEnded).toBe(true)
})
