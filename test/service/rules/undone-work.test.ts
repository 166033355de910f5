import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

describe.each(databaseKinds)('what people undo of a rule, on %s', (database) => {
  let service: RunningService
  let ben = 0
  beforeAll(async () => {
    service = await aService({ database })
    ben = service.sandbox.data.addContact()
    const attach = { type: 'attach' as const, contacts: { from: 'ids' as const, ids: [ben] } }
    await service.obey(aRule({ key: 'eager', actions: [attach] }))
  })
  afterAll(() => service.close())

  const undone = async (key = 'eager') => await service.api('GET', `/api/rules/${key}/undone`)

  test('nothing, as long as the rule has done nothing; and there has to be a rule', async () => {
    const { body } = await undone()
    expect(body).toMatchObject({ deals: { undone: 0, kept: 0 }, isOften: false, common: [], last: [] })
    expect((await undone('never-there')).status).toBe(404)
  })

  test('on how many deals, on which last, and what these have in common', async () => {
    const { data } = service.sandbox
    const deals = (count: number, assignedById: number) =>
      Array.from({ length: count }, (_, at) => data.addDeal({ title: `Roof ${at}`, assignedById }))
    const [ofNina, ofOthers] = [deals(3, 7), deals(4, 8)]
    await service.quiet()
    expect((await undone()).body).toMatchObject({
      deals: { undone: 0, kept: 7 },
      inWords: 'Nobody has undone what rule eager did on 7 deals.',
    })

    for (const dealId of ofNina) {
      data.unlinkContact(dealId, ben)
      await service.quiet()
    }
    const { body } = await undone()
    expect(body).toMatchObject({
      deals: { undone: 3, kept: 4 },
      isOften: true,
      compared: { undone: 3, kept: 4 },
      contacts: [{ contactId: ben, deals: 3 }],
      common: [{ field: 'assignedById', value: 7, undone: 3, kept: 0 }],
      inWords: expect.stringMatching(/3 of 7 deals, again and again\..*assignedById is 7 on 3 of 3 deals/),
    })
    const last = {
      dealId: ofNina[2],
      contactId: ben,
      kind: 'attached',
      title: 'Roof 2',
      when: { runId: expect.any(String) },
    }
    expect((body as { last: unknown[] }).last).toMatchObject([last, { dealId: ofNina[1] }, { dealId: ofNina[0] }])

    await service.api('POST', `/api/deals/${ofNina[0]}/release`)
    await service.quiet()
    expect((await undone()).body, 'a release ends it, and too few tell nothing').toMatchObject({
      deals: { undone: 2 },
      isOften: false,
      common: [],
    })
    expect(ofOthers).toHaveLength(4)
  })
})
