import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

describe.each(databaseKinds)('on %s', (database) => {
  let service: RunningService
  let [anna, ben] = [0, 0]
  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    ;[anna, ben] = [data.addContact(), data.addContact()]
  })
  beforeEach(async () => {
    await service.quiet()
    await service.obey()
  })
  afterAll(() => service.close())

  const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })

  describe('a rule that changes too many deals', () => {
    test('is held: others go on, what it would do is shown, and people release some, discard some, and end it', async () => {
      await service.obey(
        aRule({ key: 'wild', fuse: { deals: 2, minutes: 10 }, actions: [{ type: 'attach', contacts: ids(ben) }] }),
        aRule({ key: 'calm', priority: 50, actions: [{ type: 'setPrimary', contacts: ids(anna) }] }),
      )
      const { data } = service.sandbox
      const deals: number[] = []
      for (let deal = 0; deal < 5; deal += 1) {
        deals.push(data.addDeal({ contactIds: [anna] }))
        await service.quiet()
      }
      const linked = (dealId = 0) => linksInWords(data.links(dealId))
      expect(deals.map(linked)).toEqual([`${anna}* ${ben}`, `${anna}* ${ben}`, `${anna}*`, `${anna}*`, `${anna}*`])
      const [, , third = 0, fourth = 0, fifth = 0] = deals
      const run = await service.waitForRun(third)
      expect(run).toMatchObject({ status: 'shadow', operations: [] })
      expect(run.rules[0]).toMatchObject({ key: 'wild', mode: 'live', actions: [{ effect: 'shadow', note: /held/ }] })
      expect((await service.api('GET', '/api/status')).body).toMatchObject({ brakes: { heldRules: 1, heldDeals: 3 } })

      const holds = z.object({ items: z.tuple([z.looseObject({ id: z.string() })]) })
      const { items } = holds.parse((await service.api('GET', '/api/holds?open=1')).body)
      const [{ id }] = items
      expect((await service.api('GET', `/api/holds/${id}`)).body).toMatchObject({
        ruleKey: 'wild',
        why: expect.stringContaining('more than 2 deals within 10 minutes'),
        items: [third, fourth, fifth].map((dealId) => ({
          dealId,
          state: 'held',
          changes: [{ contactId: ben, what: 'linked' }],
        })),
      })

      const released = await service.api('POST', `/api/holds/${id}/release`, { dealIds: [third] })
      expect(released.body).toMatchObject({ deals: 1, hold: { endedAt: null, deals: { held: 2, released: 1 } } })
      const followed = await service.waitForRun(third, ({ status }) => status === 'applied')
      expect((await service.api('GET', `/api/holds/${id}`)).body).toMatchObject({
        items: [
          { dealId: third, runId: run.id, releaseRunId: followed.id },
          { dealId: fourth, releaseRunId: null },
          { dealId: fifth, releaseRunId: null },
        ],
      })
      expect([third, fourth].map(linked)).toEqual([`${anna}* ${ben}`, `${anna}*`])

      const discarded = await service.api('POST', `/api/holds/${id}/discard`)
      expect(discarded.body).toMatchObject({ deals: 2, hold: { endedAt: expect.any(String) } })
      expect([fourth, fifth].map(linked)).toEqual([`${anna}*`, `${anna}*`])
      expect((await service.api('POST', `/api/holds/${id}/release`)).status).toBe(409)

      const sixth = data.addDeal({ contactIds: [anna] })
      await service.quiet()
      expect(linked(sixth), 'the rule acts again, and counts anew').toBe(`${anna}* ${ben}`)
    })
  })

  describe('a rule that goes far beyond its backtest', () => {
    const hold = async () => {
      const { body } = await service.api('GET', '/api/holds?open=1')
      return z.object({ items: z.array(z.looseObject({ id: z.string() })) }).parse(body).items
    }

    test('is held by what was foretold when it was saved, and not if the rule says that this does not matter', async () => {
      const { data } = service.sandbox
      await service.obey()
      const deals = [1, 2].map(() => data.addDeal({ contactIds: [anna] }))
      await service.quiet()
      for (const dealId of deals) await service.runNow(dealId)
      const rule = aRule({
        key: 'bold',
        fuse: { deals: 1000, minutes: 10, forecast: { times: 1, minutes: 60 } },
        conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'notEqual', value: 'Foretold of none' }] },
        actions: [{ type: 'attach', contacts: ids(ben) }],
      })
      const saved = await service.api('PUT', '/api/rules/bold?backtest=1', rule)
      const { backtest } = z
        .looseObject({ backtest: z.looseObject({ deals: z.number(), draft: z.looseObject({ changed: z.number() }) }) })
        .parse(saved.body)
      const changes = async (count: number) => {
        for (let deal = 0; deal < count; deal += 1) data.addDeal({ contactIds: [anna] })
        await service.quiet()
      }
      await changes(backtest.draft.changed)
      expect(await hold()).toEqual([])
      await changes(1)
      const [held] = await hold()
      expect(held).toMatchObject({
        ruleKey: 'bold',
        why: expect.stringContaining(`its backtest had foretold ${backtest.draft.changed} of ${backtest.deals}`),
        reason: { from: 'forecast', deals: backtest.draft.changed, minutes: 60 },
      })
      await service.api('POST', `/api/holds/${held?.id}/discard`)

      const heedless = { ...rule, fuse: { deals: 1000, minutes: 10, forecast: false } }
      await service.api('PUT', '/api/rules/bold?backtest=1', heedless)
      await changes(backtest.draft.changed + 3)
      expect(await hold()).toEqual([])
    })

    test('is held by what the last backtest of the same rule foretold, when it is saved without one', async () => {
      const { data } = service.sandbox
      await service.obey()
      const rule = aRule({
        key: 'calm',
        fuse: { deals: 1000, minutes: 10, forecast: { times: 1, minutes: 60 } },
        conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'equal', value: 'Never seen before' }] },
        actions: [{ type: 'attach', contacts: ids(ben) }],
      })
      const started = await service.api('POST', '/api/backtests', {
        rule: { ...rule, mode: 'shadow' },
        deals: { from: 'snapshots' },
      })
      const { id } = z.looseObject({ id: z.string() }).parse(started.body)
      await vi.waitFor(async () => {
        expect((await service.api('GET', `/api/backtests/${id}`)).body).toMatchObject({ state: 'done' })
      }, patiently)
      await service.api('PUT', '/api/rules/calm', rule)
      for (let deal = 0; deal < 2; deal += 1) data.addDeal({ title: 'Never seen before' })
      await service.quiet()
      expect(await hold()).toMatchObject([
        { ruleKey: 'calm', reason: { from: 'forecast', deals: 1, forecast: { changed: 0 } } },
      ])
    })
  })

  describe('all writes stopped', () => {
    test('nothing leaves, events are taken in, and all that waited is done once writes are resumed', async () => {
      await service.obey(aRule({ actions: [{ type: 'attach', contacts: ids(ben) }] }))
      const stopped = await service.api('POST', '/api/stop', { note: 'an import' })
      expect(stopped).toMatchObject({ status: 200, body: { note: 'an import', at: expect.any(String) } })
      const again = await service.api('POST', '/api/stop', { note: 'another' })
      expect(again.body, 'the stop in force stays').toEqual(stopped.body)

      const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
      await service.sandbox.drained()
      const ran = await service.api('POST', `/api/deals/${dealId}/run`)
      expect(ran.status).toBe(202)
      expect(await service.eventsOf(dealId)).toMatchObject([{ status: 'pending' }])
      expect(await service.runsOf(dealId)).toEqual([])
      expect(writesOn(service.sandbox, dealId)).toEqual([])
      const status = await service.api('GET', '/api/status')
      expect(status.body).toMatchObject({ brakes: { stopped: { note: 'an import' } } })
      expect((await service.api('GET', '/metrics')).body).toContain('bindery_writes_stopped 1')
      const lists = await service.api('GET', '/api/portal/fields')
      expect(lists.status, 'what only reads goes on').toBe(200)

      const resumed = await service.api('POST', '/api/resume')
      expect(resumed).toEqual({ status: 200, body: { stopped: null, wasStopped: true } })
      expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied', attempt: 1 })
      expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
      const { body } = await service.api('GET', '/api/audit?limit=2')
      expect(body).toMatchObject({ items: [{ action: 'writes.resumed' }, expect.anything()] })
    })
  })

  describe('a deal that rules pull to and fro', () => {
    test('is quarantined, shown and counted, and goes on once it is released', async () => {
      const linked = (contactId: number) => ({
        all: [{ fact: 'links' as const, path: '$.contactIds', operator: 'contains', value: contactId }],
      })
      const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
      await service.quiet()
      await service.obey(
        aRule({ key: 'to', conditions: linked(anna), actions: [{ type: 'replace', contacts: ids(ben) }] }),
        aRule({ key: 'fro', conditions: linked(ben), actions: [{ type: 'replace', contacts: ids(anna) }] }),
      )
      for (let run = 0; run < 6; run += 1) expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
      const written = writesOn(service.sandbox, dealId).length

      const held = await service.runNow(dealId)
      expect(held).toMatchObject({ status: 'quarantined', operations: [], error: { code: 'quarantined' } })
      expect(writesOn(service.sandbox, dealId)).toHaveLength(written)
      const previewed = await service.api('POST', '/api/preview', { dealId })
      expect(previewed.body).toMatchObject({ status: 'quarantined', operations: [] })

      const quarantine = { since: expect.any(String), why: expect.stringContaining(`deal ${dealId}`) }
      const story = await service.api('GET', `/api/deals/${dealId}`)
      expect(story.body).toMatchObject({ quarantine: { ...quarantine, runIds: expect.any(Array) } })
      const listed = await service.api('GET', '/api/deals?quarantined=1')
      expect(listed.body).toMatchObject({ items: [{ dealId, ...quarantine }], nextCursor: null })
      expect((await service.api('GET', '/api/status')).body).toMatchObject({ brakes: { quarantinedDeals: 1 } })
      const metrics = (await service.api('GET', '/metrics')).body
      expect(metrics).toContain('bindery_quarantined_deals 1')

      const released = await service.api('POST', `/api/deals/${dealId}/release`)
      expect(released.body).toMatchObject({ quarantine: null })
      expect(await service.runNow(dealId)).toMatchObject({ status: 'applied' })
      expect((await service.api('GET', '/api/deals?quarantined=1')).body).toMatchObject({ items: [] })
    })
  })
})
