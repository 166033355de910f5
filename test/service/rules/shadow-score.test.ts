import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ShadowScoreShape } from '../../../src/http/schemas/shadow.ts'
import { commandLine } from '../../cli/command-line.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

describe.each(databaseKinds)('the score of a rule in shadow mode on %s', (database) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database })
  })
  afterAll(() => service.close())

  const score = async (query = '') => {
    const { status, body } = await service.api('GET', `/api/rules/watched/shadow${query}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return ShadowScoreShape.parse(body)
  }

  test('what it would have done, and whether people did it; what other rules wrote does not count', async () => {
    const { data } = service.sandbox
    const [ben, eva] = [data.addContact(), data.addContact()]
    const attach = (id: number) => ({ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [id] } })
    const watched = aRule({
      key: 'watched',
      mode: 'shadow',
      conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'startsWith', value: 'Watched' }] },
      actions: [attach(ben)],
    })
    const byRule = aRule({
      key: 'other',
      priority: 1,
      conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'equal', value: 'Watched and ruled' }] },
      actions: [attach(ben)],
    })
    await service.obey(watched, byRule)
    const deals = {
      agreed: data.addDeal({ title: 'Watched' }),
      disagreed: data.addDeal({ title: 'Watched' }),
      untouched: data.addDeal({ title: 'Watched' }),
      ruled: data.addDeal({ title: 'Watched and ruled' }),
      other: data.addDeal({ title: 'Not of that kind' }),
    }
    await service.quiet()
    data.linkContact(deals.agreed, ben)
    data.linkContact(deals.disagreed, eva)
    await service.quiet()

    const found = await score()
    expect(found).toMatchObject({ key: 'watched', version: 1, mode: 'shadow', days: 7, lookedAt: { isAll: true } })
    expect(found.total).toMatchObject({ cases: 4, linked: 4, agreed: 1, disagreed: 1, untouched: 2, open: 2 })
    // Midnight may have come in between.
    const shadowed = [deals.agreed, deals.disagreed, deals.untouched, deals.ruled]
    const firstRuns = await Promise.all(shadowed.map(async (dealId) => (await service.runsOf(dealId))[0]))
    const days = [...new Set(firstRuns.map((run) => run?.startedAt.slice(0, 10)))].toSorted()
    expect(found.byDay.map(({ day }) => day)).toEqual(days)
    expect(found.agreement).toBe(0.5)
    const [run] = await service.runsOf(deals.disagreed)
    expect(found.disagreements).toMatchObject([
      {
        dealId: deals.disagreed,
        runId: run?.id,
        wanted: [{ contactId: ben, wants: 'linked', verdict: 'disagreed' }],
        people: [
          { contactId: eva, did: 'linked' },
          { contactId: eva, did: 'made-primary' },
        ],
      },
    ])

    const withService = <T>(use: (to: { baseUrl: string; token: string }) => Promise<T>) =>
      use({ baseUrl: service.baseUrl, token: service.apiToken })
    const told = await commandLine(['rules', 'shadow', 'watched', '--days', '3', '--rule-version', '1', '--json'], {
      withService,
    })
    expect([told.exitCode, ShadowScoreShape.parse(told.document())]).toMatchObject([
      0,
      { days: 3, total: { cases: 4 } },
    ])
    expect(told.stderr).toContain('in 1 of the 2 cases')
    expect(told.stderr).toContain(`deal ${deals.disagreed}, run ${run?.id}`)

    // Promoted, it is scored by the version that was watched.
    await service.api('POST', '/api/rules/watched/promote')
    expect(await score()).toMatchObject({ version: 1, total: { cases: 4 } })
    expect(await score('?version=2')).toMatchObject({ mode: 'live', total: { cases: 0 }, agreement: null })
    expect(await score(`?to=${days[0]}`)).toMatchObject({ total: { cases: 0 } })
  })

  test('what there is no score of', async () => {
    const statusOf = async (path: string) => (await service.api('GET', path)).status
    expect(await statusOf('/api/rules/never/shadow')).toBe(404)
    expect(await statusOf('/api/rules/watched/shadow?version=9')).toBe(404)
    expect(await statusOf('/api/rules/watched/shadow?days=31')).toBe(400)
    expect(await statusOf('/api/rules/watched/shadow?from=yesterday')).toBe(400)
  })
})
