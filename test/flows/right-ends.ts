import { linksOf } from '../core/notation.ts'
import type { Edit, Stands } from './edits.ts'
import { type End, type Mishaps, type Scenario, serialEnds } from './interleavings.ts'

/** A run of some rules, woven with what people do at some of its points. */
export type Story = { scenario: Scenario; edits: readonly Edit[]; at: readonly number[]; mishaps?: Mishaps | undefined }

/** `serial`: as it ends where the run and each edit happen in an instant, with the same edits having had effect. */
export type RightEnds = { serial: string[]; include(links: string): boolean }

export const allStands = ({ contacts, primary, order }: Stands): boolean => contacts && primary && order

/** How a story may end: all that the edits did stands, or it is as some order of instants has it. */
export async function rightEndsOf({ scenario, edits, at }: Story, end: End): Promise<RightEnds> {
  const known = [...(await endsOf(scenario, edits))]
  const alike = known.filter(({ effective }) => effective === end.effective)
  // Some have effect in no order of instants: a contact unlinked twice, as our set had brought it back in between, or one
  // unlinked that our set had taken out for a moment. What finds nothing to do leaves no trace that could be seen.
  if (alike.length === 0) {
    const traced = edits.filter((_, index) => end.effective.split(',')[index] === 'true')
    known.push(...(await endsOf(scenario, traced)))
  }
  const isAmid = end.amid.some((point) => at.includes(point))
  const serial = (alike.length > 0 && !isAmid ? alike : known).map(({ links }) => links)
  return {
    serial,
    include(links) {
      const stands = end.standsIn(linksOf(links))
      const telling = (some: string) => unsettled(some, { ...stands, order: stands.order || isAmid })
      return allStands(stands) || serial.some((one) => telling(one) === telling(links))
    },
  }
}

type Ends = ReturnType<typeof serialEnds>
const knownEnds = new WeakMap<Scenario, Map<string, Ends>>()

/** How the run and the edits may end where each happens in an instant; worked out once, whenever the edits come. */
function endsOf(scenario: Scenario, edits: readonly Edit[]): Ends {
  const ofScenario = knownEnds.get(scenario) ?? new Map<string, Ends>()
  knownEnds.set(scenario, ofScenario)
  const key = JSON.stringify(edits)
  const ends = ofScenario.get(key) ?? serialEnds(scenario, edits)
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
