import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RuleDocument } from '../../../src/core/rules/rule.ts'
import { Backtest } from '../../../src/http/schemas/backtest.ts'
import { aDirectory, commandLine } from '../../cli/command-line.ts'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, type RunningService, writesOn } from '../../support/service.ts'

describe.each(databaseKinds)('on %s', (database) => {
  let service: RunningService
  let [anna, ben] = [0, 0]
  const deals: number[] = []
  const isNew = { all: [{ fact: 'deal' as const, path: '$.stageId', operator: 'equal', value: 'NEW' }] }
  const attach = (contactId: number, of: Partial<RuleDocument> = {}) =>
    aRule({
      key: 'at-new',
      conditions: isNew,
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
      ...of,
    })

  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    ;[anna, ben] = [data.addContact(), data.addContact()]
    await service.obey(attach(anna))
    for (const stageId of ['NEW', 'NEW', 'PREPARATION']) deals.push(data.addDeal({ stageId }))
    for (const dealId of deals) await service.waitForRun(dealId)
    await service.quiet()
  })
  afterAll(() => service.close())

  async function backtest(rule: RuleDocument, from?: unknown): Promise<Backtest> {
    const { status, body } = await service.api('POST', '/api/backtests', {
      rule,
      ...(from === undefined ? {} : { deals: from }),
    })
    expect(status, JSON.stringify(body)).toBe(202)
    const { id } = Backtest.parse(body)
    return vi.waitFor(async () => {
      const found = Backtest.parse((await service.api('GET', `/api/backtests/${id}`)).body)
      if (!['done', 'failed'].includes(found.state)) throw new Error(`still ${found.state}`)
      return found
    }, patiently)
  }

  test('the live version against itself changes nothing', async () => {
    const { state, status, progress, result } = await backtest(attach(anna))
    expect([state, status]).toEqual(['done', 'done'])
    expect(progress).toEqual({ done: 3, total: 3 })
    expect(result).toMatchObject({
      deals: 3,
      undecided: 0,
      liveVersion: 1,
      draft: { matched: 2, changed: 0 },
      difference: { onlyDraft: 0, onlyLive: 0, otherwise: 0, same: 2 },
      examples: [],
    })
  })

  test('a draft is told by what it would change and how it differs from the live version; nothing is written', async () => {
    const writes = deals.map((dealId) => writesOn(service.sandbox, dealId))
    const { result } = await backtest(attach(ben, { mode: 'shadow', conditions: { all: [] } }))
    expect(result).toMatchObject({
      draft: { matched: 3, changed: 3, attach: 3, detach: 0, clear: 0 },
      live: { matched: 2, changed: 0 },
      difference: { onlyDraft: 1, onlyLive: 0, otherwise: 2, same: 0 },
      assumedContacts: [ben],
    })
    expect(result?.examples.map(({ dealId, difference }) => [dealId, difference])).toEqual([
      [deals[2], 'only-draft'],
      [deals[1], 'otherwise'],
      [deals[0], 'otherwise'],
    ])
    expect(deals.map((dealId) => writesOn(service.sandbox, dealId))).toEqual(writes)
  })

  test("the portal's deals by a filter are judged as they are now", async () => {
    const { result } = await backtest(attach(ben), { from: 'portal', filter: { stageId: 'NEW' } })
    expect(result).toMatchObject({ deals: 2, undecided: 0, draft: { matched: 2, changed: 2, attach: 2 } })
  })

  test('the command line tries a file on deals, in the words of the answer', async () => {
    const directory = aDirectory({ 'draft.json': attach(ben), 'wrong.json': { key: 'x' } })
    const run = (file: string, ...words: string[]) =>
      commandLine(['backtest', join(directory, file), ...words], {
        withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
      })
    const recorded = await run('draft.json', '--limit', '2')
    expect(recorded, recorded.stderr).toMatchObject({ exitCode: 0 })
    expect(recorded.stdout).toMatch(/^Rule at-new on 2 deals; nothing was written\./)
    expect(recorded.stdout).toMatch(/version 1, live +1 +0/)
    expect(recorded.stdout).toContain(`deal ${deals[1]} (otherwise): +${ben}`)
    const portal = await run('draft.json', '--deals', 'portal', '--filter', 'stageId=NEW', '--json')
    expect(portal.document()).toMatchObject({ state: 'done', result: { deals: 2, draft: { matched: 2 } } })
    expect(await run('wrong.json')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is not valid') })
    expect(await run('none.json')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Name a file') })
    expect(await run('draft.json', '--filter', 'stageId=NEW')).toMatchObject({ exitCode: 2 })
  })

  test('a limit takes the newest deals, and a wrong draft or filter is refused', async () => {
    const { result } = await backtest(attach(ben), { from: 'snapshots', limit: 1 })
    expect(result).toMatchObject({ deals: 1, draft: { matched: 0 } })
    expect(await service.api('POST', '/api/backtests', { rule: { key: 'x' } })).toMatchObject({ status: 422 })
    const filter = { stage: 'NEW' }
    expect(
      await service.api('POST', '/api/backtests', { rule: attach(ben), deals: { from: 'portal', filter } }),
    ).toMatchObject({
      status: 400,
    })
  })

  test('a list of ids means these deals as they are recorded, a number the newest', async () => {
    const draft = attach(ben, { conditions: { all: [] } })
    const [first = 0, , third = 0] = deals
    const listed = await backtest(draft, [first, third, 999_999])
    expect(listed).toMatchObject({ progress: { done: 2, total: 2 }, result: { deals: 2, draft: { matched: 2 } } })
    expect(listed.result?.examples.map(({ dealId }) => dealId)).toEqual([third, first])
    expect(await backtest(draft, 1)).toMatchObject({ result: { deals: 1, examples: [{ dealId: third }] } })
    for (const wrong of [[], [0], ['1'], 0, 1.5, 'all']) {
      const { status } = await service.api('POST', '/api/backtests', { rule: draft, deals: wrong })
      expect(status, JSON.stringify(wrong)).toBe(400)
    }
  })

  test('saving a live rule tells how it differs from the version that was live, unless nobody wants to know', async () => {
    const draft = attach(ben)
    const plain = await service.api('PUT', `/api/rules/${draft.key}?backtest=0`, attach(anna))
    expect(plain.body).not.toHaveProperty('backtest')
    expect(await service.api('PUT', `/api/rules/${draft.key}`, draft)).toMatchObject({
      status: 200,
      body: { version: 2, backtest: { deals: 3, liveVersion: 1, difference: { otherwise: 2 }, draft: { changed: 2 } } },
    })
    expect(await service.api('POST', `/api/rules/${draft.key}/restore`, { version: 1 })).toMatchObject({
      status: 200,
      body: { version: 3, backtest: { liveVersion: 2, difference: { otherwise: 2 } } },
    })
    await service.api('POST', `/api/rules/${draft.key}/restore`, { version: 2 })
    const shadow = await service.api('PUT', `/api/rules/${draft.key}-watched`, {
      ...draft,
      key: `${draft.key}-watched`,
      mode: 'shadow',
    })
    expect(shadow.body, 'one that changes nothing').not.toHaveProperty('backtest')
    await service.api('DELETE', `/api/rules/${draft.key}-watched`)
  })

  test('a push tells, if asked, what its live rules would change', async () => {
    const directory = aDirectory({
      'pushed.json': attach(ben, { key: 'pushed' }),
      'off.json': attach(ben, { key: 'off', mode: 'off' }),
    })
    const pushed = await commandLine(['rules', 'push', directory, '--backtest'], {
      withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
    })
    expect(pushed, pushed.stderr).toMatchObject({ exitCode: 0 })
    expect(pushed.stdout).toMatch(
      /✓ pushed: .*\n {4}On the newest 3 deals on record it matches 2 and would change \d; no version of it was live before/,
    )
    expect(pushed.stdout.match(/On the newest/g), 'not of one that is off').toHaveLength(1)
    for (const key of ['pushed', 'off']) await service.api('DELETE', `/api/rules/${key}`)
  })

  test('a rule in shadow mode is made live in one call, and only such a one', async () => {
    const shadow = attach(ben, { key: 'watched', mode: 'shadow' })
    await service.api('PUT', '/api/rules/watched', shadow)
    expect(await service.api('POST', '/api/rules/watched/promote?backtest=1', { note: 'It agreed.' })).toMatchObject({
      status: 200,
      body: { mode: 'live', version: 2, backtest: { deals: 3, liveVersion: null, draft: { matched: 2 } } },
    })
    expect(await service.api('GET', '/api/rules/watched/versions')).toMatchObject({
      body: { items: [{ version: 2, note: 'It agreed.' }, { version: 1 }] },
    })
    expect(await service.api('POST', '/api/rules/watched/promote')).toMatchObject({
      status: 409,
      body: { error: { code: 'not_in_shadow' } },
    })
    expect(await service.api('POST', '/api/rules/never/promote')).toMatchObject({ status: 404 })
    const stale = await fetch(`${service.baseUrl}/api/rules/watched/promote`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service.apiToken}`, 'if-match': '"1"' },
    })
    expect(stale.status).toBe(412)
  })

  test('one that is under way is cancelled, over HTTP and by the command line, and stays so', async () => {
    const cancel = (id: string) =>
      commandLine(['backtest', 'cancel', id], {
        withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
      })
    for (const cancelled of [
      async (id: string) => (await service.api('POST', `/api/backtests/${id}/cancel`)).status === 200,
      async (id: string) => (await cancel(id)).exitCode === 0,
    ]) {
      const { promise: until, resolve: letGo } = Promise.withResolvers<void>()
      service.sandbox.faults.next({ kind: 'held', until, method: 'crm.item.list' })
      const begun = await service.api('POST', '/api/backtests', {
        rule: attach(ben),
        deals: { from: 'portal', filter: {} },
      })
      const { id } = Backtest.parse(begun.body)
      const path = `/api/backtests/${id}`
      const isRunning = async () => expect((await service.api('GET', path)).body).toMatchObject({ state: 'running' })
      await vi.waitFor(isRunning, patiently)
      expect(await cancelled(id)).toBe(true)
      letGo()
      // Jobs of a kind come one after the other: once this one is done, the other is over.
      await backtest(attach(anna))
      expect(await service.api('GET', path)).toMatchObject({ body: { state: 'cancelled', result: null } })
      expect(await cancel(id), 'once more is as good').toMatchObject({ exitCode: 0 })
    }
    const { id: ended } = await backtest(attach(anna))
    expect(await cancel(ended)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ended already: done') })
    const list = await commandLine(['backtest', 'list'], {
      withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
    })
    expect(list.stdout).toMatch(/cancelled +at-new/)
  })

  test('one that has ended is not cancelled, and one that never was is not found', async () => {
    const { id } = await backtest(attach(anna))
    expect(await service.api('POST', `/api/backtests/${id}/cancel`)).toMatchObject({ status: 409 })
    expect(await service.api('GET', '/api/backtests?limit=1')).toMatchObject({ body: { items: [{ id }] } })
    const unknown = '0190b6a0-0000-7000-8000-000000000001'
    expect(await service.api('GET', `/api/backtests/${unknown}`)).toMatchObject({ status: 404 })
  })
})
