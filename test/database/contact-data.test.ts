import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import {
  dealsOfContact,
  forgetInEvents,
  keptContactFields,
  replaceBacktests,
  replaceUnfinished,
  withDealRecords,
} from '../../src/database/erasing/contact-data.ts'
import { recordRunsIn } from '../../src/database/runs/record-runs.ts'
import { saveUnfinished } from '../../src/database/runs/unfinished.ts'
import { eraseContact } from '../../src/flows/erase-contact.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRuleResult } from '../support/stored.ts'
import { until } from '../support/until.ts'
import { waitsForLock } from '../support/waits-for-lock.ts'

describe.each(databaseKinds)('what is kept of a contact on %s', (kind) => {
  const own = ownDatabase(kind)

  const erase = (also: string[]) => {
    const { db } = own
    return eraseContact(
      {
        readContact: async () => null,
        keptFields: (id) => keptContactFields(db, own.portalId, id),
        dealsOf: (id) => dealsOfContact(db, own.portalId, id),
        withDeal: (dealId, work) => withDealRecords(db, own.portalId, dealId, uuidv7(), work),
        eraseEvents: (id) => forgetInEvents(db, own.portalId, id),
        replaceUnfinished: (replaced) => replaceUnfinished(db, own.portalId, replaced),
        replaceBacktests: (replaced) => replaceBacktests(db, own.portalId, replaced),
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
    await saveUnfinished(own.db, own.portalId, 1, { ...unfinished, runId: one, rules: [rule, aRuleResult()] })
    await saveUnfinished(own.db, own.portalId, 2, { ...unfinished, runId: other, rules: [aRuleResult()] })
    const before = await rememberDeal(own.db, own.portalId, 2)

    expect(await erase(['Anna Smith'])).toMatchObject({ runs: 1 })
    const { unfinished: left } = await rememberDeal(own.db, own.portalId, 1)
    expect(left).toMatchObject({ runId: one, rules: [{ key: 'a-rule' }, { key: 'a-rule' }] })
    expect(JSON.stringify(left)).toContain('Roof of [erased]')
    expect(JSON.stringify(left)).not.toMatch(/smith/i)
    expect(await rememberDeal(own.db, own.portalId, 2)).toEqual(before)
    expect(await erase(['Anna Smith'])).toMatchObject({ runs: 0 })
  })

  test.runIf(kind === 'postgres')('is looked for once a run that is just being recorded is there', async () => {
    const { db } = own
    const snapshot = { takenAt: new Date().toISOString(), deal: { id: 3, title: 'Roof of Anna Smith' } }
    let isRead = false
    const looking = await db.transaction(async (tx) => {
      await recordRunsIn(tx, own.portalId, [aRecord({ dealId: 3 }, { snapshot })])
      const read = withDealRecords(db, own.portalId, 3, uuidv7(), async (records) => {
        isRead = true
        return records.snapshot
      })
      await until(async () => isRead || (await waitsForLock(db)), 'it has read what is kept, or waits for the record')
      return { read }
    })
    expect((await looking.read)?.deal).toEqual(snapshot.deal)
  })
})
