import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { commandLine } from '../../cli/command-line.ts'
import { backfill, dealsRun, startBackfill, untilBackfill } from '../../support/backfills.ts'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

describe.each(databaseKinds)('a backfill on %s', (kind) => {
  let service: RunningService
  let contactId: number
  beforeAll(async () => {
    service = await aService({ database: kind })
    contactId = service.sandbox.data.addContact()
    const attach = { actions: [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [contactId] } }] }
    await service.obey(
      aRule({ key: 'attach', on: ['ONNOTHING'], ...attach }),
      aRule({ key: 'other', on: ['ONNOTHING'], mode: 'shadow', ...attach }),
    )
  })
  afterAll(() => service.close())
  const deals = (count: number, fields = {}) =>
    Array.from({ length: count }, () => service.sandbox.data.addDeal(fields))
  const links = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

  test('lets rules act on the deals of the filter and no others, whatever events they listen to', async () => {
    const companyId = service.sandbox.data.addCompany()
    const [inside, outside] = [deals(3, { companyId, assignedById: 1 }), deals(2)]
    const other = deals(1, { companyId, assignedById: 2 })
    const request = { filter: { companyId, assignedById: 1, createdSince: '2020-01-01' }, rules: ['attach'] }
    const dry = await service.api('POST', '/api/backfills', { ...request, mode: 'live', dryRun: true })
    expect(dry).toMatchObject({ status: 200, body: { counted: 3, plan: { requests: { total: expect.any(Number) } } } })

    const { id } = await startBackfill(service.api, request)
    const done = await untilBackfill(service.api, id)
    expect(done).toMatchObject({
      createdBy: expect.any(String),
      progress: { counted: 3, enqueued: 3, done: 3, waiting: 0, runs: { applied: 3 }, secondsLeft: 0 },
    })
    for (const dealId of inside) {
      expect(links(dealId)).toBe(`${contactId}*`)
      const [run] = await service.runsOf(dealId)
      expect(run).toMatchObject({ trigger: { type: 'backfill', events: [], eventIds: [] }, rules: [{ key: 'attach' }] })
    }
    for (const dealId of [...outside, ...other]) expect(await service.runsOf(dealId)).toEqual([])
    await service.runNow(inside[0] ?? 0)
    const of = await service.api('GET', `/api/runs?backfill=${id}&status=applied`)
    expect(of.body).toMatchObject({ items: inside.toReversed().map(() => ({ trigger: { type: 'backfill' } })) })
    expect((await service.api('GET', `/api/runs?backfill=${id}&rule=other`)).body).toMatchObject({ items: [] })
    expect((await service.api('GET', '/api/backfills?kind=backfill&limit=1')).body).toMatchObject({ items: [{ id }] })
  })

  test('in shadow mode writes nothing, whatever the rules’ mode', async () => {
    const companyId = service.sandbox.data.addCompany()
    const dealIds = deals(2, { companyId })
    const { id } = await startBackfill(service.api, { filter: { companyId }, mode: 'shadow' })
    expect((await untilBackfill(service.api, id)).progress.runs).toEqual({ shadow: 2 })
    for (const dealId of dealIds) {
      const [run] = await service.runsOf(dealId)
      expect(run?.rules.map(({ key, mode }) => `${key} ${mode}`)).toEqual(['attach shadow', 'other shadow'])
      expect(writesOn(service.sandbox, dealId)).toEqual([])
    }
  })

  test('an event that waits beside it is answered by a run of its own', async () => {
    const companyId = service.sandbox.data.addCompany()
    const [dealId = 0] = deals(1, { companyId })
    await service.obey(
      aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }], on: ['ONCRMDEALUPDATE'] }),
    )
    const { id } = await startBackfill(service.api, { filter: { companyId }, mode: 'shadow' })
    service.sandbox.data.updateDeal(dealId, { title: 'Changed' })
    await untilBackfill(service.api, id)
    await service.quiet()
    const runs = await service.runsOf(dealId)
    expect(runs.map(({ trigger }) => trigger.type).sort()).toEqual(['backfill', 'event'])
    expect(runs.find(({ trigger }) => trigger.type === 'event')).toMatchObject({ status: 'applied' })
    expect(runs.find(({ trigger }) => trigger.type === 'backfill')?.operations).toEqual([])
  })

  test('rests when it is paused, goes on when it is resumed, and ends when it is cancelled', async () => {
    const companyId = service.sandbox.data.addCompany()
    const dealIds = deals(230, { companyId })
    // While the portal holds its writes it gets no further than as many deals as may wait.
    const { promise: until, resolve: release } = Promise.withResolvers<void>()
    service.sandbox.faults.always({ kind: 'held', until, method: 'crm.deal.contact.add' })
    const { id } = await startBackfill(service.api, { filter: { companyId } })
    await untilBackfill(service.api, id, ({ progress }) => progress.enqueued > 0)
    const pause = await service.api('POST', `/api/backfills/${id}/pause`)
    expect(pause).toMatchObject({ status: 200, body: { status: 'paused', changedBy: expect.any(String) } })
    service.sandbox.faults.clear()
    release()
    await vi.waitFor(async () => expect((await backfill(service.api, id)).progress.waiting).toBe(0), patiently)
    const { progress } = await backfill(service.api, id)
    expect(progress.enqueued, 'no more came').toBeLessThan(230)
    expect(progress.done).toBe(progress.enqueued)
    expect(progress.secondsLeft).toBeNull()

    expect(await service.api('POST', `/api/backfills/${id}/pause`)).toMatchObject({
      status: 409,
      body: { error: { code: 'wrong_state', details: { status: 'paused' } } },
    })
    expect((await service.api('POST', `/api/backfills/${id}/resume`)).status).toBe(200)
    const done = await untilBackfill(service.api, id)
    expect(done.progress).toMatchObject({ counted: 230, enqueued: 230, done: 230 })
    const run = new Set(dealIds)
    expect((await dealsRun(service.api, 'backfill')).filter((dealId) => run.has(dealId))).toEqual(dealIds)

    const { promise: untilOver, resolve: letGo } = Promise.withResolvers<void>()
    service.sandbox.faults.always({ kind: 'held', until: untilOver, method: 'crm.deal.contact.items.get' })
    const { id: second } = await startBackfill(service.api, { filter: { companyId } })
    await service.api('POST', `/api/backfills/${second}/pause`)
    expect((await service.api('POST', `/api/backfills/${second}/cancel`)).body).toMatchObject({ status: 'cancelled' })
    for (const verb of ['pause', 'resume', 'cancel']) {
      expect((await service.api('POST', `/api/backfills/${second}/${verb}`)).status).toBe(409)
    }
    expect((await backfill(service.api, second)).progress.waiting).toBe(0)
    service.sandbox.faults.clear()
    letGo()
  })

  test.each([
    [{ filter: { stage: 'C4:NEW' }, mode: 'live' }, 400],
    [{ filter: { companyId: 0 }, mode: 'live' }, 400],
    [{ filter: { createdSince: 'yesterday' }, mode: 'live' }, 400],
    [{ filter: {}, mode: 'off' }, 400],
    [{ filter: {} }, 400],
    [{ filter: {}, mode: 'live', rules: ['nobody-knows'] }, 422],
  ])('%j is refused', async (request, status) => {
    expect((await service.api('POST', '/api/backfills', request)).status).toBe(status)
  })

  test('the command line plans one, begins it and waits for its end', async () => {
    const companyId = service.sandbox.data.addCompany()
    const [dealId = 0] = deals(1, { companyId })
    const run = (...words: string[]) =>
      commandLine(['backfill', ...words], {
        withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
      })
    const filter = ['--filter', `companyId=${companyId}`, '--filter', 'createdSince=2020-01-01']
    expect(await run(...filter, '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^1 deals?\b.*Nothing was begun/),
    })
    expect(await service.runsOf(dealId)).toEqual([])
    const done = await run(...filter, '--mode', 'live', '--watch', '--json')
    expect(done.exitCode).toBe(0)
    expect(done.document()).toMatchObject({ status: 'done', mode: 'live', progress: { done: 1 } })
    const { id } = done.document() as { id: string }
    expect((await run('list')).stdout).toContain(id)
    expect(await run('cancel', id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is done') })
    expect(await run('--filter', 'companyId=x')).toMatchObject({ exitCode: 2 })
    expect(await run('--filter', 'nonsense=1')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nonsense'),
    })
  })

  test('one that nobody began is not found', async () => {
    const nobody = '00000000-0000-7000-8000-000000000000'
    expect((await service.api('GET', `/api/backfills/${nobody}`)).status).toBe(404)
    expect((await service.api('POST', `/api/backfills/${nobody}/pause`)).status).toBe(404)
    expect((await service.api('GET', '/api/backfills/x')).status).toBe(404)
  })

  test('a filter that the portal refuses fails it, and says why', async () => {
    service.sandbox.faults.next({
      kind: 'error',
      method: 'crm.item.list',
      status: 400,
      code: 'INVALID_ARG_VALUE',
      description: 'Invalid filter',
    })
    const { id } = await startBackfill(service.api, {})
    const failed = await untilBackfill(service.api, id, ({ status }) => status === 'failed')
    expect(failed.error).toMatchObject({ code: 'INVALID_ARG_VALUE' })
  })
})
