import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'
import { sweep } from '../../support/sweeps.ts'

const dayMs = 24 * 3_600_000
/** The portal's clock and zone are its own. There it is noon of tomorrow, so that no day ends while the tests go on. */
let aheadMs = 1.5 * dayMs - (Date.now() % dayMs)

describe.each(databaseKinds)('a sweep on %s', (kind) => {
  let service: RunningService
  let contactId: number
  let before: number
  beforeAll(async () => {
    service = await aService({
      database: kind,
      portal: { clock: () => Date.now() + aheadMs, behaviour: { utcOffsetMinutes: -300 } },
    })
    const { data } = service.sandbox
    contactId = data.addContact()
    before = await unheard(() => data.addDeal())
    await service.quiet()
    await obey('ONCRMDEALADD', 'ONCRMDEALUPDATE')
    // The first of all: from now on, which is another of the portal's seconds.
    aheadMs += 60_000
    expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 0 })
  })
  beforeEach(async () => {
    service.sandbox.behaviour.eventLossShare = 0
    service.sandbox.behaviour.movesTouchUpdatedTime = true
    await service.quiet()
  })
  afterAll(() => service.close())

  const obey = (...on: string[]) =>
    service.obey(aRule({ on, actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))
  /** Whatever is done in `act` raises events that nobody gets. */
  const unheard = async <Result>(act: () => Result): Promise<Result> => {
    service.sandbox.behaviour.eventLossShare = 1
    const result = act()
    await service.sandbox.drained()
    service.sandbox.behaviour.eventLossShare = 0
    return result
  }

  /** So much later that what changed before is no business of the next sweep. */
  const later = async () => {
    aheadMs += 600_000
    await sweep(service.api)
  }

  test('leaves what was there before it alone', async () => {
    expect(await service.runsOf(before)).toEqual([])
    expect((await service.api('GET', '/api/status')).body).toMatchObject({ lastSweep: { status: 'done', error: null } })
  })

  test('runs a new deal and a changed one that no event told of, each as what it missed; and no deal twice', async () => {
    const { data } = service.sandbox
    const seen = data.addDeal()
    await service.waitForRun(seen)
    const dealId = await unheard(() => {
      data.unlinkContact(seen, contactId)
      data.updateDeal(seen, { title: 'Changed' })
      return data.addDeal()
    })
    const swept = await sweep(service.api)
    expect(swept).toMatchObject({ status: 'done', dealsQueued: 2, dealsHealed: 2, error: null })
    const [added] = await service.runsOf(dealId)
    expect(added).toMatchObject({
      trigger: { type: 'sweep', events: ['ONCRMDEALADD'], eventIds: [] },
      status: 'applied',
    })
    expect(linksOf(dealId)).toBe(`${contactId}*`)
    const runs = await service.runsOf(seen)
    expect(runs.at(-1)).toMatchObject({ trigger: { type: 'sweep', events: ['ONCRMDEALUPDATE'] }, status: 'unchanged' })
    expect(runs.at(-1)?.rules[0]?.actions[0]?.effect, 'what a person undid unheard stays undone').toBe('yielded')

    expect(await sweep(service.api)).toMatchObject({ dealsQueued: 0 })
    expect(await service.runsOf(dealId)).toHaveLength(1)
    const day = swept.until?.slice(0, 10)
    const { body } = await service.api('GET', `/api/completeness?from=${day}&to=${day}`)
    expect(body, 'what was missed stays so, though the second sweep found it in order').toMatchObject({
      items: [
        {
          ...{ day, changed: 2, received: 0, healed: 2, unheard: 0, failed: 0, open: 0 },
          sweptUntil: expect.any(String),
          outages: [],
        },
      ],
    })
    // It is counted once it is on record.
    await vi.waitFor(async () => {
      expect((await service.api('GET', '/metrics')).body).toMatch(
        /bindery_sweeps_total\{kind="changes",status="done"\} [3-9]/,
      )
    }, patiently)
  })

  test('looks from the time that is asked for, in whatever zone it is told', async () => {
    const { data } = service.sandbox
    const early = await sweep(service.api, { since: new Date(Date.now() - 3_600_000).toISOString() })
    expect(early.dealsSeen).toBe(data.ids('deal').length)
    const late = await sweep(service.api, { since: new Date(Date.now() + aheadMs + 3_600_000).toISOString() })
    expect(late.dealsSeen).toBe(0)
  })

  test.each([true, false])(
    'finds a move to another pipeline, whether it touches the deal’s time (%s) or not',
    async (touches) => {
      const { data, behaviour } = service.sandbox
      data.addCategory({ id: touches ? 4 : 6, name: 'Service', sort: 20 })
      const [moved, other] = [data.addDeal(), data.addDeal()]
      await service.waitForRun(moved)
      await service.waitForRun(other)
      await obey('ONCRMDEALMOVETOCATEGORY')
      behaviour.movesTouchUpdatedTime = touches
      data.moveToCategory(moved, touches ? 4 : 6)
      expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 1 })
      expect((await service.runsOf(moved)).at(-1)).toMatchObject({
        trigger: { type: 'sweep', events: ['ONCRMDEALMOVETOCATEGORY'] },
        rules: [{ matched: true }],
      })
      // The latest moves are looked at once more, and counted once.
      expect(await sweep(service.api)).toMatchObject({ dealsQueued: 0 })
      expect(await service.runsOf(other)).toHaveLength(1)
      await obey('ONCRMDEALADD', 'ONCRMDEALUPDATE')
    },
  )

  test('finds links that somebody changed without leaving a time, by the slow look at open deals', async () => {
    const { data, webhookUrl } = service.sandbox
    const [dealId, won] = [data.addDeal(), data.addDeal({ stageId: 'WON' })]
    await service.waitForRun(dealId)
    await service.waitForRun(won)
    await later()
    const otherId = data.addContact()
    for (const id of [dealId, won]) {
      await fetch(`${webhookUrl}crm.deal.contact.add`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, fields: { CONTACT_ID: otherId } }),
      })
    }
    expect(await sweep(service.api), 'no time tells').toMatchObject({ dealsQueued: 0 })
    expect(await sweep(service.api, { kind: 'open-deals' })).toMatchObject({ status: 'done', dealsQueued: 1 })
    expect((await service.runsOf(dealId)).at(-1)).toMatchObject({
      trigger: { type: 'sweep', events: ['ONCRMDEALUPDATE'] },
    })
    expect(await service.runsOf(won)).toHaveLength(1)
  })

  test('leaves to its rest what no rule wants to hear of', async () => {
    await obey('ONCRMDEALADD')
    const { data } = service.sandbox
    const dealId = data.addDeal()
    await service.waitForRun(dealId)
    await unheard(() => data.updateDeal(dealId, { title: 'Changed' }))
    expect(await sweep(service.api)).toMatchObject({ dealsQueued: 0 })
    expect(await service.runsOf(dealId)).toHaveLength(1)
    await obey('ONCRMDEALADD', 'ONCRMDEALUPDATE')
  })

  test.runIf(kind === 'postgres')('that meets an ill portal says so, goes on, and misses nothing', async () => {
    const { data, faults } = service.sandbox
    await later()
    const dealId = await unheard(() => data.addDeal())
    faults.next({ kind: 'html-502', method: 'crm.item.list', times: 2 })
    const swept = await sweep(service.api)
    expect(swept).toMatchObject({ status: 'done', dealsQueued: 1, error: null })
    expect(service.log.join('')).toMatch(/the sweep could not go on/)
    expect(linksOf(dealId)).toBe(`${contactId}*`)
  })

  test('finds what is saved after the time that it bears', async () => {
    await later()
    // Its time lies before the last sweep, which did not find it there yet.
    aheadMs -= 240_000
    const dealId = await unheard(() => service.sandbox.data.addDeal())
    aheadMs += 240_000
    expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 1 })
    expect(linksOf(dealId)).toBe(`${contactId}*`)
  })

  test('leaves nothing out that lay before a sweep which failed, or which somebody had look from later on', async () => {
    const { data, faults } = service.sandbox
    await later()
    const dealId = await unheard(() => data.addDeal())
    aheadMs += 600_000
    const since = new Date(Date.now() + aheadMs - 60_000).toISOString()
    expect(await sweep(service.api, { since })).toMatchObject({ status: 'done', dealsQueued: 0 })
    faults.next({
      kind: 'error',
      method: 'crm.item.list',
      status: 400,
      code: 'INVALID_ARG_VALUE',
      description: 'Invalid filter',
    })
    expect(await sweep(service.api)).toMatchObject({ status: 'failed', error: { code: 'INVALID_ARG_VALUE' } })
    expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 1 })
    expect(linksOf(dealId)).toBe(`${contactId}*`)
  })

  test('does without a history of stages where the portal keeps none', async () => {
    await later()
    service.sandbox.faults.next({
      kind: 'error',
      method: 'crm.stagehistory.list',
      status: 404,
      code: 'ERROR_METHOD_NOT_FOUND',
      description: 'Method not found!',
    })
    const dealId = await unheard(() => service.sandbox.data.addDeal())
    expect(await sweep(service.api)).toMatchObject({ status: 'done', dealsQueued: 1 })
    expect(linksOf(dealId)).toBe(`${contactId}*`)
  })
})
