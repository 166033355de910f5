import { inOrder, type Link } from '../deal/link.ts'
import type { Run } from '../runs/run.ts'

/** Links that went to and fro: the ones that kept coming back, and the runs that wrote in between, oldest first. */
export type Swing = { links: Link[]; runIds: string[] }

/** A run that wrote, as far as swings go. */
export type WritingRun = Pick<Run, 'id' | 'startedAt' | 'finishedAt' | 'linksBefore' | 'linksAfter'>

/**
 * Whether a run wrote something, whatever came of it: one that fails as somebody undoes each of its writes, or as the portal
 * does not take them as they are meant, is begun anew by the portal's word of them.
 */
export const hasWritten = ({ status, operations }: Pick<Run, 'status' | 'operations'>): boolean =>
  status === 'applied' || (status === 'failed' && operations.some(({ error }) => error === null))

/** A deal's links seen again after at least so many runs that wrote … */
const runsApart = 2
/** … within this time … */
export const swingMs = 10 * 60_000
/** … so often are a swing. */
const timesOver = 3

/** How far back, and at most how many runs that wrote, a swing can reach. */
export const swingReach = { ms: timesOver * swingMs, runs: 24 }

type Sighting = { links: readonly Link[]; at: number; runsBefore: number }

/**
 * The swing that a deal is in, null when it is in none: the same links were seen again after two runs that wrote within
 * ten minutes, three times over, and are there now. `runs`: those of the deal within `swingReach`, oldest first.
 */
export function swingOf(runs: readonly WritingRun[], now: { links: readonly Link[]; at: Date }): Swing | null {
  const sightings: Sighting[] = runs.flatMap(({ startedAt, finishedAt, linksBefore, linksAfter }, index) => [
    { links: linksBefore, at: Date.parse(startedAt), runsBefore: index },
    { links: linksAfter, at: Date.parse(finishedAt), runsBefore: index + 1 },
  ])
  const present = inWords(now.links)
  let last: Sighting = { links: now.links, at: now.at.getTime(), runsBefore: runs.length }
  let times = 0
  for (const sighting of sightings.reverse()) {
    if (last.runsBefore - sighting.runsBefore < runsApart || inWords(sighting.links) !== present) continue
    if (last.at - sighting.at > swingMs) return null
    last = sighting
    times += 1
    if (times === timesOver) {
      return { links: inOrder(now.links), runIds: runs.slice(sighting.runsBefore).map(({ id }) => id) }
    }
  }
  return null
}

/** Contacts in their order with the primary one: other sorts that say the same are the same links. */
const inWords = (links: readonly Link[]): string =>
  inOrder(links)
    .map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`)
    .join(' ')
