import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

/** The rule that the contract shows. */
const example = aRule({
  name: "Attach the company's primary contact",
  description: "A deal with a company gets that company's primary contact.",
  conditions: { all: [{ fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 }] },
  actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' }, primary: 'if-none' }],
})

const anId = expect.stringMatching(/^[0-9a-f-]{36}$/)
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

describe.each(databaseKinds)('the example rule on %s', (database) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database, rules: [example] })
  })
  afterAll(() => service.close())

  function aDealOfACompany() {
    const { data } = service.sandbox
    const contactId = data.addContact({ name: 'Ines' })
    const companyId = data.addCompany({ title: 'Lumen GmbH' })
    data.linkCompanyContact(companyId, contactId, { primary: true })
    return { dealId: data.addDeal({ title: 'A new deal', companyId }), companyId, contactId }
  }

  test('a deal with a company gets its primary contact, and the run tells how', async () => {
    const { dealId, companyId, contactId } = aDealOfACompany()
    const run = await service.waitForRun(dealId)
    const [event] = await service.eventsOf(dealId)
    expect(run).toEqual({
      id: anId,
      dealId,
      portal: new URL(service.sandbox.origin).host,
      trigger: { type: 'event', events: ['ONCRMDEALADD'], eventIds: [event?.id] },
      status: 'applied',
      attempt: 1,
      queuedAt: event?.receivedAt,
      startedAt: aTime,
      finishedAt: aTime,
      linksBefore: [],
      linksAfter: [{ contactId, sort: 10, isPrimary: true }],
      rules: [
        {
          key: 'attach-company-primary-contact',
          version: 1,
          mode: 'live',
          matched: true,
          trace: expect.objectContaining({
            evaluated: true,
            result: true,
            all: [expect.objectContaining({ fact: 'deal', path: '$.companyId', factResult: companyId, result: true })],
          }),
          actions: [
            {
              type: 'attach',
              contactIds: [contactId],
              effect: 'applied',
              note: null,
              contacts: [{ contactId, effect: 'applied', by: null }],
            },
          ],
        },
      ],
      operations: [
        {
          method: 'crm.deal.contact.add',
          params: { id: dealId, fields: { CONTACT_ID: contactId, SORT: 10, IS_PRIMARY: 'N' } },
          result: true,
          error: null,
        },
      ],
      error: null,
    })
    expect(event).toMatchObject({ event: 'ONCRMDEALADD', dealId, status: 'done', runId: run.id })
    expect(service.sandbox.data.links(dealId)).toMatchObject(run.linksAfter)
    expect(Date.parse(run.startedAt)).toBeGreaterThanOrEqual(Date.parse(run.queuedAt))
    expect(Date.parse(run.finishedAt)).toBeGreaterThanOrEqual(Date.parse(run.startedAt))
  })

  test('a list shows the run without its traces, the deal’s story holds it', async () => {
    const { dealId } = aDealOfACompany()
    const { id } = await service.waitForRun(dealId)
    const [listed] = (await page(`/api/runs?dealId=${dealId}`)).items
    expect(listed).toMatchObject({ id, rules: [{ key: example.key, matched: true }] })
    expect(listed).not.toHaveProperty('rules.0.trace')
    const story = await service.api('GET', `/api/deals/${dealId}`)
    expect(story.body).toMatchObject({ dealId, runs: [{ id }], events: [{ runId: id }], yielded: [] })
  })

  test('metrics count events, runs, writes and requests', async () => {
    // A run is counted once it is recorded, and so may the one of the test before be.
    await service.quiet()
    const before = await counts()
    const { dealId } = aDealOfACompany()
    await service.waitForRun(dealId)
    await service.quiet()
    const after = await counts()
    for (const series of [
      'bindery_events_total{status="accepted"}',
      'bindery_runs_total{status="applied",trigger="event"}',
      'bindery_operations_total{method="crm.deal.contact.add",outcome="ok"}',
      'bindery_run_lag_seconds_count',
    ]) {
      expect((after.get(series) ?? 0) - (before.get(series) ?? 0), series).toBe(1)
    }
    expect(after.get('bindery_queue_deals{state="waiting"}')).toBe(0)
  })

  test.each([
    { linkMethodsRaiseUpdate: true, equalSetRaisesUpdate: true },
    { linkMethodsRaiseUpdate: true, equalSetRaisesUpdate: false },
    { linkMethodsRaiseUpdate: false, equalSetRaisesUpdate: false },
  ])('the echo of an own write changes nothing (%o)', async (behaviour) => {
    Object.assign(service.sandbox.behaviour, behaviour)
    const { dealId } = aDealOfACompany()
    await service.waitForRun(dealId)
    await service.quiet()
    const [, ...echoes] = await service.runsOf(dealId)
    expect(echoes.map((run) => [run.status, run.operations, run.rules[0]?.actions[0]?.effect])).toEqual(
      behaviour.linkMethodsRaiseUpdate ? [['unchanged', [], 'already']] : [],
    )
    expect(echoes.every((run) => linksInWords(run.linksBefore) === linksInWords(run.linksAfter))).toBe(true)
    expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
  })

  const page = async (path: string) => (await service.api('GET', path)).body as { items: unknown[] }

  /** Every series of the metrics with its value. */
  async function counts(): Promise<Map<string, number>> {
    const { body } = await service.api('GET', '/metrics')
    return new Map(
      String(body)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    )
  }
})
