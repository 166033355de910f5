import { describe, expect, test } from 'vitest'
import {
  createToken,
  listTokens,
  revokePrintedTokens,
  revokeToken,
  takeSignInIn,
  verifyToken,
} from '../../src/database/people/tokens.ts'
import { listAudit } from '../../src/database/record/audit.ts'
import { apiTokens } from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

const ada = { kind: 'user', id: '0190b6a0-0000-7000-8000-000000000001', name: 'Ada' } as const

describe.each(databaseKinds)('API tokens on %s', (kind) => {
  const own = ownDatabase(kind)
  const create = (of: Partial<Parameters<typeof createToken>[1]> = {}) =>
    createToken(
      own.db,
      { name: 'a token', kind: 'api', role: 'editor', expiresAt: null, createdById: ada.id, ...of },
      ada,
    )
  const take = (token: string) => own.db.transaction((tx) => takeSignInIn(tx, token))

  test('a token is recognised and its last use noted, once a minute', async () => {
    const { token, record } = await create()
    expect(token).toMatch(/^bnd_[\w-]{43}$/)
    const first = await verifyToken(own.db, token)
    expect(first).toEqual({ ...record, createdById: ada.id, lastUsedAt: expect.any(String) })
    expect(await verifyToken(own.db, token)).toEqual(first)
    expect(await verifyToken(own.db, `${token}x`)).toBeNull()
  })

  test('the database never holds the token', async () => {
    const { token } = await create()
    expect(JSON.stringify(await own.db.orm.select().from(apiTokens))).not.toContain(token.slice(4))
  })

  test('an expired token is unknown', async () => {
    const { token } = await create({ expiresAt: new Date(Date.now() - 1_000) })
    expect(await verifyToken(own.db, token)).toBeNull()
  })

  test('a token is revoked once, and says whose it was and who made it', async () => {
    const { token, record } = await create()
    expect(record).toMatchObject({ role: 'editor', createdBy: 'Ada' })
    expect(await Promise.all([revokeToken(own.db, record.id, ada), revokeToken(own.db, record.id, ada)])).toContain(
      false,
    )
    expect(await verifyToken(own.db, token)).toBeNull()
    expect((await listTokens(own.db)).find(({ id }) => id === record.id)).toMatchObject({
      revokedAt: expect.any(String),
    })
    const { items } = await listAudit(own.db, { limit: 50, subjectKind: 'token', subjectId: record.id })
    expect(items.map(({ action }) => action)).toEqual(['token.revoked', 'token.created'])
    expect(items[0]).toMatchObject({ actor: ada, details: { name: 'a token', role: 'editor' } })
  })

  test('tokens that the machine printed end together, and nobody else’s of that name', async () => {
    const start = { kind: 'machine', id: null, name: 'start' } as const
    const wanted = { name: 'trial', kind: 'api', role: 'administrator', expiresAt: null, createdById: null } as const
    const first = await createToken(own.db, wanted, start)
    const printed = [first, await createToken(own.db, wanted, start)]
    const others = [
      await createToken(own.db, { ...wanted, name: 'another' }, start),
      await createToken(own.db, wanted, { ...start, name: 'command line' }),
      await create({ name: 'trial' }),
    ]
    await revokePrintedTokens(own.db, 'trial', start)
    for (const { token } of printed) expect(await verifyToken(own.db, token)).toBeNull()
    for (const { token } of others) expect(await verifyToken(own.db, token)).not.toBeNull()
    const { items } = await listAudit(own.db, { limit: 50, subjectKind: 'token', subjectId: first.record.id })
    expect(items.map(({ action }) => action)).toEqual(['token.revoked', 'token.created'])
  })

  test('a sign-in token is spent by one of many, and opens nothing else', async () => {
    const { token } = await create({ kind: 'sign-in', expiresAt: new Date(Date.now() + 60_000) })
    expect(await verifyToken(own.db, token)).toBeNull()
    const taken = await Promise.all(Array.from({ length: 5 }, () => take(token)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    const late = await create({ kind: 'sign-in', expiresAt: new Date(Date.now() - 1) })
    expect(await take(late.token)).toBeNull()
    expect(await take((await create()).token), 'not a sign-in token').toBeNull()
  })
})
