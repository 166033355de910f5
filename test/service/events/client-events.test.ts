import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { JournalEventShape } from '../../../src/http/schemas/event.ts'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const subscriptions = ['ONCRMDEALADD', 'ONCRMDEALUPDATE', 'ONCRMCOMPANYUPDATE', 'ONCRMCONTACTUPDATE']
const Events = z.object({ items: z.array(JournalEventShape) })
const primary = { from: 'company' as const, select: 'primary' as const }

describe.each(databaseKinds)('events of companies and contacts on %s', (kind) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database: kind, portal: { subscriptions } })
  })
  afterAll(() => service.close())

  const eventsNamed = async (event: string) =>
    Events.parse((await service.api('GET', `/api/events?event=${event}&limit=200`)).body).items
  const spread = (event: string) =>
    vi.waitFor(async () => {
      const items = await eventsNamed(event)
      expect(items.filter(({ status }) => status === 'pending')).toEqual([])
      await service.quiet()
      return items
    }, patiently)

  test('a company whose primary contact changes has its open deals follow, and no others', async () => {
    const { data } = service.sandbox
    await service.obey()
    const [first, second] = [data.addContact(), data.addContact()]
    const companyId = data.addCompany()
    data.linkCompanyContact(companyId, first, { primary: true })
    const links = [{ contactId: first }, { contactId: second }]
    const [open, closed, other] = [
      data.addDeal({ companyId }),
      data.addDeal({ companyId, stageId: 'WON' }),
      data.addDeal({ companyId: data.addCompany() }),
    ]
    for (const dealId of [open, closed, other]) data.setLinks(dealId, links)
    await service.quiet()
    await service.obey(
      aRule({ key: 'follow', on: ['ONCRMCOMPANYUPDATE'], actions: [{ type: 'setPrimary', contacts: primary }] }),
      aRule({ key: 'silent', on: ['ONCRMCONTACTUPDATE'], actions: [{ type: 'clear' }] }),
    )
    const before = new Set((await eventsNamed('ONCRMCOMPANYUPDATE')).map(({ id }) => id))
    data.linkCompanyContact(companyId, first, { primary: false })
    data.linkCompanyContact(companyId, second, { primary: true })
    const run = await service.waitForRun(open, ({ trigger }) => trigger.events.includes('ONCRMCOMPANYUPDATE'))
    expect(run).toMatchObject({
      trigger: { type: 'event', events: ['ONCRMCOMPANYUPDATE'] },
      rules: [{ key: 'follow' }],
    })
    const items = (await spread('ONCRMCOMPANYUPDATE')).filter(({ id }) => !before.has(id))
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(run.trigger.eventIds))
    for (const item of items) {
      expect(item).toMatchObject({
        dealId: null,
        aboutId: companyId,
        status: 'done',
        note: expect.stringMatching(/1 open deal/),
      })
    }
    expect(linksInWords(data.links(open))).toBe(`${first} ${second}*`)
    expect(linksInWords(data.links(closed))).toBe(`${first}* ${second}`)
    expect(await service.runsOf(other)).toEqual([])
  })

  test('a contact that changes has its own deals run, and those of its companies', async () => {
    const { data } = service.sandbox
    await service.obey()
    const [contactId, stranger] = [data.addContact(), data.addContact()]
    const companyId = data.addCompany()
    data.linkCompanyContact(companyId, contactId)
    const [own, ofCompany, neither] = [data.addDeal(), data.addDeal({ companyId }), data.addDeal()]
    // Not the primary one there, which most lists would not find.
    data.setLinks(own, [{ contactId: stranger }, { contactId }])
    await service.quiet()
    const where = { all: [{ fact: 'contact', path: '$.post', operator: 'equal', value: 'Gone' }] } as const
    await service.obey(
      aRule({
        on: ['ONCRMCONTACTUPDATE'],
        actions: [{ type: 'detach', contacts: { from: 'linked', where: { all: [...where.all] } } }],
      }),
    )
    data.updateContact(contactId, { post: 'Gone' })
    const run = await service.waitForRun(own)
    expect(run).toMatchObject({ trigger: { events: ['ONCRMCONTACTUPDATE'] }, status: 'applied' })
    expect(linksInWords(data.links(own))).toBe(`${stranger}*`)
    await service.waitForRun(ofCompany)
    await spread('ONCRMCONTACTUPDATE')
    expect(await service.runsOf(neither)).toEqual([])
  })

  test('many events of one company together are one look at its deals', async () => {
    const { data } = service.sandbox
    await service.obey(aRule({ on: ['ONCRMCOMPANYUPDATE'] }))
    const companyId = data.addCompany()
    const dealId = data.addDeal({ companyId })
    await service.quiet()
    const looks = () =>
      service.sandbox.requests.filter(
        ({ method, params }) => method === 'crm.item.list' && JSON.stringify(params).includes('stageSemanticId'),
      ).length
    const before = looks()
    // The look that the first of them bring about ends once all have come, however slow the machine.
    const { promise: until, resolve: haveCome } = Promise.withResolvers<void>()
    service.sandbox.faults.next({ kind: 'held', until, method: 'crm.item.list' })
    for (let index = 0; index < 20; index += 1) data.updateCompany(companyId, { title: `Company ${index}` })
    await service.sandbox.drained()
    haveCome()
    await service.waitForRun(dealId)
    await spread('ONCRMCOMPANYUPDATE')
    expect(looks() - before).toBeLessThanOrEqual(3)
    expect((await service.runsOf(dealId)).length).toBeLessThanOrEqual(3)
  })

  test('an event that bears on no rule is kept and ignored', async () => {
    const { data } = service.sandbox
    const companyId = data.addCompany()
    const ids = { from: 'ids' as const, ids: [data.addContact()] }
    await service.obey(aRule({ on: ['ONCRMCOMPANYUPDATE'], actions: [{ type: 'attach', contacts: ids }] }))
    const delivery = await service.sandbox.sendEvent('ONCRMCOMPANYUPDATE', companyId)
    expect(delivery.status).toBe(200)
    const [latest] = await eventsNamed('ONCRMCOMPANYUPDATE')
    expect(latest).toMatchObject({ aboutId: companyId, status: 'ignored', note: null })
  })

  test('a deal that is moved to another funnel is run by rules that name that event', async () => {
    const dealId = service.sandbox.data.addDeal()
    await service.quiet()
    await service.obey(aRule({ on: ['ONCRMDEALMOVETOCATEGORY'] }))
    // As a local application gets it.
    await service.sandbox.sendEvent('ONCRMDEALMOVETOCATEGORY', dealId, { CATEGORY_ID: '4', STAGE_ID: 'C4:NEW' })
    const run = await service.waitForRun(dealId, ({ trigger }) => trigger.events.includes('ONCRMDEALMOVETOCATEGORY'))
    expect(run.rules).toHaveLength(1)
  })
})
