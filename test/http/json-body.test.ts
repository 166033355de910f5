import { describe, expect, test } from 'vitest'
import { asProgram, fakeDeps } from './fake-deps.ts'

const post = (body: string | Buffer, headers: Record<string, string> = {}) => {
  const sent = asProgram(fakeDeps().app).post('/api/rules/validate')
  sent.set({ 'Content-Type': 'application/json', ...headers })
  if (typeof body === 'string') return sent.send(body)
  sent.write(body)
  return sent
}

describe('a JSON body', () => {
  test.each([
    { name: 'text that is not JSON', body: '{"a":', code: 'bad_json' },
    { name: 'nothing', body: '', code: 'bad_json' },
    { name: 'bytes that are not UTF-8', body: Buffer.from([0x22, 0xff, 0x22]), code: 'bad_json' },
    { name: 'lists nested without end', body: '['.repeat(120_000) + ']'.repeat(120_000), code: 'bad_json' },
    { name: 'objects nested without end', body: `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`, code: 'bad_json' },
    { name: 'a __proto__ key', body: '{"__proto__":{"isAdmin":true}}', code: 'bad_json' },
    { name: 'a __proto__ key deep inside', body: '{"a":[{"\\u005f_proto__":1}]}', code: 'bad_json' },
    { name: 'a NUL in a text', body: '{"name":"a\\u0000b"}', code: 'bad_json' },
    { name: 'a NUL in a key', body: '{"a\\u0000b":1}', code: 'bad_json' },
    { name: 'half a surrogate pair', body: '{"name":"\\ud800"}', code: 'bad_json' },
  ])('is refused with $name', async ({ body, code }) => {
    const answer = await post(body)
    expect([answer.status, answer.body.error.code]).toEqual([400, code])
  })

  test('is not quoted in the answer', async () => {
    const answer = await post('{"password": hunter2}')
    expect(answer.text).not.toContain('hunter2')
  })

  test.each([
    { name: 'another content type', headers: { 'Content-Type': 'text/plain' }, status: 415 },
    { name: 'compression', headers: { 'Content-Encoding': 'gzip' }, status: 415 },
  ])('is refused with $name', async ({ headers, status }) => {
    const answer = await post('{}', headers)
    expect(answer.status).toBe(status)
    expect(answer.body.error.code).toBe('unsupported_media_type')
  })

  test('may hold 256 KiB and no more', async () => {
    const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
    expect((await post(text(256 * 1024))).status).toBe(200)
    const answer = await post(text(256 * 1024 + 1))
    expect([answer.status, answer.body.error.code]).toEqual([413, 'too_large'])
  })
})
