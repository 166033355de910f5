import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Run } from '../../../src/core/runs/run.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal, aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'
import { type SilentPortal, silentPortalBefore } from '../../support/silent-portal.ts'

type Asked = { what: string; method: string; path(): string; body?(): unknown; about: string }

describe('a portal that takes connections and says nothing', () => {
  let way: SilentPortal
  let service: RunningService
  let [dealId, contactId] = [0, 0]
  let run: Run
  const rule = () => aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })

  beforeAll(async () => {
    const sandbox = await aPortal()
    way = await silentPortalBefore(sandbox)
    service = await aService({ sandbox: way.portal, patienceMs: 300 })
    contactId = sandbox.data.addContact()
    await service.obey(rule())
    dealId = sandbox.data.addDeal()
    run = await service.runNow(dealId)
  })
  afterEach(() => way.speak())
  afterAll(async () => {
    await service.close()
    await way.close()
    await way.portal.close()
  })

  const questions: Asked[] = [
    { what: 'why', method: 'GET', path: () => `/api/deals/${dealId}/why`, about: 'Deal' },
    { what: 'a preview', method: 'POST', path: () => '/api/preview', body: () => ({ dealId }), about: 'Deal' },
    {
      what: 'a preview of a draft',
      method: 'POST',
      path: () => '/api/preview',
      body: () => ({ dealId, rule: rule() }),
      about: 'Deal',
    },
    { what: 'what an undo would do', method: 'GET', path: () => `/api/runs/${run.id}/revert`, about: 'Deal' },
    { what: 'an undo', method: 'POST', path: () => `/api/runs/${run.id}/revert`, body: () => ({}), about: 'Deal' },
    {
      what: 'a test of a run',
      method: 'POST',
      path: () => `/api/runs/${run.id}/test`,
      body: () => ({ rule: rule().key }),
      about: 'Deal',
    },
    {
      what: 'a test of a deal',
      method: 'POST',
      path: () => `/api/deals/${dealId}/test`,
      body: () => ({ rule: rule().key }),
      about: 'Deal',
    },
    { what: 'a search', method: 'GET', path: () => '/api/deals/search?q=spare', about: 'The search for deals' },
    { what: 'fields', method: 'GET', path: () => '/api/portal/fields', about: 'The fields and lists of the portal' },
    {
      what: 'the cost of a backfill',
      method: 'POST',
      path: () => '/api/backfills',
      body: () => ({ filter: {}, mode: 'live', dryRun: true }),
      about: 'The number of deals',
    },
  ]

  test.each(questions)(
    '$what: told in time, and the portal is asked no more',
    async ({ method, path, body, about }) => {
      way.fallSilent()
      const answer = await service.api(method, path(), body?.())
      expect(answer).toMatchObject({
        status: 503,
        body: { error: { code: 'portal_unavailable', message: expect.stringContaining(about) } },
      })
      expect(answer.body).toMatchObject({
        error: {
          message: expect.stringMatching(/: the portal did not answer within 0\.3 s\. Nothing was .+try again/i),
        },
      })
      await vi.waitFor(() => expect(way.unanswered()).toBe(0), patiently)
    },
  )

  test('an erasure does not wait for it either', async () => {
    way.fallSilent()
    const erased = way.portal.data.addContact()
    expect(await service.api('POST', `/api/contacts/${erased}/erase`, {})).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(way.unanswered()).toBe(0), patiently)
  })

  test('people who did not wait say nothing of the portal: it counts as well, and is asked at once', async () => {
    way.fallSilent()
    // More than it takes of failures for a portal to count as down.
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, index) => service.api('GET', `/api/deals/${index + 1}/why`)),
    )
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 503))
    way.speak()
    expect((await service.api('GET', '/api/status')).body).toMatchObject({ portal: { state: 'ok', paused: null } })
    // On a busy machine an answer may take longer than so little patience.
    await vi.waitFor(async () => {
      expect(await service.api('GET', `/api/deals/${dealId}/why`)).toMatchObject({ status: 200 })
    }, patiently)
  })

  test('a run that waits beside them keeps waiting, and needs no other try', async () => {
    const { data } = way.portal
    const waits = data.addDeal()
    way.fallSilent()
    const running = service.api('POST', `/api/deals/${waits}/run`)
    await vi.waitFor(() => expect(way.unanswered()).toBeGreaterThan(0), patiently)
    expect(await service.api('GET', `/api/deals/${waits}/why`)).toMatchObject({ status: 503 })
    await vi.waitFor(() => expect(way.unanswered(), 'of the run').toBe(1), patiently)
    way.speak()
    expect(await running).toMatchObject({ status: 200, body: { status: 'applied', attempt: 1 } })
    expect(linksInWords(data.links(waits))).toBe(`${contactId}*`)
  })
})

test('whoever goes takes their question along, in whatever state it is', async () => {
  const way = await silentPortalBefore(await aPortal())
  const service = await aService({ sandbox: way.portal, patienceMs: 600_000 })
  try {
    const dealId = way.portal.data.addDeal()
    way.fallSilent()
    const person = new AbortController()
    // More than go to the portal at once.
    const asked = Array.from({ length: 14 }, () =>
      fetch(`${service.baseUrl}/api/deals/${dealId}/why`, {
        headers: { authorization: `Bearer ${service.apiToken}` },
        signal: person.signal,
      }).then(
        () => 'answered',
        () => 'gone',
      ),
    )
    await vi.waitFor(() => expect(way.unanswered()).toBeGreaterThan(0), patiently)
    person.abort()
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['gone']))
    await vi.waitFor(() => expect(way.unanswered()).toBe(0), patiently)
    way.speak()
    expect(await service.api('GET', `/api/deals/${dealId}/why`)).toMatchObject({ status: 200 })
    expect(service.log.join('')).not.toMatch(/request failed|unhandled/i)
  } finally {
    await service.close()
    await way.close()
    await way.portal.close()
  }
})
