import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { JournalEventShape } from '../../../src/http/schemas/event.ts'
import { Run as RunShape } from '../../../src/http/schemas/run.ts'
import type { SweepAnswer } from '../../../src/http/schemas/sweep.ts'
import type { Sandbox } from '../../../src/sandbox/portal.ts'
import { backfill, dealsRun, startBackfill, untilBackfill } from '../../support/backfills.ts'
import { createPostgresDatabase, databaseKinds } from '../../support/databases.ts'
import { anInstallation, type Installation } from '../../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords, runDeal, writesOn } from '../../support/service.ts'
import { untilSwept } from '../../support/sweeps.ts'

// A dead process's deals are taken up again once its heartbeat counts as lost: within a minute, by the queue's settings.
// Asked seldom: each question takes from what the process is waited for.
const withinMinutes = { timeout: 240_000, interval: 400 }
const atOnce = { timeout: 120_000, interval: 100 }
const noSweepsByTime = { SWEEP_EVERY: 'off', SWEEP_OPEN_DEALS_EVERY: 'off' }
const dealsOfEachJob = 420
const Runs = z.object({ items: z.array(RunShape.omit({ rules: true }).loose()) })
const Journal = z.object({ items: z.array(JournalEventShape) })
const Id = z.object({ id: z.string() })

// One process is killed in the middle of all of it: what each of the tests is about was under way then.
describe.concurrent.each(databaseKinds)('a service on %s that is killed', { timeout: 600_000 }, (kind) => {
  let sandbox: Sandbox
  let contactId: number
  let database: Awaited<ReturnType<typeof createPostgresDatabase>> | null
  let installation: Installation
  /** Of the process that comes after the killed one. */
  let api: ReturnType<typeof apiOf>
  const acknowledged = new Set<string>()
  let interruptedId: number
  let backfilled: { id: string; dealIds: number[] }
  let swept: { id: string; dealIds: number[] }

  beforeAll(async () => {
    // What a sweep shall not look at has changed an hour before.
    let aheadMs = -3_600_000
    sandbox = await aPortal({ latencyMs: 5, clock: () => Date.now() + aheadMs })
    contactId = sandbox.data.addContact()
    database = kind === 'postgres' ? await createPostgresDatabase() : null
    const rules = [aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })]
    installation = await anInstallation(sandbox, { rules, databaseUrl: database?.url ?? null })
    const companyId = sandbox.data.addCompany()
    const dealIds = Array.from({ length: 20 }, () => sandbox.data.addDeal())
    interruptedId = sandbox.data.addDeal()
    const ofBackfill = Array.from({ length: dealsOfEachJob }, () => sandbox.data.addDeal({ companyId }))
    aheadMs = 0

    const service = installation.start(['serve'], noSweepsByTime)
    const address = await service.address()
    const first = apiOf(address, installation.apiToken)
    const sweep = async () => Id.parse((await first('POST', '/api/sweeps', {})).body).id
    await untilSwept(first, await sweep())
    // No handler is set: every event is lost.
    const ofSweep = Array.from({ length: dealsOfEachJob }, () => sandbox.data.addDeal())

    // The portal does this write, and its answer never comes: the service dies between the write and the record.
    sandbox.faults.next({ kind: 'timeout-after', method: 'crm.deal.contact.add' })
    const url = `${address}/webhooks/bitrix24`
    await send(url, interruptedId)
    await vi.waitFor(() => expect(writesOn(sandbox, interruptedId)).toEqual(['add']), withinMinutes)
    // From then on so many writes are made; all others hang, so that nothing comes to its end before the kill.
    sandbox.faults.always({ kind: 'timeout-before', method: 'crm.deal.contact.add', skip: 5 })
    swept = { id: await sweep(), dealIds: ofSweep }
    backfilled = { id: (await startBackfill(first, { filter: { companyId } })).id, dealIds: ofBackfill }
    const pouring = Array.from({ length: 100 }, (_, index) =>
      send(url, dealIds[index % dealIds.length] ?? 0).catch(() => {}),
    )
    await vi.waitFor(async () => {
      const [{ pages }, { progress }] = await Promise.all([look(first, swept.id), backfill(first, backfilled.id)])
      expect({ sweep: pages > 0, backfill: progress.enqueued > 0 }).toEqual({ sweep: true, backfill: true })
      expect(acknowledged.size).toBeGreaterThan(1)
    }, atOnce)
    const before = await backfill(first, backfilled.id)
    service.kill('SIGKILL')
    await Promise.all([...pouring, service.ended])
    sandbox.faults.clear()
    expect(before.status).not.toBe('done')

    const next = installation.start(['serve'], noSweepsByTime)
    api = apiOf(await next.address(), installation.apiToken)
  }, 600_000)
  afterAll(async () => {
    await installation.remove()
    await sandbox.close()
    await database?.drop()
  })

  test('loses no acknowledged event, and finishes the run that it was in', async () => {
    await vi.waitFor(async () => {
      const { items } = Journal.parse((await api('GET', '/api/events?limit=200')).body)
      const done = new Set(items.filter(({ status, runId }) => status === 'done' && runId).map(({ id }) => id))
      expect([...acknowledged].filter((id) => !done.has(id))).toEqual([])
    }, withinMinutes)

    const [run, ...more] = Runs.parse((await api('GET', `/api/runs?dealId=${interruptedId}`)).body).items
    expect(more).toEqual([])
    expect(run).toMatchObject({ status: 'applied', linksBefore: [], error: null })
    expect(run?.operations).toMatchObject([
      { method: 'crm.deal.contact.add', result: null, error: { code: 'unanswered' } },
    ])
    expect(linksInWords(run?.linksAfter ?? [])).toBe(`${contactId}*`)
    expect(writesOn(sandbox, interruptedId), 'not repeated').toEqual(['add'])

    // What the finished run did counts as the rule's deed: a person's undoing of it stands.
    sandbox.data.unlinkContact(interruptedId, contactId)
    expect(await runDeal(api, interruptedId)).toMatchObject({
      status: 'unchanged',
      rules: [{ actions: [{ effect: 'yielded' }] }],
    })
  })

  test('goes on with its backfill where it was: no deal twice, none left out', async () => {
    const done = await untilBackfill(api, backfilled.id, ({ status }) => status === 'done', withinMinutes)
    const { length } = backfilled.dealIds
    expect(done.progress).toMatchObject({ counted: length, enqueued: length, done: length, waiting: 0 })
    await expectRunOnce('backfill', backfilled.dealIds)
  })

  test('goes on with its sweep where it was: every deal once, none left out', async () => {
    const done = await untilSwept(api, swept.id, withinMinutes)
    const { length } = swept.dealIds
    expect(done).toMatchObject({ status: 'done', dealsQueued: length, dealsHealed: length, error: null })
    await expectRunOnce('sweep', swept.dealIds)
  })

  async function expectRunOnce(trigger: string, dealIds: readonly number[]): Promise<void> {
    expect(await dealsRun(api, trigger)).toEqual(dealIds)
    expect(dealIds.filter((dealId) => linksInWords(sandbox.data.links(dealId)) !== `${contactId}*`)).toEqual([])
  }

  async function send(url: string, dealId: number): Promise<void> {
    const body = new URLSearchParams({
      event: 'ONCRMDEALUPDATE',
      'data[FIELDS][ID]': String(dealId),
      'auth[application_token]': sandbox.applicationToken,
    })
    const response = await fetch(url, { method: 'POST', body })
    const { eventId } = (await response.json()) as { eventId: string }
    if (response.status === 200) acknowledged.add(eventId)
  }
})

async function look(api: ReturnType<typeof apiOf>, id: string): Promise<Pick<SweepAnswer, 'pages'>> {
  return z.object({ pages: z.number() }).parse((await api('GET', `/api/sweeps/${id}`)).body)
}
