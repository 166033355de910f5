import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WhyAnswer } from '../../../src/http/schemas/why.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

describe.each(databaseKinds)('on %s', (database) => {
  let service: RunningService
  let ben = 0
  beforeAll(async () => {
    service = await aService({ database })
    ben = service.sandbox.data.addContact()
  })
  afterAll(() => service.close())

  const attachBen = () => ({ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [ben] } })

  async function why(dealId: number): Promise<WhyAnswer> {
    const { status, body } = await service.api('GET', `/api/deals/${dealId}/why`)
    expect(status, JSON.stringify(body)).toBe(200)
    return WhyAnswer.parse(body)
  }

  test('every live and shadow rule says why, with what came and what would be done now; nothing is written', async () => {
    const dealId = service.sandbox.data.addDeal({ stageId: 'NEW' })
    await service.quiet()
    await service.obey(
      aRule({
        key: 'at-preparation',
        priority: 300,
        conditions: { all: [{ fact: 'deal', path: '$.stageId', operator: 'equal', value: 'PREPARATION' }] },
      }),
      aRule({ key: 'try-ben', mode: 'shadow', priority: 200, actions: [attachBen()] }),
      aRule({ key: 'attach-ben', on: ['ONCRMDEALDELETE'], actions: [attachBen()] }),
      aRule({ key: 'rests', mode: 'off' }),
    )
    const runsBefore = await service.runsOf(dealId)
    const { rules, events, eventsInWords, now } = await why(dealId)
    expect(rules.map(({ key, matched }) => [key, matched])).toEqual([
      ['at-preparation', false],
      ['try-ben', true],
      ['attach-ben', true],
    ])
    expect(rules[0]).toMatchObject({
      distance: { failed: { at: '/all/0', path: '$.stageId', factResult: 'NEW', value: 'PREPARATION' } },
      inWords: 'Stage (stageId) is New (NEW); it would match if it were Prepare documents (PREPARATION).',
    })
    expect(rules[1]?.inWords).toContain(`contact ${ben} would be linked if the rule were live`)
    expect(rules[2]).toMatchObject({ heardAt: null })
    expect(rules[2]?.inWords).toContain('None of its events (ONCRMDEALDELETE) has come')
    expect(events.map(({ event }) => event)).toEqual(['ONCRMDEALADD'])
    expect(eventsInWords).toContain('The latest event is ONCRMDEALADD')
    expect(linksInWords(now?.linksAfter ?? [])).toBe(`${ben}*`)
    expect(writesOn(service.sandbox, dealId)).toEqual([])
    expect(await service.runsOf(dealId)).toEqual(runsBefore)
  })

  test('a deal whose events never came says so, and one that nobody knows is not found', async () => {
    const { data } = service.sandbox
    service.sandbox.setHandler(null)
    const dealId = data.addDeal()
    service.sandbox.setHandler(`${service.baseUrl}/webhooks/bitrix24`)
    expect(await why(dealId)).toMatchObject({ events: [], eventsInWords: expect.stringContaining('No event') })
    expect(await service.api('GET', '/api/deals/987654/why')).toMatchObject({ status: 404 })
    expect(await service.api('GET', '/api/deals/none/why')).toMatchObject({ status: 404 })
  })

  test('what keeps a rule that matches from writing is told: its fuse, and a stop of all writes', async () => {
    const wild = aRule({ key: 'wild', fuse: { deals: 1, minutes: 10 }, actions: [attachBen()] })
    await service.obey(wild)
    const { data } = service.sandbox
    data.addDeal()
    await service.quiet()
    const dealId = data.addDeal()
    await service.quiet()
    expect(linksInWords(data.links(dealId)), 'the fuse let one deal through').toBe('')
    const [held] = (await why(dealId)).brakes
    expect(held).toMatchObject({ kind: 'held', ruleKey: 'wild', inWords: expect.stringContaining('more than 1 deal ') })

    await service.api('POST', '/api/stop', { note: 'looking' })
    const stopped = await why(dealId)
    await service.api('POST', '/api/resume', {})
    await service.api('POST', `/api/holds/${held?.holdId}/discard`)
    expect(stopped.brakes).toMatchObject([{ kind: 'stopped', inWords: expect.stringContaining('(looking)') }, held])
    expect(stopped.now).toMatchObject({ status: 'shadow', linksAfter: [] })
    expect(stopped.rules[0]?.inWords).toContain(`contact ${ben} would be linked (held: `)
  })

  test('on release the rule may do again what a person has undone, and it is on record who said so', async () => {
    await service.obey(aRule({ key: 'attach-ben', actions: [attachBen()] }))
    const { data } = service.sandbox
    const dealId = data.addDeal()
    await service.waitForRun(dealId, ({ status }) => status === 'applied')
    data.unlinkContact(dealId, ben)
    await service.quiet()
    const held = await service.runNow(dealId)
    expect(held.rules).toMatchObject([{ actions: [{ effect: 'yielded' }] }])
    expect((await why(dealId)).rules[0]?.inWords).toContain('is left as a person has put it since')

    const { status, body } = await service.api('POST', `/api/deals/${dealId}/release`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      dealId,
      yielded: [],
      releases: [
        { releasedBy: expect.any(String), forgotten: [{ kind: 'attached', contactId: ben }, { kind: 'made-primary' }] },
      ],
    })
    expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
    expect(await service.api('POST', '/api/deals/987654/release')).toMatchObject({ status: 404 })
  })
})
