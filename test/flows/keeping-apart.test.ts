import { describe, expect, test } from 'vitest'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import type { SandboxFault } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aClock } from '../portal/portals.ts'
import { aBurst, type Burst, costOf, manyDeals } from './a-burst.ts'

const add = 'crm.deal.contact.add'
const attach = { actions: [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [1] } }] }

const addsOf = ({ requests }: Sandbox, dealId: number) =>
  requests.filter(({ method, params }) => method === add && Number(params.id) === dealId).length

/** Every deal has the contact, by a run of its own that was recorded once and says so. */
function expectAllRight({ sandbox, journal, runOf }: Burst, dealIds: readonly number[]): void {
  const seen = dealIds.map((dealId) => ({
    dealId,
    records: journal.records.get(dealId)?.length,
    status: runOf(dealId).status,
    operationsOf: [...new Set(runOf(dealId).operations.map(({ params }) => params.id))],
    linksAfter: runOf(dealId).linksAfter.map(({ contactId }) => contactId),
    links: sandbox.data.links(dealId).map(({ contactId }) => contactId),
  }))
  expect(seen).toEqual(
    dealIds.map((dealId) => ({
      dealId,
      records: 1,
      status: 'applied',
      operationsOf: [dealId],
      linksAfter: [1],
      links: [1],
    })),
  )
}

async function aBurstOf(count: number, ...more: [Parameters<typeof aBurst>[1]?, Parameters<typeof aBurst>[2]?]) {
  const burst = await aBurst([attach], ...more)
  burst.sandbox.data.addContact({ id: 1 })
  return { ...burst, dealIds: manyDeals(burst.sandbox, count) }
}

describe('one that fails takes no other with it', () => {
  test('a request with writes that is refused as a whole', async () => {
    const burst = await aBurstOf(8)
    burst.sandbox.faults.next({
      kind: 'error',
      status: 400,
      code: 'ERROR_BATCH_LENGTH_EXCEEDED',
      description: 'Max batch length exceeded',
      method: 'batch',
      skip: 2,
    })
    await burst.hear(burst.dealIds)
    const refused = burst.sandbox.requests.find(({ error }) => error === 'ERROR_BATCH_LENGTH_EXCEEDED')
    const writes = Object.values((refused?.params.cmd ?? {}) as Record<string, string>).filter((one) =>
      one.startsWith(add),
    )
    expect(writes).toHaveLength(8)
    expectAllRight(burst, burst.dealIds)
  })

  test('a deal among fifty that may not be read, and one that is gone', async () => {
    const burst = await aBurstOf(50)
    const [secret = 0, gone = 0, ...others] = burst.dealIds
    burst.sandbox.data.setReadable('deal', secret, false)
    burst.sandbox.data.deleteDeal(gone)
    await burst.hear(burst.dealIds)
    expectAllRight(burst, others)
    expect(burst.runOf(secret)).toMatchObject({ status: 'failed', error: { code: 'ACCESS_DENIED' }, operations: [] })
    expect(burst.runOf(gone)).toMatchObject({ status: 'skipped', error: { code: 'deal-gone' } })
  })

  test.each([
    {
      name: 'its contact cannot be linked',
      code: '',
      description: '[Contact #1] You do not have permission to view it',
    },
    { name: 'it may not be changed', code: 'ACCESS_DENIED', description: 'Access denied!' },
  ])('a refused write among 25: $name', async ({ code, description }) => {
    const burst = await aBurstOf(25)
    burst.sandbox.faults.next({ kind: 'error', status: 403, code, description, method: add, skip: 12 })
    await burst.hear(burst.dealIds)
    const failed = burst.dealIds.filter((dealId) => burst.runOf(dealId).status === 'failed')
    expect(failed).toHaveLength(1)
    expect(burst.runOf(failed[0] ?? 0)).toMatchObject({ error: { code: 'ACCESS_DENIED' }, linksAfter: [] })
    expectAllRight(
      burst,
      burst.dealIds.filter((dealId) => !failed.includes(dealId)),
    )
  })

  test('writes that are all refused in words not known here are explained with what else is asked', async () => {
    const burst = await aBurstOf(40)
    const description = 'Kein Zugriff'
    burst.sandbox.faults.always({ kind: 'error', status: 403, code: '', description, method: add })
    await burst.hear(burst.dealIds)
    for (const dealId of burst.dealIds) {
      const message = expect.stringContaining('most likely lacks the right')
      expect(burst.runOf(dealId)).toMatchObject({ status: 'failed', error: { message } })
    }
    const alone = burst.sandbox.requests.filter(({ inBatch, method }) => !inBatch && method !== 'batch')
    expect(alone).toEqual([])
  })

  test('a command that the portal falls ill on is tried again for its deal alone', async () => {
    const burst = await aBurstOf(25)
    burst.sandbox.faults.next({ kind: 'json-500', method: add, skip: 3 })
    await burst.hearAndRetry(burst.dealIds)
    expectAllRight(burst, burst.dealIds)
    expect(burst.dealIds.filter((dealId) => addsOf(burst.sandbox, dealId) > 1)).toHaveLength(1)
  })
})

/** Only where nothing else ends the test's waiting. */
const patience = ({ kind }: SandboxFault) => (kind.startsWith('timeout') ? { timeoutMs: 500 } : {})

describe('a whole request that is lost', () => {
  const lost: (SandboxFault & { wasDone: boolean })[] = [
    { kind: 'reset-before', wasDone: false },
    { kind: 'reset-after', wasDone: true },
    { kind: 'html-502', wasDone: false },
    { kind: 'html-502-after', wasDone: true },
    { kind: 'json-500-after', wasDone: true },
    { kind: 'truncated-json', wasDone: true },
    { kind: 'empty-answer', wasDone: true },
    { kind: 'timeout-before', wasDone: false },
    { kind: 'timeout-after', wasDone: true },
  ]

  test.each(lost)(
    'of writes ($kind): each deal is right in the end, and none written to twice',
    async ({ wasDone, ...fault }) => {
      const burst = await aBurstOf(20, {}, patience(fault))
      burst.sandbox.faults.next({ ...fault, method: add })
      await burst.hearAndRetry(burst.dealIds)
      expectAllRight(burst, burst.dealIds)
      for (const dealId of burst.dealIds) expect(addsOf(burst.sandbox, dealId)).toBe(1)
      const unanswered = burst.dealIds.filter((dealId) =>
        burst.runOf(dealId).operations.some(({ error }) => error !== null),
      )
      expect(unanswered.length, 'as many as were in the request').toBeGreaterThan(5)
      expect(unanswered.length).toBeLessThan(burst.dealIds.length)
      const operations = unanswered.map((dealId) => burst.runOf(dealId).operations.length)
      expect(new Set(operations)).toEqual(new Set([wasDone ? 1 : 2]))
    },
  )

  test.each(lost.filter(({ wasDone }) => !wasDone))(
    'of questions ($kind): they are asked once more',
    async ({ wasDone: _, ...fault }) => {
      const burst = await aBurstOf(20, {}, patience(fault))
      burst.sandbox.faults.next({ ...fault, method: 'crm.item.list' })
      await burst.hear(burst.dealIds)
      expectAllRight(burst, burst.dealIds)
    },
  )

  test('of questions and writes: the questions are asked once more, the write is not made again', async () => {
    const { sandbox, portals, dealIds } = await aBurstOf(2)
    const [written = 0, read = 0] = dealIds
    const portal = portals.forRun('live')
    sandbox.faults.next({ kind: 'reset-after', method: add })
    const change = { type: 'link', link: { contactId: 1, sort: 10, isPrimary: true } } as const
    const { requests } = await costOf(sandbox, async () => {
      const [answer, found] = await Promise.all([
        portal.carryOut(written, [portal.callFor(written, change)]),
        portal.readDeal(read),
      ])
      expect(answer).toMatchObject({ answers: [{ error: { kind: 'outcome-unknown' } }], links: null })
      expect(found?.deal).toMatchObject({ id: read })
    })
    expect(requests, 'they had shared one').toBe(2)
    expect(addsOf(sandbox, written)).toBe(1)
  })
})

describe('limits postpone only what they concern', () => {
  test('too many requests: nobody is postponed, nothing is written twice', async () => {
    const burst = await aBurstOf(20, {}, aClock())
    burst.sandbox.faults.next({ kind: 'query-limit', method: 'batch', times: 2 })
    await burst.hear(burst.dealIds)
    expectAllRight(burst, burst.dealIds)
    burst.sandbox.faults.next({ kind: 'query-limit', method: 'batch', skip: 1, times: 3 })
    const others = manyDeals(burst.sandbox, 20)
    await burst.hear(others)
    expectAllRight(burst, others)
    for (const dealId of [...burst.dealIds, ...others]) expect(addsOf(burst.sandbox, dealId)).toBe(1)
  })

  test('too many requests for longer than anybody can wait: all are postponed until then, and right afterwards', async () => {
    const clock = aClock()
    const burst = await aBurstOf(10, {}, clock)
    burst.sandbox.faults.always({ kind: 'query-limit', method: 'batch' })
    for (const outcome of await burst.hear(burst.dealIds)) {
      expect(outcome).toMatchObject({ status: 'fulfilled', value: { status: 'postponed' } })
    }
    burst.sandbox.faults.clear()
    await clock.wait(60_000)
    await burst.hearAndRetry(burst.dealIds)
    for (const dealId of burst.dealIds) expect(burst.runOf(dealId).linksAfter).toHaveLength(1)
  })

  test('a method whose time is used up: deals that need it are postponed, others are read and decided', async () => {
    const clock = aClock()
    const burst = await aBurstOf(20, {}, clock)
    for (const dealId of burst.dealIds.slice(0, 10)) burst.sandbox.data.linkContact(dealId, 1)
    burst.sandbox.faults.next({ kind: 'operation-time', method: add })
    const outcomes = await burst.hear(burst.dealIds)
    const statuses = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.status : outcome.status))
    expect(statuses.slice(0, 10), 'these need no write').toEqual(Array.from({ length: 10 }, () => 'recorded'))
    expect(statuses.slice(10)).toContain('postponed')
    expect(statuses).not.toContain('rejected')
    const later = manyDeals(burst.sandbox, 2)
    burst.sandbox.data.linkContact(later[0] ?? 0, 1)
    expect(await burst.hear(later)).toMatchObject([
      { value: { status: 'recorded' } },
      { value: { status: 'postponed' } },
    ])
    expect(addsOf(burst.sandbox, later[1] ?? 0), 'the method is left alone').toBe(0)
    await clock.wait(11 * 60_000)
    for (const dealId of [...burst.dealIds.slice(10), ...later.slice(1)]) {
      await burst.journal.run(dealId)
      expect(burst.runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: 1 }] })
    }
  })
})

describe('writes of one deal that belong together', () => {
  test('no contact is unlinked while the method that links the one in its place is paused', async () => {
    const clock = aClock()
    const replace = { actions: [{ type: 'replace' as const, contacts: { from: 'ids' as const, ids: [1] } }] }
    const burst = await aBurst([replace], {}, clock)
    const { data } = burst.sandbox
    data.addContact({ id: 1 })
    const other = data.addContact()
    const [first = 0, second = 0] = manyDeals(burst.sandbox, 2)
    data.linkContact(second, other)
    burst.sandbox.faults.next({ kind: 'operation-time', method: add })
    await burst.hear([first])
    expect(await burst.hear([second])).toMatchObject([{ value: { status: 'postponed' } }])
    expect(data.links(second)).toMatchObject([{ contactId: other }])
    await clock.wait(11 * 60_000)
    await burst.hearAndRetry([second])
    expect(burst.runOf(second)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: 1 }] })
  })
})

describe('a deal that is no longer ours', () => {
  const change = { type: 'link', link: { contactId: 1, sort: 10, isPrimary: true } } as const

  test('is not written to once its signal is aborted, while others of the same moment are', async () => {
    const { sandbox, portals, dealIds } = await aBurstOf(2)
    const [lost = 0, kept = 0] = dealIds
    const portal = portals.forRun('live')
    const claim = new AbortController()
    const both = Promise.allSettled([
      portal.carryOut(lost, [portal.callFor(lost, change)], { signal: claim.signal }),
      portal.carryOut(kept, [portal.callFor(kept, change)], { signal: new AbortController().signal }),
    ])
    claim.abort(new Error('another process has the deal'))
    expect(await both).toMatchObject([
      { status: 'rejected', reason: new Error('another process has the deal') },
      { status: 'fulfilled', value: { answers: [{ result: true }] } },
    ])
    expect([addsOf(sandbox, lost), addsOf(sandbox, kept)]).toEqual([0, 1])
  })

  test('is not recorded either, where it has not been written to: the next try knows better', async () => {
    const claim = new AbortController()
    const { sandbox, journal, dealIds } = await aBurstOf(1)
    const [dealId = 0] = dealIds
    sandbox.data.linkContact(dealId, 1)
    journal.hear(dealId, 'ONCRMDEALUPDATE')
    const running = journal.run(dealId, claim.signal)
    claim.abort(new Error('another process has the deal'))
    await expect(running).rejects.toThrow('another process has the deal')
    expect(journal.records.get(dealId)).toBeUndefined()
  })

  test.each(['the portal takes requests again', 'it has to be given up'])(
    'is not written to after a pause for too many requests either: %s',
    async (ending) => {
      const clock = aClock()
      const claim = new AbortController()
      const wait = async (ms: number) => {
        claim.abort(new Error('another process has the deal'))
        await clock.wait(ms)
      }
      const { sandbox, portals, dealIds } = await aBurstOf(1, {}, { ...clock, wait })
      const [dealId = 0] = dealIds
      sandbox.faults.next({ kind: 'query-limit', method: 'batch', times: ending.startsWith('it') ? 99 : 1 })
      const portal = portals.forRun('live')
      const error: unknown = await portal
        .carryOut(dealId, [portal.callFor(dealId, change)], { signal: claim.signal })
        .catch((reason: unknown) => reason)
      expect(error).not.toBeInstanceOf(PortalError)
      expect(error).toMatchObject({ message: 'another process has the deal' })
      expect(addsOf(sandbox, dealId)).toBe(0)
    },
  )
})
