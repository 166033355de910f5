import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/open.ts'
import { apiTokens } from '../../src/database/schema.ts'
import { createToken, listTokens, revokeToken, takeSignIn, verifyToken } from '../../src/database/tokens.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('API tokens on %s', (kind) => {
  let opened: TestDatabase
  let db: Database
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    db = opened.db
  })
  afterAll(() => opened.remove())
  const create = (of: Partial<Parameters<typeof createToken>[1]> = {}) =>
    createToken(db, { name: 'a token', kind: 'api', expiresAt: null, ...of })

  test('a token is recognised and its last use noted, once a minute', async () => {
    const { token, record } = await create()
    expect(token).toMatch(/^bnd_[\w-]{43}$/)
    const first = await verifyToken(db, token)
    expect(first).toEqual({ ...record, lastUsedAt: expect.any(String) })
    expect(await verifyToken(db, token)).toEqual(first)
    expect(await verifyToken(db, `${token}x`)).toBeNull()
  })

  test('the database never holds the token', async () => {
    const { token } = await create()
    expect(JSON.stringify(await db.orm.select().from(apiTokens))).not.toContain(token.slice(4))
  })

  test('an expired token is unknown', async () => {
    const { token } = await create({ expiresAt: new Date(Date.now() - 1_000) })
    expect(await verifyToken(db, token)).toBeNull()
  })

  test('tokens are revoked by id or by name', async () => {
    const { token, record } = await create()
    expect(await revokeToken(db, record.id)).toBe(1)
    expect(await revokeToken(db, record.id)).toBe(0)
    expect(await verifyToken(db, token)).toBeNull()
    const named = [await create({ name: 'ci' }), await create({ name: 'ci' })]
    expect(await revokeToken(db, 'ci')).toBe(2)
    expect(await Promise.all(named.map((one) => verifyToken(db, one.token)))).toEqual([null, null])
    expect((await listTokens(db)).filter(({ name }) => name === 'ci')).toHaveLength(2)
  })

  test('a sign-in token is spent by one of many, and opens nothing else', async () => {
    const { token } = await create({ kind: 'sign-in', expiresAt: new Date(Date.now() + 60_000) })
    expect(await verifyToken(db, token)).toBeNull()
    const taken = await Promise.all(Array.from({ length: 5 }, () => takeSignIn(db, token)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    const late = await create({ kind: 'sign-in', expiresAt: new Date(Date.now() - 1) })
    expect(await takeSignIn(db, late.token)).toBe(false)
    expect(await takeSignIn(db, (await create()).token), 'not a sign-in token').toBe(false)
  })
})
