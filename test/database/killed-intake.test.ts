import { rm } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/connection/open.ts'
import { journalEvents } from '../../src/database/tables/schema.ts'
import { kill, startChild } from '../support/child.ts'
import { copyPgliteTemplate, createPostgresDatabase, databaseKinds } from '../support/databases.ts'
import { until } from '../support/until.ts'

test.each(databaseKinds)('SIGKILL loses no acknowledged event on %s', async (kind) => {
  const dataDir = await copyPgliteTemplate()
  const server = kind === 'postgres' ? await createPostgresDatabase() : null
  const { child, lines } = startChild('busy-intake.ts', [server?.url ?? '-', dataDir])
  try {
    await until(() => lines.length > 200, 'the other process accepts events')
    await kill(child)
    const db = await openDatabase({ url: server?.url ?? null, dataDir })
    const stored = await db.orm.select({ id: journalEvents.id, dealId: journalEvents.dealId }).from(journalEvents)
    const ids = new Set(stored.map(({ id }) => id))
    expect(lines.filter((id) => !ids.has(id))).toEqual([])
    const jobs = await db.orm.select({ key: sql<string>`singleton_key` }).from(sql`pgboss.job`)
    const queued = new Set(jobs.map(({ key }) => key.split(':')[1]))
    expect(
      stored.filter(({ dealId }) => !queued.has(String(dealId))),
      'each with its job',
    ).toEqual([])
    await db.close()
  } finally {
    await kill(child)
    await server?.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
