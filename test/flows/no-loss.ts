import { expect } from 'vitest'
import type { Edit, Stands } from './edits.ts'
import { type End, type Mishaps, type Scenario, serialEnds, woven } from './interleavings.ts'

/** How many were tried; in how many somebody's last word was a rule's to change; and how many no order of instants explains. */
export const tried = { interleavings: 0, notStanding: 0, unlike: 0 }

/**
 * A run woven with edits ends as one of those that happen in an instant, with the same edits having had effect. Null
 * where an edit came at a point at which it could not be known.
 */
export async function expectNoLoss(
  scenario: Scenario,
  some: readonly Edit[],
  at: readonly number[],
  mishaps?: Mishaps,
): Promise<End | null> {
  const end = await woven(scenario, some, at, mishaps)
  if (end.isMissed) return null
  tried.interleavings += 1
  if (end.stands.contacts && end.stands.primary && end.stands.order) return end
  tried.notStanding += 1
  const serial = [...(await endsOf(scenario, some))]
  const alike = serial.filter(({ effective }) => effective === end.effective)
  // Some have effect in no order of instants: a contact unlinked twice, as our set had brought it back in between, or one
  // unlinked that our set had taken out for a moment. What finds nothing to do leaves no trace that could be seen.
  if (alike.length === 0) {
    tried.unlike += 1
    const traced = some.filter((_, index) => end.effective.split(',')[index] === 'true')
    serial.push(...(await endsOf(scenario, traced)))
  }
  const isAmid = end.amid.some((point) => at.includes(point))
  const ends = (alike.length > 0 && !isAmid ? alike : serial).map(({ links }) => links)
  const telling = (links: string) => unsettled(links, { ...end.stands, order: end.stands.order || isAmid })
  expect(ends.map(telling), JSON.stringify({ some, at, mishaps, end })).toContain(telling(end.links))
  return end
}

type Ends = ReturnType<typeof serialEnds>
const known = new WeakMap<Scenario, Map<string, Ends>>()

/** How the run and the edits may end where each happens in an instant; worked out once, whenever the edits come. */
function endsOf(scenario: Scenario, some: readonly Edit[]): Ends {
  const ofScenario = known.get(scenario) ?? new Map<string, Ends>()
  known.set(scenario, ofScenario)
  const key = JSON.stringify(some)
  const ends = ofScenario.get(key) ?? serialEnds(scenario, some)
  ofScenario.set(key, ends)
  return ends
}

/** What of the links the edits have not settled: whom, who is primary, in which order. */
function unsettled(links: string, { contacts, settled, primary, order }: Stands): string {
  const ids = links.split(' ')
  const chosen = primary ? '' : (ids.find((id) => id.endsWith('*')) ?? '')
  if (contacts) return chosen
  const open = ids.map((id) => id.replace('*', '')).filter((id) => !settled.includes(Number(id)))
  return [chosen, ...(order ? open.sort() : open)].join(' ')
}
