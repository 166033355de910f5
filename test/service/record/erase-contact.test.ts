import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

describe.each(databaseKinds)('a contact who asks to be forgotten, on %s', (kind) => {
  let service: RunningService
  let [anna, ben, dealId, otherId] = [0, 0, 0, 0]
  const phone = '+49 (555) 0142'

  beforeAll(async () => {
    service = await aService({ database: kind })
    const { data } = service.sandbox
    anna = data.addContact({ name: 'Anna', lastName: 'Smith', phones: [phone], emails: ['anna@example.test'] })
    ben = data.addContact({ name: 'Ben', lastName: 'Miller' })
    await service.obey(
      aRule({
        conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'isNotEmpty' }] },
        actions: [
          {
            type: 'attach',
            contacts: {
              from: 'ids',
              ids: [anna, ben],
              where: {
                all: ['$.name', '$.lastName'].map((path) => ({ fact: 'contact', path, operator: 'isNotEmpty' })),
              },
            },
          },
        ],
      }),
    )
    dealId = data.addDeal({ title: `Roof of anna  SMITH, ${phone}, called Annie` })
    await service.quiet()
    otherId = data.addDeal({ title: 'Roof of somebody else' })
    await service.quiet()
    expect(await names()).toContain('Smith')
    data.deleteContact(anna)
    await service.quiet()
  })
  afterAll(() => service.close())

  const names = async () => JSON.stringify((await service.api('GET', `/api/names?contacts=${anna}`)).body)
  const everything = async (deal: number) =>
    JSON.stringify([(await service.api('GET', `/api/deals/${deal}`)).body, await service.runsOf(deal)])

  test('is found nowhere afterwards, while others and what was done stay, and the record is whole', async () => {
    expect(await everything(dealId)).toMatch(/anna {2}SMITH.*Annie/)
    expect(await names(), 'as it was called a moment ago').toContain('Smith')

    const erased = await service.api('POST', `/api/contacts/${anna}/erase`, { also: ['Annie', phone] })
    expect(erased).toMatchObject({ status: 200, body: { contactId: anna, snapshots: 2, isInPortal: false } })
    const after = await everything(dealId)
    expect(after).not.toMatch(/smith|0142|annie/i)
    expect(await names()).not.toMatch(/smith/i)
    expect(after).toContain('Roof of [erased], [erased], called [erased]')
    const run = await service.waitForRun(dealId, ({ status }) => status === 'applied')
    expect(run.linksAfter.map(({ contactId }) => contactId)).toEqual([anna, ben])
    expect(run.operations.length).toBeGreaterThan(0)
    expect(await everything(otherId)).toContain('Roof of somebody else')

    expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
    const { body } = await service.api('GET', '/api/audit?action=contact.erased')
    expect(body).toMatchObject({ items: [{ subject: { kind: 'contact', id: String(anna) }, details: { deals: 2 } }] })
    expect(JSON.stringify(body)).not.toMatch(/smith|annie/i)
  })

  test('once more finds nothing to erase', async () => {
    const { body } = await service.api('POST', `/api/contacts/${anna}/erase`, { also: ['Annie', phone] })
    expect(body).toMatchObject({ deals: 0, snapshots: 0, runs: 0 })
  })

  test('words that stand in times and names of fields as well keep no deal from its next run, and no run from being read', async () => {
    const before = await service.runsOf(dealId)
    const also = [String(new Date().getUTCFullYear()), 'title', 'deal', 'all', 'operator']
    expect((await service.api('POST', `/api/contacts/${anna}/erase`, { also })).status).toBe(200)
    service.sandbox.data.updateDeal(dealId, { title: 'Roof' })
    await service.quiet()
    const runs = await service.runsOf(dealId)
    expect(runs.length).toBeGreaterThan(before.length)
    expect(runs.map(({ status }) => status)).not.toContain('failed')
    expect((await service.api('GET', '/api/audit/verify')).body).toMatchObject({ findings: [], isEnd: true })
  })

  test('who is still in the portal is erased and told of', async () => {
    const { body } = await service.api('POST', `/api/contacts/${ben}/erase`)
    expect(body).toMatchObject({ isInPortal: true, snapshots: 2 })
  })
})
