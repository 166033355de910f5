import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DealQuery } from '../../src/core/deal/deal-filter.ts'
import { mostDealsOfClient } from '../../src/core/rules/client-events.ts'
import { PortalError, type PortalErrorKind } from '../../src/core/runs/portal-error.ts'
import { spreadEvent } from '../../src/flows/spread-event.ts'
import { tries } from '../support/tries.ts'

/** A portal with the deals of one contact and of its companies, fifty a page. */
function portal({ own, ofCompanies }: { own: number[]; ofCompanies: number[] }) {
  const spread: { dealIds: number[]; note: string }[] = []
  return {
    spread,
    deps: {
      companiesOfContact: async () => (ofCompanies.length > 0 ? [61] : []),
      async listDeals(query: DealQuery, afterId: number) {
        const all = query.contactId === undefined ? ofCompanies : own
        const rest = all.filter((id) => id > afterId).sort((a, b) => a - b)
        return { dealIds: rest.slice(0, 50), isLast: rest.length <= 50 }
      },
      async spread(_events: unknown, deals: { dealIds: number[]; note: string }) {
        spread.push(deals)
      },
    },
  }
}

const deals = fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 260 })

test('every deal concerned is run once, up to the bound, and the note says when there are more', async () => {
  await fc.assert(
    fc.asyncProperty(deals, deals, async (own, ofCompanies) => {
      const { spread, deps } = portal({ own, ofCompanies })
      await spreadEvent(deps, { event: 'ONCRMCONTACTUPDATE', aboutId: 7, eventIds: ['e'] })
      const concerned = new Set([...own, ...ofCompanies])
      const [{ dealIds, note } = { dealIds: [], note: '' }] = spread
      expect(dealIds).toHaveLength(Math.min(concerned.size, mostDealsOfClient))
      expect(new Set(dealIds).size).toBe(dealIds.length)
      expect(dealIds.every((id) => concerned.has(id))).toBe(true)
      if (concerned.size > mostDealsOfClient) expect(note).toContain('More than 200')
      if (concerned.size < mostDealsOfClient) expect(note).not.toContain('More than')
    }),
    tries(60),
  )
})

test('one whose deals can never be found waits no more, and says why; one that may be found later still waits', async () => {
  const { spread, deps } = portal({ own: [1], ofCompanies: [] })
  const failing = (kind: PortalErrorKind) => ({
    ...deps,
    companiesOfContact: async () => {
      throw new PortalError(kind, { code: 'ODD', method: 'crm.contact.company.items.get', message: 'It is odd.' })
    },
  })
  const events = { event: 'ONCRMCONTACTUPDATE', aboutId: 7, eventIds: ['e'] } as const
  const given = { ...events, eventIds: [...events.eventIds] }
  expect(await spreadEvent(failing('our-mistake'), given)).toEqual({ deals: 0, isCut: false, fault: 'It is odd.' })
  expect(spread).toEqual([{ dealIds: [], note: expect.stringContaining('could not be found: It is odd.') }])
  for (const kind of ['transient', 'wrong-credentials', 'limit'] as const)
    await expect(spreadEvent(failing(kind), given)).rejects.toThrow('It is odd.')
  expect(spread).toHaveLength(1)
})
