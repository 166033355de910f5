import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Queries } from '../../src/database/connection/database.ts'
import { isFaultOfValues } from '../../src/database/connection/unavailable.ts'
import { createLog } from '../../src/log.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

const failing = (db: Queries) =>
  db.execute(
    sql`insert into "portals" (domain, member_id) values (${'Beeblebrox'}, ${'Trillian'}::text || 1 / ${0}::int)`,
  )

describe.each(databaseKinds)('a statement that fails on %s', (kind) => {
  const own = ownDatabase(kind)

  test.each([
    { how: 'by itself', run: () => failing(own.db.orm) },
    { how: 'in a transaction', run: () => own.db.transaction((tx) => failing(tx)) },
  ])('$how says which it was and why; with which values, neither its error nor a log', async ({ run }) => {
    const error: unknown = await Promise.resolve(run()).catch((reason: unknown) => reason)
    if (!(error instanceof Error)) throw new Error('it did not fail')
    expect(error.message).toContain('insert into "portals"')
    expect(isFaultOfValues(error)).toBe(true)

    const lines: string[] = []
    const log = createLog({ level: 'info', stream: { write: (line) => lines.push(line) }, redactText: (text) => text })
    log.error({ err: error }, `it failed: ${error.message}`)
    const told = `${lines.join('')} ${JSON.stringify({ ...error })}`
    expect(told).toContain('division by zero')
    expect(told).not.toMatch(/Beeblebrox|Trillian/)
  })
})
