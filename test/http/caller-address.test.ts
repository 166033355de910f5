import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { addressMatcher, rangesOf } from '../../src/address-ranges.ts'
import { createHandler } from '../../src/http/app.ts'
import type { RefusedEvent } from '../../src/http/routes/webhook.ts'
import { fakeDeps } from './fake-deps.ts'

const body = 'event=ONCRMDEALUPDATE&data[FIELDS][ID]=42&auth[application_token]=wrong'

/** The address that a refused event counts for. */
async function seenAddress(trusted: readonly string[], forwarded: string | undefined, path: string): Promise<string> {
  const refused: RefusedEvent[] = []
  const { deps } = fakeDeps({
    isTrustedProxy: addressMatcher(trusted),
    countRefusedEvent: async (about) => {
      refused.push(about)
      return null
    },
  })
  const post = request(createHandler(deps)).post(path).type('application/x-www-form-urlencoded')
  if (forwarded !== undefined) post.set('X-Forwarded-For', forwarded)
  expect((await post.send(body)).status).toBe(403)
  return (refused[0]?.address ?? '').replace('::ffff:', '')
}

const here = '127.0.0.1'
const loopback = rangesOf('loopback') ?? []

describe.each(['/webhooks/bitrix24', '/webhooks/bitrix24?'])('where a request to %s came from', (path) => {
  test.each([
    { name: 'nobody is trusted: the neighbour', trusted: [], forwarded: '203.0.113.9', seen: here },
    { name: 'another proxy is trusted: the neighbour', trusted: ['10.0.0.1'], forwarded: '203.0.113.9', seen: here },
    { name: 'a trusted proxy says so', trusted: loopback, forwarded: '203.0.113.9', seen: '203.0.113.9' },
    { name: 'it says nothing: the proxy', trusted: loopback, forwarded: undefined, seen: here },
    {
      name: 'what the client itself invented does not count',
      trusted: loopback,
      forwarded: '198.51.100.1, 203.0.113.9',
      seen: '203.0.113.9',
    },
    {
      name: 'two proxies',
      trusted: [...loopback, '10.0.0.0/8'],
      forwarded: '198.51.100.1, 203.0.113.9, 10.0.0.7',
      seen: '203.0.113.9',
    },
    { name: 'IPv6', trusted: loopback, forwarded: '2001:db8::1', seen: '2001:db8::1' },
    { name: 'a word', trusted: loopback, forwarded: 'unknown', seen: here },
    { name: 'a word before an address', trusted: loopback, forwarded: 'x, 203.0.113.9', seen: '203.0.113.9' },
    { name: 'nothing in it', trusted: loopback, forwarded: ' , ', seen: here },
  ])('$name', async ({ trusted, forwarded, seen }) => {
    expect(await seenAddress(trusted, forwarded, path)).toBe(seen)
  })
})

test.each([
  ['10.0.0.0/8', '::ffff:10.9.8.7', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['fc00::/7', 'fd00::1', true],
  ['fc00::/7', '10.0.0.1', false],
  ['203.0.113.9', '203.0.113.9', true],
  ['203.0.113.9', '203.0.113.90', false],
  ['::ffff:203.0.113.9', '203.0.113.9', true],
  ['203.0.113.0/24', 'no address', false],
])('%s holds %s: %s', (range, address, isHeld) => {
  expect(addressMatcher(rangesOf(range) ?? [])(address)).toBe(isHeld)
})

test.each(['10.1', '10.0.0.0/33', '0x7f000001', 'toString', 'example.com', '1.2.3.4:80', ''])(
  '"%s" is no range',
  (text) => expect(rangesOf(text)).toBeNull(),
)
