import { sql } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { lastPass } from '../../../src/database/erasing/retention-policies.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import { createLog } from '../../../src/log.ts'
import { workOnRetention } from '../../../src/service/record/retention-worker.ts'
import { databaseKinds, ownDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'

describe.each(databaseKinds)('the first pass of retention on %s', (kind) => {
  const own = ownDatabase(kind)

  test('begins with the tables of months, however long the erasing will take', async () => {
    const { db } = own
    const { id: portalId } = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
    await db.orm.execute(sql.raw('create table looked (is_after_erasing boolean)'))
    // What it does is tested where it is; here it puts down when it is asked for.
    await db.orm.execute(
      sql.raw(`create or replace function keep_months() returns boolean language plpgsql as $$ begin
        insert into looked select exists (select from retention_passes);
        return false;
      end $$`),
    )
    const usual = { personalDataDays: null, runsDays: null, eventsDays: null }
    const log = createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text })
    const lease = { isOurs: () => true }
    const worker = workOnRetention({ database: db, portalId, usual, lease, log, now: () => new Date() })
    try {
      await vi.waitFor(async () => expect(await lastPass(db, portalId)).not.toBeNull(), patiently)
    } finally {
      await worker.close()
    }
    expect(await db.orm.select({ isAfter: sql<boolean>`is_after_erasing` }).from(sql`looked`)).toEqual([
      { isAfter: false },
    ])
  })
})
