import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { beginSessionIn, verifySession } from '../../src/database/people/sessions.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('sessions on %s', (kind) => {
  const own = ownDatabase(kind)

  test.each([
    { unused: '6 days 23 hours', isIn: true },
    { unused: '7 days 1 minute', isIn: false },
  ])('a browser that was not used for $unused is still signed in: $isIn', async ({ unused, isIn }) => {
    const expiresAt = new Date(Date.now() + 30 * 86_400_000)
    const { id, secret } = await own.db.transaction((tx) =>
      beginSessionIn(tx, { userId: null, expiresAt, browser: null }),
    )
    await own.db.orm.execute(sql`update sessions set last_used_at = now() - ${unused}::interval where id = ${id}`)
    expect((await verifySession(own.db, secret)) !== null).toBe(isIn)
  })
})
