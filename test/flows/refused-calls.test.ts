import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Link } from '../../src/core/deal/link.ts'
import { PortalError } from '../../src/core/runs/portal-error.ts'
import { aRule, type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { type Mishap, type PaperPortal, paperPortal } from '../support/paper-portal.ts'
import { tries } from '../support/tries.ts'
import type { Scenario } from './interleavings.ts'
import { someScenario } from './random-stories.ts'

const limit: Mishap = { kind: 'limit', when: 'before' }
const unknown = fc.record({
  kind: fc.constantFrom('outcome-unknown' as const, 'transient' as const),
  when: fc.constantFrom('before' as const, 'after' as const),
})
/** Single calls are refused, and of one it is not known whether it was carried out; all others are. */
const someMishaps: fc.Arbitrary<(Mishap | null)[]> = fc
  .tuple(fc.array(fc.constantFrom(null, limit), { maxLength: 8 }), fc.nat(4), fc.option(unknown))
  .map(([mishaps, place, one]) => mishaps.toSpliced(place, 1, one))

/** A deal that an event has been heard of, on a portal to which this happens. */
function aDeal({ links, rules }: Scenario, mishaps: (Mishap | null)[] = [], unread: boolean[] = []) {
  const contacts = new Map([7, 8, 9, 12].map((id) => [id, { id }]))
  const portal = paperPortal({ links: [...links], contacts, mishaps: [...mishaps] })
  const { readLinks } = portal
  const ahead = [...unread]
  portal.readLinks = async (dealId) => {
    if (ahead.shift() === true) throw ill
    return readLinks(dealId)
  }
  const desk = paperDesk(
    portal,
    rules.map((actions, index) => aRule({ key: String.fromCharCode(97 + index), actions })),
  )
  desk.hear()
  return { portal, desk }
}
const ill = new PortalError('transient', { code: 'ILL', method: 'crm.deal.contact.items.get', message: 'Ill.' })

async function workedOff({ portal, desk }: { portal: PaperPortal; desk: PaperDesk }) {
  for (let attempt = 1; desk.records.length === 0 && attempt <= 12; attempt += 1) {
    await desk.work({ attempt }).catch((error) => expect(error).toBeInstanceOf(PortalError))
  }
  const idsOf = (links: readonly Link[]) => links.map(({ contactId }) => contactId).sort()
  return { status: desk.records[0]?.run.status, linked: idsOf(portal.links), deeds: desk.memory.deeds }
}

test('where nobody but rules has been at work they have their way, and nothing of theirs is held to be undone', async () => {
  await fc.assert(
    fc.asyncProperty(someScenario, someMishaps, fc.array(fc.boolean(), { maxLength: 4 }), async (scenario, ...ills) => {
      const plain = await workedOff(aDeal(scenario))
      const { status, linked, deeds } = await workedOff(aDeal(scenario, ...ills))
      expect({ status, linked }).toEqual({ status: plain.status, linked: plain.linked })
      expect(deeds.filter(({ state }) => state === 'undone')).toEqual([])
    }),
    tries(500),
  )
})
