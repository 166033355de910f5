import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/connection/open.ts'
import { beginSessionIn, verifySession } from '../../src/database/people/sessions.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('sessions on %s', (kind) => {
  let opened: TestDatabase
  let db: Database
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    db = opened.db
  })
  afterAll(() => opened.remove())

  test.each([
    { unused: '6 days 23 hours', isIn: true },
    { unused: '7 days 1 minute', isIn: false },
  ])('a browser that was not used for $unused is still signed in: $isIn', async ({ unused, isIn }) => {
    const expiresAt = new Date(Date.now() + 30 * 86_400_000)
    const { id, secret } = await db.transaction((tx) => beginSessionIn(tx, { userId: null, expiresAt, browser: null }))
    await db.orm.execute(sql`update sessions set last_used_at = now() - ${unused}::interval where id = ${id}`)
    expect((await verifySession(db, secret)) !== null).toBe(isIn)
  })
})
