import { linksOf } from '../core/notation.ts'
import type { Edit, Stands } from './edits.ts'
import { type End, type Mishaps, type Scenario, type SerialEnd, serialEnds } from './interleavings.ts'

/** A run of some rules, woven with what people do at some of its points. */
export type Story = { scenario: Scenario; edits: readonly Edit[]; at: readonly number[]; mishaps?: Mishaps | undefined }

/** `serial`: as it ends where the run and each edit happen in an instant, with the same edits having had effect. */
export type RightEnds = { serial: string[]; include(links: string): boolean }

export const allStands = ({ contacts, primary, order }: Stands): boolean => contacts && primary && order

/** Whether every edit came before the run began or after it had ended. */
export const isNoneAmid = (at: readonly number[], { points }: Pick<End, 'points'>): boolean =>
  at.every((point) => point === 0 || point >= points)

/**
 * How a story may end: all that the edits did stands, or it is as some order of instants has it, in which no edit comes
 * before the run that came after it. Where none came while the run was under way, the order is known, and so is the end.
 */
export async function rightEndsOf({ scenario, edits, at }: Story, end: End): Promise<RightEnds> {
  const moments = edits.map((edit, index) => ({ edit, at: at[index] ?? 0 }))
  if (isNoneAmid(at, end)) {
    const before = at.filter((point) => point === 0).length
    const ends = await endsOf(scenario, edits)
    const serial = ends.filter((one) => one.before === before).map(({ links }) => links)
    return { serial, include: (links) => serial.includes(links) }
  }
  // What finds nothing to do leaves no trace and asks for nothing, so the story is the same without it.
  const traced = moments.filter((_, index) => end.effective.split(',')[index] === 'true')
  const ofTraced = await ordersOf(traced)
  const known = await ordersOf(moments)
  const alike = [
    ...known.filter(({ effective }) => effective === end.effective),
    ...ofTraced.filter(({ effective }) => effective === String(traced.map(() => true))),
  ]
  const isAmid = end.amid.some((point) => at.includes(point))
  // Some have effect in no order of instants: a contact unlinked twice, as our set had brought it back in between, or one
  // unlinked that our set had taken out for a moment.
  const serial = (alike.length > 0 && !isAmid ? alike : [...known, ...ofTraced]).map(({ links }) => links)
  return {
    serial,
    include(links) {
      const stands = end.standsIn(linksOf(links))
      const telling = (some: string) => unsettled(some, { ...stands, order: stands.order || isAmid })
      return allStands(stands) || serial.some((one) => telling(one) === telling(links))
    },
  }

  async function ordersOf(some: typeof moments): Promise<SerialEnd[]> {
    const late = some.findIndex((one) => one.at >= end.points)
    const ends = await endsOf(
      scenario,
      some.map(({ edit }) => edit),
    )
    return ends.filter(({ before }) => late < 0 || before <= late)
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
