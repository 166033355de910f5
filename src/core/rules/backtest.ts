import { inOrder, type Link, primaryIdOf } from '../deal/link.ts'

/** What one version of a rule comes to on a deal. */
export type Side = {
  matched: boolean
  /** Whether it changes the deal's links itself; they are then as in `wanted`. */
  changes: boolean
  /** The links as they would be, with the other live rules at work. */
  wanted: Link[]
  inWords: string
}

/** The draft and the version that is live now (null: none is) on the same facts. */
export type Verdict = { dealId: number; links: Link[]; draft: Side; live: Side | null }

/** `same`: both match, and come to the same links. */
export type Difference = 'only-draft' | 'only-live' | 'otherwise' | 'same' | 'neither'

export type BacktestExample = {
  dealId: number
  difference: Difference
  linksBefore: Link[]
  linksAfter: Link[]
  /** As the live version would have them; null: none is live. */
  linksAfterLive: Link[] | null
  why: string
}

export type SideCounts = {
  /** Deals that match. */
  matched: number
  /** Deals whose links it would change. */
  changed: number
  /** Contacts that would be linked and unlinked. */
  attach: number
  detach: number
  /** Deals whose primary would be another, and deals that would lose every contact. */
  primary: number
  clear: number
}

export type BacktestNumbers = {
  deals: number
  /**
   * Deals that cannot be judged, as no run has read what a rule asks for, and what was read does not settle it; by what is
   * missing. They are in `deals` and in no other number.
   */
  undecided: number
  missing: Record<string, number>
  draft: SideCounts
  live: SideCounts | null
  difference: { onlyDraft: number; onlyLive: number; otherwise: number; same: number }
  /** Contacts that are taken to exist, though nobody has looked; the first 100. */
  assumedContacts: number[]
  examples: BacktestExample[]
}

const mostExamples = 20
const mostAssumed = 100
const mostReasons = 20

const noCounts = (): SideCounts => ({ matched: 0, changed: 0, attach: 0, detach: 0, primary: 0, clear: 0 })

export function noNumbers(hasLive: boolean): BacktestNumbers {
  return {
    deals: 0,
    undecided: 0,
    missing: {},
    draft: noCounts(),
    live: hasLive ? noCounts() : null,
    difference: { onlyDraft: 0, onlyLive: 0, otherwise: 0, same: 0 },
    assumedContacts: [],
    examples: [],
  }
}

/** Adds a deal that could not be judged. */
export function countUndecided(numbers: BacktestNumbers, missing: string): void {
  numbers.deals += 1
  numbers.undecided += 1
  const isNew = numbers.missing[missing] === undefined
  const reason = isNew && Object.keys(numbers.missing).length >= mostReasons ? 'other facts' : missing
  numbers.missing[reason] = (numbers.missing[reason] ?? 0) + 1
}

/** Adds a deal. Examples are deals that the draft would change, or on which the versions differ. */
export function countVerdict(numbers: BacktestNumbers, verdict: Verdict, assumed: readonly number[] = []): void {
  const { draft, live, links, dealId } = verdict
  numbers.deals += 1
  countSide(numbers.draft, draft, links)
  if (numbers.live !== null && live !== null) countSide(numbers.live, live, links)
  const difference = differenceOf(verdict)
  if (difference === 'only-draft') numbers.difference.onlyDraft += 1
  if (difference === 'only-live') numbers.difference.onlyLive += 1
  if (difference === 'otherwise') numbers.difference.otherwise += 1
  if (difference === 'same') numbers.difference.same += 1
  const others = assumed.filter((id) => !numbers.assumedContacts.includes(id))
  numbers.assumedContacts.push(...others.slice(0, mostAssumed - numbers.assumedContacts.length))
  const isTelling = draft.changes || difference === 'only-live' || difference === 'otherwise'
  if (!isTelling || numbers.examples.length >= mostExamples) return
  numbers.examples.push({
    dealId,
    difference,
    linksBefore: links,
    linksAfter: draft.changes ? draft.wanted : links,
    linksAfterLive: live === null ? null : live.changes ? live.wanted : links,
    why: draft.inWords,
  })
}

export function differenceOf({ draft, live }: Pick<Verdict, 'draft' | 'live'>): Difference {
  if (!draft.matched) return live?.matched ? 'only-live' : 'neither'
  if (!live?.matched) return 'only-draft'
  return isSame(draft, live) ? 'same' : 'otherwise'
}

function isSame(one: Side, other: Side): boolean {
  return (
    one.changes === other.changes &&
    primaryIdOf(one.wanted) === primaryIdOf(other.wanted) &&
    idsOf(one.wanted).join() === idsOf(other.wanted).join()
  )
}

const idsOf = (links: readonly Link[]) => inOrder(links).map(({ contactId }) => contactId)

function countSide(counts: SideCounts, side: Side, before: readonly Link[]): void {
  if (side.matched) counts.matched += 1
  if (!side.changes) return
  counts.changed += 1
  const [was, is] = [new Set(idsOf(before)), new Set(idsOf(side.wanted))]
  counts.attach += [...is].filter((id) => !was.has(id)).length
  counts.detach += [...was].filter((id) => !is.has(id)).length
  if (was.size > 0 && is.size === 0) counts.clear += 1
  else if (primaryIdOf(before) !== primaryIdOf(side.wanted)) counts.primary += 1
}
