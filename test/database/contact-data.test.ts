import { v7 as uuidv7 } from 'uuid'
import { describe, expect, test } from 'vitest'
import type { SeenFacts } from '../../src/core/deal/snapshot.ts'
import { rememberDeal } from '../../src/database/deals/memory.ts'
import {
  dealsOfContact,
  forgetInEvents,
  keptAddresses,
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
        keptAddresses: (id) => keptAddresses(db, own.portalId, id),
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

  test('goes with the mail by which a rule had found it, though the portal has it no more and nobody names that mail', async () => {
    const { db } = own
    const [leaf, trunk] = [
      { operator: 'isNotEmpty', evaluated: true, result: true } as const,
      { evaluated: true, result: true },
    ]
    const trace = { ...trunk, all: [{ ...leaf, fact: 'deal', path: '$.UF_CRM_MAIL', factResult: 'anna@example.com' }] }
    const facts: SeenFacts = {
      event: { type: 'ONCRMDEALADD', types: ['ONCRMDEALADD'], receivedAt: '2026-09-01T10:00:00.000Z' },
      ...{ changed: [], before: null, company: null, companyContacts: null, leadContacts: null, contactFields: [] },
      matches: { 'email:anna@example.com': [7], 'phone:+49555': [8] },
      contacts: { 7: { id: 7 } },
    }
    const deal = { id: 4, UF_CRM_MAIL: 'Anna@Example.com', UF_CRM_PHONE: '+49555' }
    const snapshot = { takenAt: new Date().toISOString(), deal, facts }
    const record = aRecord({ dealId: 4, rules: [aRuleResult({ trace })] }, { snapshot })
    await db.transaction((tx) => recordRunsIn(tx, own.portalId, [record]))

    expect(await erase([])).toMatchObject({ snapshots: 1, runs: 1 })
    const left = await withDealRecords(db, own.portalId, 4, uuidv7(), async (records) => ({
      snapshot: records.snapshot,
      traces: await records.traces(null),
    }))
    expect(left.snapshot?.deal).toEqual({ id: 4, UF_CRM_MAIL: '[erased]', UF_CRM_PHONE: '+49555' })
    expect(JSON.stringify(left)).not.toMatch(/anna/i)
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
