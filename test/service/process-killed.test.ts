import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { JournalEventShape } from '../../src/http/schemas/event.ts'
import { Run as RunShape } from '../../src/http/schemas/run.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { createPostgresDatabase, databaseKinds } from '../support/databases.ts'
import { anInstallation, type Installation } from '../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords, writesOn } from '../support/service.ts'

// A dead process's deals are taken up again once its heartbeat counts as lost: within a minute, by the queue's settings.
const withinMinutes = { timeout: 120_000, interval: 250 }
const Runs = z.object({ items: z.array(RunShape.omit({ rules: true }).loose()) })
const Journal = z.object({ items: z.array(JournalEventShape) })

describe.concurrent.each(databaseKinds)('a service on %s that is killed', { timeout: 180_000 }, (kind) => {
  let sandbox: Sandbox
  let contactId: number
  let database: Awaited<ReturnType<typeof createPostgresDatabase>> | null
  let installation: Installation
  beforeAll(async () => {
    sandbox = await aPortal()
    contactId = sandbox.data.addContact()
    database = kind === 'postgres' ? await createPostgresDatabase() : null
    const rules = [aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })]
    installation = await anInstallation(sandbox, { rules, databaseUrl: database?.url ?? null })
  })
  afterAll(async () => {
    await installation.remove()
    await sandbox.close()
    await database?.drop()
  })

  test('loses no acknowledged event, and finishes the run that it was in', async () => {
    const service = installation.start(['serve'])
    const acknowledged = new Set<string>()
    const url = `${await service.address()}/webhooks/bitrix24`
    const dealIds = Array.from({ length: 20 }, () => sandbox.data.addDeal())
    const interruptedId = sandbox.data.addDeal()

    // The portal does this write, and its answer never comes: the service dies between the write and the record.
    sandbox.faults.next({ kind: 'timeout-after', method: 'crm.deal.contact.add' })
    await send(url, interruptedId, acknowledged)
    await vi.waitFor(() => expect(writesOn(sandbox, interruptedId)).toEqual(['add']), withinMinutes)
    const pouring = Array.from({ length: 100 }, (_, index) =>
      send(url, dealIds[index % dealIds.length] ?? 0, acknowledged).catch(() => {}),
    )
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(1), withinMinutes)
    service.kill('SIGKILL')
    await Promise.all([...pouring, service.ended])

    const next = installation.start(['serve'])
    const api = apiOf(await next.address(), installation.apiToken)
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
    const { body } = await api('POST', `/api/deals/${interruptedId}/run`)
    expect(RunShape.parse(body)).toMatchObject({ status: 'unchanged', rules: [{ actions: [{ effect: 'yielded' }] }] })
  })

  async function send(url: string, dealId: number, acknowledged: Set<string>): Promise<void> {
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
