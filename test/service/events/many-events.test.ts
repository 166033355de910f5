import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../../src/core/runs/run.ts'
import type { SandboxRequest } from '../../../src/sandbox/portal.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

describe.each(databaseKinds)('many events at once on %s', (database) => {
  let service: RunningService
  let contactId: number
  beforeAll(async () => {
    // Every own write is echoed, and now and then an event comes twice or late.
    const behaviour = { linkMethodsRaiseUpdate: true, eventDuplicateShare: 0.05, eventOrder: 'random' } as const
    service = await aService({ database, portal: { behaviour, latencyMs: 1 } })
    contactId = service.sandbox.data.addContact()
    await service.obey(aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] }))
  })
  afterAll(() => service.close())

  test('100 events of one deal are all answered, by few runs, one after the other', async () => {
    // The run that the first of them bring about ends once all have come, however slow the machine.
    const { promise: until, resolve: haveCome } = Promise.withResolvers<void>()
    service.sandbox.faults.next({ kind: 'held', until, method: 'crm.deal.contact.items.get' })
    const dealId = service.sandbox.data.addDeal()
    const deliveries = await Promise.all(
      Array.from({ length: 100 }, () => service.sandbox.sendEvent('ONCRMDEALUPDATE', dealId)),
    )
    expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]))
    haveCome()
    await service.quiet()
    const runs = await service.runsOf(dealId)
    await expectAnswered([dealId])
    expect(runs.length).toBeLessThan(10)
    expectOneAfterTheOther(runs)
    expectWithinRuns(runs, requestsFor(dealId))
    expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
    expect(linksInWords(service.sandbox.data.links(dealId))).toBe(`${contactId}*`)
  })

  test('80 events of 20 deals are all answered, each deal written to once', async () => {
    const dealIds = Array.from({ length: 20 }, () => service.sandbox.data.addDeal())
    await Promise.all(
      Array.from({ length: 80 }, (_, index) =>
        service.sandbox.sendEvent('ONCRMDEALUPDATE', dealIds[index % dealIds.length] ?? 0),
      ),
    )
    await service.quiet()
    await expectAnswered(dealIds)
    for (const dealId of dealIds) {
      const runs = await service.runsOf(dealId)
      expectOneAfterTheOther(runs)
      expectWithinRuns(runs, requestsFor(dealId))
      expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
      expect(linksInWords(service.sandbox.data.links(dealId))).toBe(`${contactId}*`)
    }
  })

  async function expectAnswered(dealIds: readonly number[]): Promise<void> {
    for (const dealId of dealIds) {
      const [events, runs] = await Promise.all([service.eventsOf(dealId), service.runsOf(dealId)])
      const answering = new Map(runs.flatMap((run) => run.trigger.eventIds.map((eventId) => [eventId, run.id])))
      expect(events.length).toBeGreaterThan(0)
      for (const { id, status, runId } of events) {
        expect(status).toBe('done')
        expect(runId, 'the run that the journal names counts the event among its own').toBe(answering.get(id))
      }
    }
  }

  const requestsFor = (dealId: number) =>
    service.sandbox.requests.filter(
      ({ method, params }) =>
        Number(params.id) === dealId &&
        (method.startsWith('crm.deal.contact.') || (method === 'crm.item.get' && Number(params.entityTypeId) === 2)),
    )
})

function expectOneAfterTheOther(runs: readonly Run[]): void {
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]
    if (before !== undefined)
      expect(run.startedAt >= before.finishedAt, `${before.id} and ${run.id} overlap`).toBe(true)
  }
}

function expectWithinRuns(runs: readonly Run[], requests: readonly SandboxRequest[]): void {
  for (const { at, method } of requests) {
    const covering = runs.filter((run) => Date.parse(run.startedAt) <= at && at <= Date.parse(run.finishedAt))
    expect(covering, `${method} at ${at} belongs to a run`).not.toEqual([])
  }
}
