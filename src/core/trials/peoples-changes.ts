import { type Link, primaryIdOf } from '../deal/link.ts'

/** A run of a deal, as far as it tells what became of the links. */
export type SeenRun = {
  id: string
  startedAt: string
  finishedAt: string
  /** Taking a run back is a person's decision, though we carry it out. */
  isRevert: boolean
  /** False for a run that came to no end: it may not have seen the links. */
  hasSeenLinks: boolean
  hasWritten: boolean
  linksBefore: Link[]
  linksAfter: Link[]
}

/** What somebody other than the rules did to a contact, between two moments at which the links were seen. */
export type PeoplesChange = {
  contactId: number
  did: 'linked' | 'unlinked' | 'made-primary'
  /** When the links were last seen without it, and first seen with it; by which run. */
  after: string
  before: string
  runId: string
  /** A primary that took over from one that was unlinked: the portal's choice. */
  isFallback: boolean
  /** The links as they were then. */
  links: readonly Link[]
}

/**
 * What people changed from the end of the first run on, oldest first: the differences between what a run left and what
 * the next one found, and what was taken back on their word. What a run that came to no end wrote cannot be told from
 * what people did beside it, so of such a time nothing is claimed. The runs are of one deal, oldest first.
 */
export function peoplesChanges(runs: readonly SeenRun[]): PeoplesChange[] {
  const changes: PeoplesChange[] = []
  let last: SeenRun | null = null
  let isClear = true
  for (const run of runs) {
    if (!run.hasSeenLinks) {
      isClear = isClear && !run.hasWritten
      continue
    }
    if (last !== null && isClear) {
      changes.push(...between(last.linksAfter, run.linksBefore, [last.finishedAt, run.startedAt], run.id))
    }
    if (run.isRevert && last !== null) {
      changes.push(...between(run.linksBefore, run.linksAfter, [run.startedAt, run.finishedAt], run.id))
    }
    last = run
    isClear = true
  }
  return changes
}

function between(
  old: readonly Link[],
  links: readonly Link[],
  [after, before]: readonly [string, string],
  runId: string,
): PeoplesChange[] {
  const change = (contactId: number, did: PeoplesChange['did'], isFallback = false): PeoplesChange => {
    return { contactId, did, after, before, runId, isFallback, links }
  }
  const [had, has] = [idsOf(old), idsOf(links)]
  const [oldPrimary, primary] = [primaryIdOf(old), primaryIdOf(links)]
  return [
    ...[...has].filter((id) => !had.has(id)).map((id) => change(id, 'linked')),
    ...[...had].filter((id) => !has.has(id)).map((id) => change(id, 'unlinked')),
    ...(primary !== 0 && primary !== oldPrimary ? [change(primary, 'made-primary', !has.has(oldPrimary))] : []),
  ]
}

const idsOf = (links: readonly Link[]) => new Set(links.map((link) => link.contactId))
