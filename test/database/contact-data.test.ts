import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import {
  dealsOfContact,
  forgetInEvents,
  keptContactFields,
  replaceBacktests,
  replaceUnfinished,
  withDealRecords,
} from '../../src/database/erasing/contact-data.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { recordRunsIn } from '../../src/database/runs/record-runs.ts'
import { saveUnfinished } from '../../src/database/runs/unfinished.ts'
import { eraseContact } from '../../src/flows/erase-contact.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'
import { aRecord, aRuleResult } from '../support/stored.ts'
import { until } from '../support/until.ts'
import { waitsForLock } from '../support/waits-for-lock.ts'

describe.each(databaseKinds)('what is kept of a contact on %s', (kind) => {
  let opened: TestDatabase
  let portalId: number
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    portalId = (await ensurePortal(opened.db, { domain: 'acme.bitrix24.com' })).id
  })
  afterAll(() => opened.remove())

  const erase = (also: string[]) => {
    const { db } = opened
    return eraseContact(
      {
        readContact: async () => null,
        keptFields: (id) => keptContactFields(db, portalId, id),
        dealsOf: (id) => dealsOfContact(db, portalId, id),
        withDeal: (dealId, work) => withDealRecords(db, portalId, dealId, uuidv7(), work),
        eraseEvents: (id) => forgetInEvents(db, portalId, id),
        replaceUnfinished: (replaced) => replaceUnfinished(db, portalId, replaced),
        replaceBacktests: (replaced) => replaceBacktests(db, portalId, replaced),
      },
      { contactId: 7, also },
    )
  }

  test('goes from runs that have begun to write as well, which are else left as they are', async () => {
    const leaf = { operator: 'equal', value: 'x', evaluated: true, result: false } as const
    const trace = { all: [{ ...leaf, fact: 'deal', path: '$.title', factResult: 'Roof of Anna Smith' }] }
    const rule = aRuleResult({ trace: { ...trace, evaluated: true, result: false } })
    const unfinished = { startedAt: new Date().toISOString(), linksBefore: [], operations: [] }
    const [one, other] = [uuidv7(), uuidv7()]
    await saveUnfinished(opened.db, portalId, 1, { ...unfinished, runId: one, rules: [rule, aRuleResult()] })
    await saveUnfinished(opened.db, portalId, 2, { ...unfinished, runId: other, rules: [aRuleResult()] })
    const before = await rememberDeal(opened.db, portalId, 2)

    expect(await erase(['Anna Smith'])).toMatchObject({ runs: 1 })
    const { unfinished: left } = await rememberDeal(opened.db, portalId, 1)
    expect(left).toMatchObject({ runId: one, rules: [{ key: 'a-rule' }, { key: 'a-rule' }] })
    expect(JSON.stringify(left)).toContain('Roof of [erased]')
    expect(JSON.stringify(left)).not.toMatch(/smith/i)
    expect(await rememberDeal(opened.db, portalId, 2)).toEqual(before)
    expect(await erase(['Anna Smith'])).toMatchObject({ runs: 0 })
  })

  test.runIf(kind === 'postgres')('is looked for once a run that is just being recorded is there', async () => {
    const { db } = opened
    const snapshot = { takenAt: new Date().toISOString(), deal: { id: 3, title: 'Roof of Anna Smith' } }
    let isRead = false
    const looking = await db.transaction(async (tx) => {
      await recordRunsIn(tx, portalId, [aRecord({ dealId: 3 }, { snapshot })])
      const read = withDealRecords(db, portalId, 3, uuidv7(), async (records) => {
        isRead = true
        return records.snapshot
      })
      await until(async () => isRead || (await waitsForLock(db)), 'it has read what is kept, or waits for the record')
      return { read }
    })
    expect((await looking.read)?.deal).toEqual(snapshot.deal)
  })
})
