import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../../../src/log.ts'
import { type EventSources, watchEventSources } from '../../../src/service/events/sources.ts'
import { patiently } from '../../support/patiently.ts'

const listed = '203.0.113.7'
const unlisted = '198.51.100.1'

let dataDir: string
let server: Server
let listUrl: string
/** What the list's server answers. */
let answer: { status: number; text: string }
let asked: number
let lines: string[]
let clock: number
let sources: EventSources | undefined

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bindery-sources-'))
  answer = { status: 200, text: JSON.stringify({ nodes: [listed] }) }
  asked = 0
  lines = []
  clock = Date.parse('2026-11-27T12:00:00Z')
  server = createServer((_req, res) => {
    asked++
    res.writeHead(answer.status, { location: 'http://127.0.0.1:1/' }).end(answer.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  listUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(async () => {
  await sources?.close()
  await new Promise((resolve) => server.close(resolve))
  await rm(dataDir, { recursive: true, force: true })
})

async function watch(config: { published: boolean; ranges: string[] } | null): Promise<EventSources> {
  const log = createLog({ level: 'trace', stream: { write: (line) => lines.push(line) }, redactText: (text) => text })
  sources = await watchEventSources({ sources: config, dataDir, log, now: () => new Date(clock), listUrl })
  return sources
}

const published = { published: true, ranges: [] }
const isRead = (of: EventSources) => vi.waitFor(() => expect(of.state()?.published?.readAt).not.toBeNull(), patiently)
const failed = (of: EventSources) => vi.waitFor(() => expect(of.state()?.published?.error).not.toBeNull(), patiently)

test('without the setting events come from anywhere', async () => {
  const all = await watch(null)
  expect([all.allows(unlisted), all.state(), asked]).toEqual([true, null, 0])
})

test('addresses that are named count without any list', async () => {
  const named = await watch({ published: false, ranges: ['198.51.100.0/24'] })
  expect([named.allows(unlisted), named.allows(listed), asked]).toEqual([true, false, 0])
  expect(named.state()).toMatchObject({ published: null, isInForce: true, lastRefused: { address: listed } })
})

test('the published list counts once it is read, and is kept for the next start', async () => {
  const watched = await watch(published)
  await isRead(watched)
  expect([watched.allows(listed), watched.allows(`::ffff:${listed}`), watched.allows(unlisted)]).toEqual([
    true,
    true,
    false,
  ])
  await vi.waitFor(async () => {
    expect(JSON.parse(await readFile(join(dataDir, 'bitrix24-addresses.json'), 'utf8'))).toMatchObject({
      addresses: [listed],
    })
  }, patiently)
})

test.each([
  { what: 'an outage', status: 503, text: 'away' },
  { what: 'a redirect, which is not followed', status: 302, text: '' },
  { what: 'HTML', status: 200, text: '<html>' },
  { what: 'an empty list', status: 200, text: '{"nodes":[]}' },
  { what: 'a range in place of an address', status: 200, text: '{"nodes":["0.0.0.0/0"]}' },
  { what: 'an answer without end', status: 200, text: `{"nodes":["${'1'.repeat(1_100_000)}"]}` },
])('no list ever, because of $what: the token alone decides, and the log and the status say so', async (given) => {
  answer = given
  const watched = await watch(published)
  await failed(watched)
  expect(watched.allows(unlisted)).toBe(true)
  expect(watched.state()).toMatchObject({ isInForce: false, published: { addresses: 0, readAt: null } })
  expect(lines.join()).toContain('taken from any address with a good token')
})

test.each([
  { age: 'a list of some minutes', readAt: '2026-11-27T11:50:00.000Z', says: 'counts on' },
  {
    age: 'a list of hours',
    readAt: '2026-11-27T10:30:00.000Z',
    says: 'new since 2026-11-27T10:30:00.000Z are refused',
  },
])('an outage after a good list: that one counts on, and the log says so of $age', async ({ readAt, says }) => {
  await writeFile(join(dataDir, 'bitrix24-addresses.json'), JSON.stringify({ readAt, addresses: [listed] }))
  answer = { status: 503, text: '' }
  const watched = await watch(published)
  await failed(watched)
  expect([watched.allows(listed), watched.allows(unlisted)]).toEqual([true, false])
  expect(watched.state()).toMatchObject({ isInForce: true, published: { addresses: 1, readAt } })
  expect(lines.join()).toContain(says)
})

test('a good event from an address that is not listed has the list read anew, at most once a minute', async () => {
  const watched = await watch(published)
  await isRead(watched)
  answer = { status: 200, text: JSON.stringify({ nodes: [listed, unlisted] }) }
  for (let time = 0; time < 10; time++) expect(watched.allows(unlisted)).toBe(false)
  expect(asked).toBe(1)
  clock += 61_000
  expect(watched.allows(unlisted)).toBe(false)
  await vi.waitFor(() => expect(watched.allows(unlisted)).toBe(true), patiently)
  expect(asked).toBe(2)
})
