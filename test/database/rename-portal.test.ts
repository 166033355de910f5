import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freeLease, takeLease } from '../../src/database/portals/leases.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { otherPortals, renamePortal } from '../../src/database/portals/rename-portal.ts'
import { auditEntries } from '../../src/database/tables/schema.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('a portal that was renamed, on %s', (kind) => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
  })
  afterAll(() => opened.remove())

  const by = { kind: 'machine', id: null, name: 'command line' } as const
  const at = new Date('2026-11-28T05:00:00Z')
  const rename = (from: string, to: string) => renamePortal(opened.db, { from, to, by, at })
  const idOf = async (domain: string) => (await ensurePortal(opened.db, { domain })).id

  test('is found with all that is kept of it, and what a start under the new name began is set aside', async () => {
    const kept = await idOf('acme.bitrix24.com')
    const begun = await idOf('new.bitrix24.com')
    expect(await otherPortals(opened.db, begun)).toEqual(['acme.bitrix24.com'])
    const setAside = 'new.bitrix24.com until 2026-11-28T05:00:00.000Z'
    expect(await rename('ACME.bitrix24.com', 'new.bitrix24.com')).toEqual({ status: 'renamed', setAside })
    expect(await idOf('new.bitrix24.com')).toBe(kept)
    expect(await otherPortals(opened.db, kept)).toEqual([setAside])
    expect(await rename('new.bitrix24.com', 'newer.bitrix24.com')).toEqual({ status: 'renamed', setAside: null })
    expect(await idOf('newer.bitrix24.com')).toBe(kept)
    const entries = await opened.db.orm.select().from(auditEntries).orderBy(auditEntries.sequence)
    expect(entries).toMatchObject([
      { action: 'portal.renamed', details: { from: 'acme.bitrix24.com', to: 'new.bitrix24.com', setAside } },
      { action: 'portal.renamed', details: { from: 'new.bitrix24.com', to: 'newer.bitrix24.com', setAside: null } },
    ])
  })

  test('is left as it is under a name that nobody knows, and while a service works', async () => {
    const portalId = await idOf('busy.bitrix24.com')
    expect(await rename('nobody.bitrix24.com', 'x.bitrix24.com')).toMatchObject({
      status: 'unknown',
      known: expect.arrayContaining(['busy.bitrix24.com']),
    })
    await takeLease(opened.db, portalId, { holder: 'a service', seconds: 60, dead: null })
    expect(await rename('busy.bitrix24.com', 'x.bitrix24.com')).toEqual({ status: 'in-use' })
    expect(await idOf('busy.bitrix24.com')).toBe(portalId)
    await freeLease(opened.db, portalId, 'a service')
    expect(await rename('busy.bitrix24.com', 'x.bitrix24.com')).toEqual({ status: 'renamed', setAside: null })
  })
})
