import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { passwordFaults } from '../../../src/core/people/password.ts'
import type { Database } from '../../../src/database/connection/open.ts'
import { createLog } from '../../../src/log.ts'
import { createBreachedPasswords } from '../../../src/service/sign-in/breached-passwords.ts'
import { createSignInLimit } from '../../../src/service/sign-in/limit.ts'
import { createPeople } from '../../../src/service/sign-in/people.ts'
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'

const password = 'tin lantern orchard seven'
const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
const log = createLog({ level: 'silent', redactText: (text) => text })

/** A list that answers as told; what it was asked. */
async function aList(answer: (response: ServerResponse) => void) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['add-padding']}`)
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  // A TCP server's address is never a pipe's name.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`, asked }
}
const lines = (...counts: [string, number][]) => counts.map(([rest, count]) => `${rest}:${count}`).join('\r\n')
const another = '0'.repeat(35)

test.each([
  { name: 'one that was stolen', of: lines([another, 3], [hash.slice(5), 2]), isBreached: true },
  { name: 'one that was not', of: lines([another, 3]), isBreached: false },
  { name: 'one that only pads the answer', of: lines([another, 3], [hash.slice(5), 0]), isBreached: false },
  { name: 'an answer without anything', of: '', isBreached: false },
])('$name is known as such, and the list is told five digits', async ({ of, isBreached }) => {
  const { url, asked } = await aList((response) => response.end(of))
  expect(await createBreachedPasswords(url, { log, timeoutMs: patiently.timeout })(password)).toBe(isBreached)
  expect(asked).toEqual([`GET /range/${hash.slice(0, 5)} true`])
})

test.each<{ name: string; answer: (response: ServerResponse) => void }>([
  { name: 'fails', answer: (response) => response.writeHead(503).end() },
  { name: 'leads elsewhere', answer: (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end() },
  { name: 'says nothing', answer: () => {} },
  { name: 'hangs up', answer: (response) => response.destroy() },
])('a list that $name keeps nobody from a new password', async ({ answer }) => {
  const { url } = await aList(answer)
  expect(await createBreachedPasswords(url, { log, timeoutMs: 100 })(password)).toBe(false)
})

describe('whoever sets a password', () => {
  let opened: TestDatabase
  let database: Database
  beforeAll(async () => {
    opened = await openTestDatabase('pglite')
    database = opened.db
  })
  afterAll(() => opened.remove())

  test('is told that it was stolen, wherever they set it', async () => {
    const { people } = createPeople({
      ...{ database, limit: createSignInLimit(), isOpenidOnly: false, isBreached: async (one) => one === password },
      passwords: { hash: async (one) => one, isOutdated: () => false, isRight: async (one, kept) => one === kept },
      ...{ refusedSignIns: { record: async () => {} }, publicUrl: 'http://127.0.0.1', now: () => new Date() },
    })
    const machine = { kind: 'machine', id: null, name: 'a test', role: 'administrator' } as const
    const caller = { ...machine, userId: null, sessionId: null }
    const ada = { name: 'Ada', email: 'ada@example.com', caller, browser: null }
    const stolen = { status: 'weak-password', fault: passwordFaults.breached }
    expect(await people.createFirst({ ...ada, password })).toEqual(stolen)
    const first = await people.createFirst({ ...ada, password: `${password} eight` })
    if (first.status !== 'signed-in') throw new Error(first.status)
    const wish = { email: 'bob@example.com', role: 'viewer', expiresInHours: 1, caller } as const
    const invited = await people.invite(wish)
    if (invited.status !== 'made') throw new Error(invited.status)
    const token = new URL(invited.link).hash.replace('#token=', '')
    expect(await people.acceptInvitation({ token, name: 'Bob', password, browser: null })).toEqual(stolen)
    const user = { kind: 'user', id: first.user.id, name: 'Ada', role: 'administrator', sessionId: null } as const
    const change = { caller: { ...user, userId: user.id }, address: '203.0.113.7' }
    expect(await people.changeOwn({ ...change, password, currentPassword: `${password} eight` })).toEqual(stolen)
  })
})
