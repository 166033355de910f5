import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { BulkRevert } from '../../../src/http/schemas/reverts.ts'
import { commandLine } from '../../cli/command-line.ts'
import { startBackfill, untilBackfill } from '../../support/backfills.ts'
import { aKeptDatabase, databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const Refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const isOver = ({ state }: BulkRevert) => state === 'done' || state === 'failed' || state === 'cancelled'

async function look({ api }: RunningService, id: string): Promise<BulkRevert> {
  return BulkRevert.parse((await api('GET', `/api/reverts/${id}`)).body)
}
async function start(service: RunningService, request: Record<string, unknown>): Promise<BulkRevert> {
  const { status, body } = await service.api('POST', '/api/reverts', request)
  expect(status, JSON.stringify(body)).toBe(202)
  return BulkRevert.parse(body)
}
async function untilOver(service: RunningService, id: string): Promise<BulkRevert> {
  return vi.waitFor(async () => {
    const now = await look(service, id)
    if (!isOver(now)) throw new Error(`not yet: ${JSON.stringify(now)}`)
    return now
  }, patiently)
}
async function refusal({ api }: RunningService, request: unknown) {
  const { status, body } = await api('POST', '/api/reverts', request)
  return { status, ...Refused.parse(body).error }
}
/** Deals of a company of their own, to which a backfill has linked the contact. */
async function aBackfill({ sandbox, api }: RunningService, count: number, contactIds: number[] = []) {
  const companyId = sandbox.data.addCompany()
  const dealIds = Array.from({ length: count }, () => sandbox.data.addDeal({ companyId, contactIds }))
  const { id } = await startBackfill(api, { filter: { companyId } })
  await untilBackfill(api, id)
  return { id, dealIds }
}

describe.each(databaseKinds)('reverts of many runs on %s', (database) => {
  let service: RunningService
  let [anna, ben] = [0, 0]
  beforeAll(async () => {
    service = await aService({ database })
    ;[anna, ben] = [service.sandbox.data.addContact(), service.sandbox.data.addContact()]
    const actions = [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [ben] } }]
    await service.obey(aRule({ key: 'attach-ben', on: ['ONNOTHING'], actions }))
  })
  afterAll(() => service.close())
  const links = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))
  const run = (...words: string[]) =>
    commandLine(['revert', ...words], {
      withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
    })

  test('a whole backfill is looked at, taken back, and that is taken back as well', async () => {
    const { id, dealIds } = await aBackfill(service, 4, [anna])
    const [touched = 0] = dealIds
    const cleo = service.sandbox.data.addContact()
    service.sandbox.data.linkContact(touched, cleo)
    await service.quiet()

    const { id: previewId } = await start(service, { what: { backfillId: id }, preview: true })
    const { preview, isPreview, progress } = await untilOver(service, previewId)
    expect({ isPreview, done: progress.done }).toEqual({ isPreview: true, done: 4 })
    expect(preview).toMatchObject({
      ...{ runs: 4, deals: 4, changing: 3, unlinked: 3, leftRuns: 1, leftDeals: 1, changesByPeople: 1, gone: 0 },
      plan: { requests: { total: expect.any(Number) } },
    })
    const example = preview?.examples.find(({ dealId }) => dealId === touched)
    expect(example).toMatchObject({ changedSince: [{ contactId: cleo, what: 'linked', runId: null }] })
    expect(links(touched), 'nothing was written').toBe(`${anna}* ${ben} ${cleo}`)

    const { id: revertId } = await start(service, { what: { backfillId: id } })
    const done = await untilOver(service, revertId)
    expect(done).toMatchObject({ state: 'done', progress: { counted: 4, done: 4, runs: { applied: 3, skipped: 1 } } })
    expect(dealIds.map(links)).toEqual([`${anna}* ${ben} ${cleo}`, ...Array(3).fill(`${anna}*`)])

    const forced = await start(service, { what: { backfillId: id }, force: true })
    expect((await untilOver(service, forced.id)).progress).toMatchObject({ passedOver: 3, runs: { applied: 1 } })
    expect(links(touched)).toBe(`${anna}* ${cleo}`)
    expect(await refusal(service, { what: { backfillId: id } })).toMatchObject({
      status: 409,
      code: 'already_reverted',
    })

    const again = await start(service, { what: { revertId } })
    expect((await untilOver(service, again.id)).progress.runs).toEqual({ applied: 3 })
    expect(dealIds.slice(1).map(links)).toEqual(Array(3).fill(`${anna}* ${ben}`))

    const { body: list } = await service.api('GET', '/api/reverts?limit=2')
    expect(list).toMatchObject({ items: [{ id: again.id }, { id: forced.id }] })
    const { body: audit } = await service.api('GET', '/api/audit?action=revert.started&limit=3')
    expect(audit).toMatchObject({ items: [again, forced, done].map((one) => ({ subject: { id: one.id } })) })
  })

  test('the command line looks at the runs of one rule in a time, and takes them back', async () => {
    const from = new Date(Date.now() - 1).toISOString()
    const { dealIds } = await aBackfill(service, 2)
    const rule = ['--rule', 'attach-ben', '--version', '1', '--from', from]
    const dry = await run(...rule, '--dry-run')
    expect(dry, dry.stderr).toMatchObject({ exitCode: 0 })
    expect(dry.stdout).toMatch(/^2 runs of 2 deals would be taken back; nothing was written\./)
    expect(dry.stdout).toContain(`deal ${dealIds[0]}: contact ${ben} unlinked`)
    const done = await run(...rule, '--watch', '--json')
    expect(done).toMatchObject({ exitCode: 0 })
    expect(done.document()).toMatchObject({ state: 'done', progress: { runs: { applied: 2 } } })
    expect(dealIds.map(links)).toEqual(['', ''])
    const { id } = done.document() as { id: string }
    expect((await run('list')).stdout).toContain(id)
    expect(await run('pause', id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is done') })
    expect(await run(...rule)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('taken back already') })
    expect(await run('--rule', 'attach-ben')).toMatchObject({ exitCode: 2 })
    expect(await run('--rule', 'a', '--backfill', id, '--from', from)).toMatchObject({ exitCode: 2 })
    expect(await run()).toMatchObject({ exitCode: 2 })
  })

  test('what is not there, not over or without effect is refused in words', async () => {
    const nobody = '0190b6a0-0000-7000-8000-000000000001'
    expect(await refusal(service, { what: { backfillId: nobody } })).toMatchObject({ status: 422, code: 'unknown_job' })
    expect(await refusal(service, { what: { revertId: nobody } })).toMatchObject({ status: 422 })
    const [from, to] = ['2020-01-01T00:00:00Z', '2020-01-02']
    expect(await refusal(service, { what: { rule: 'attach-ben', from, to } })).toMatchObject({
      status: 409,
      code: 'nothing_to_revert',
    })
    const later = new Date(Date.now() + 3_600_000).toISOString()
    expect(await refusal(service, { what: { rule: 'attach-ben', from: later } }), 'nothing began by now').toMatchObject(
      { status: 409, code: 'nothing_to_revert' },
    )
    for (const what of [
      {},
      { rule: 'attach-ben' },
      { rule: 'attach-ben', to },
      { rule: 'attach-ben', from: to, to: from },
      { backfillId: 'x' },
    ]) {
      expect(await refusal(service, { what }), JSON.stringify(what)).toMatchObject({ status: 400 })
    }
    expect((await service.api('GET', `/api/reverts/${nobody}`)).status).toBe(404)
    expect((await service.api('POST', `/api/reverts/${nobody}/cancel`)).status).toBe(404)
  })
})

test.each(databaseKinds)(
  'a revert that rests, restarts and is cancelled keeps its word, on %s',

  async (kind) => {
    const database = await aKeptDatabase(kind)
    onTestFinished(database.remove)
    const sandbox = await aPortal({ latencyMs: 5 })
    onTestFinished(sandbox.close)
    const contactId = sandbox.data.addContact()
    const both = { ...database.options, sandbox }
    const rule = aRule({
      on: ['ONNOTHING'],
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
    })
    const first = await aService({ ...both, rules: [rule] })
    onTestFinished(first.close)
    const { id, dealIds } = await aBackfill(first, 260)
    // While the portal holds its writes it gets no further than as many deals as may wait.
    const { promise: until, resolve: release } = Promise.withResolvers<void>()
    sandbox.faults.always({ kind: 'held', until, method: 'crm.deal.contact.delete' })
    const { id: revertId } = await start(first, { what: { backfillId: id } })
    await vi.waitFor(async () => expect((await look(first, revertId)).progress.enqueued).toBeGreaterThan(0), patiently)
    const paused = await first.api('POST', `/api/reverts/${revertId}/pause`)
    expect(paused).toMatchObject({ status: 200, body: { state: 'paused' } })
    expect(await first.api('POST', `/api/reverts/${revertId}/pause`)).toMatchObject({ status: 409 })
    expect(await refusal(first, { what: { revertId } })).toMatchObject({ status: 409, code: 'not_ended' })
    expect((await look(first, revertId)).progress.enqueued, 'no more came').toBeLessThan(260)
    expect((await first.api('POST', `/api/reverts/${revertId}/resume`)).status).toBe(200)
    sandbox.faults.clear()
    release()
    await first.close()

    const second = await aService({ ...both, rules: [rule] })
    onTestFinished(second.close)
    const done = await untilOver(second, revertId)
    expect(done).toMatchObject({
      state: 'done',
      progress: { counted: 260, enqueued: 260, done: 260, runs: { applied: 260 } },
    })
    expect(dealIds.filter((dealId) => sandbox.data.links(dealId).length > 0)).toEqual([])

    const { promise: cancelled, resolve: letGo } = Promise.withResolvers<void>()
    sandbox.faults.always({ kind: 'held', until: cancelled, method: 'crm.deal.contact.add' })
    const { id: other } = await start(second, { what: { revertId } })
    await vi.waitFor(async () => expect((await look(second, other)).progress.enqueued).toBeGreaterThan(0), patiently)
    expect((await second.api('POST', `/api/reverts/${other}/cancel`)).body).toMatchObject({ state: 'cancelled' })
    sandbox.faults.clear()
    letGo()
    await second.quiet()
    const { progress } = await look(second, other)
    expect(progress.waiting).toBe(0)
    expect(progress.done + progress.dropped).toBe(progress.enqueued)
    expect(dealIds.filter((dealId) => sandbox.data.links(dealId).length > 0)).toHaveLength(progress.done)
  },
)
