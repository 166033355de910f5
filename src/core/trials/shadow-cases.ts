import type { ActionResult } from '../runs/run.ts'
import { type ContactWish, isFulfilledIn, wishesOf, wishKey } from './contact-wishes.ts'
import { type PeoplesChange, peoplesChanges, type SeenRun } from './peoples-changes.ts'

/** A run of a deal with what the rule in shadow mode said in it; null where it was not asked. */
export type WatchedRun = SeenRun & { said: { matched: boolean; actions: ActionResult[] } | null }

export type Verdict = 'agreed' | 'disagreed' | 'untouched'

/** What the rule would have done in one run and had not wanted before, beside what people did then. */
export type ShadowCase = {
  runId: string
  startedAt: string
  wishes: (ContactWish & { verdict: Verdict })[]
  verdict: Verdict
  /** What people did in the following days, oldest first. */
  people: PeoplesChange[]
  /** Untouched so far; the days are not over. */
  isOpen: boolean
  /** Untouched for all we know: no run has looked at the deal since. */
  isUnseen: boolean
}

const dayMs = 24 * 60 * 60 * 1_000

/**
 * What a rule in shadow mode would have done to one deal, each wish once, and whether people did it themselves in the
 * `days` after. The runs are the deal's own, oldest first, from the first in which it would have done something. A wish
 * that later runs repeat within its days is the same one. One that the rule gave up (it matched again and wanted
 * something else) is compared only with what people did before that.
 */
export function shadowCases(runs: readonly WatchedRun[], { days, now }: { days: number; now: Date }): ShadowCase[] {
  const changes = peoplesChanges(runs)
  const placeOf = new Map(runs.map((run, place) => [run.id, place]))
  const openUntil = new Map<string, number>()
  return runs.flatMap((run, place): ShadowCase[] => {
    const at = Date.parse(run.startedAt)
    const end = at + days * dayMs
    const fresh = wishesIn(run).filter((wish) => at > (openUntil.get(wishKey(wish)) ?? 0))
    if (fresh.length === 0) return []
    for (const wish of fresh) openUntil.set(wishKey(wish), end)
    const later = changes.filter(
      (change) => (placeOf.get(change.runId) ?? 0) > place && Date.parse(change.before) <= end,
    )
    const following = runs.slice(place + 1).filter(({ startedAt }) => Date.parse(startedAt) <= end)
    const wishes = fresh.map((wish) => {
      const givenUp = placeOf.get(following.find((next) => isGivenUp(wish, next))?.id ?? '') ?? runs.length
      const counted = later.filter((change) => (placeOf.get(change.runId) ?? 0) < givenUp)
      return { ...wish, verdict: verdictOn(wish, counted) }
    })
    const verdict = together(wishes.map((wish) => wish.verdict))
    const isUntouched = verdict === 'untouched'
    return [
      {
        runId: run.id,
        startedAt: run.startedAt,
        wishes,
        verdict,
        people: later,
        isOpen: isUntouched && now.getTime() < end,
        isUnseen: isUntouched && !following.some(({ hasSeenLinks }) => hasSeenLinks),
      },
    ]
  })
}

function wishesIn({ said, linksBefore }: WatchedRun): ContactWish[] {
  return said?.matched === true ? wishesOf(said.actions, linksBefore) : []
}

function isGivenUp(wish: ContactWish, run: WatchedRun): boolean {
  if (run.said?.matched !== true || !run.hasSeenLinks) return false
  const isRepeated = wishesIn(run).some((one) => wishKey(one) === wishKey(wish))
  return !isRepeated && !isFulfilledIn(wish, run.linksBefore)
}

/** The last word that people spoke on the contact itself; else whether they did the like to another instead. */
function verdictOn(wish: ContactWish, changes: readonly PeoplesChange[]): Verdict {
  const last = changes.findLast((change) => answerTo(wish, change) !== 'untouched')
  return last === undefined ? 'untouched' : answerTo(wish, last)
}

const onItself: Record<ContactWish['wants'], Record<PeoplesChange['did'], Verdict>> = {
  linked: { linked: 'agreed', unlinked: 'disagreed', 'made-primary': 'untouched' },
  unlinked: { linked: 'disagreed', unlinked: 'agreed', 'made-primary': 'disagreed' },
  primary: { linked: 'untouched', unlinked: 'disagreed', 'made-primary': 'agreed' },
}

function answerTo({ contactId, wants }: ContactWish, change: PeoplesChange): Verdict {
  if (change.contactId === contactId) return onItself[wants][change.did]
  const isLinked = change.links.some((link) => link.contactId === contactId)
  switch (wants) {
    case 'linked':
      return change.did === 'linked' && !isLinked ? 'disagreed' : 'untouched'
    case 'unlinked':
      return change.did === 'unlinked' && isLinked ? 'disagreed' : 'untouched'
    case 'primary':
      return change.did === 'made-primary' && !change.isFallback ? 'disagreed' : 'untouched'
    default:
      return wants satisfies never
  }
}

/** A part done otherwise is something to look at. */
function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('disagreed')) return 'disagreed'
  return verdicts.includes('agreed') ? 'agreed' : 'untouched'
}
