import { type Link, primaryIdOf } from '../deal/link.ts'
import { type Basis, isChosenOver, linksAsMade, showHowMuchWasDone, withOwed } from '../deal/link-edits.ts'
import { deedsAfter, withDeeds } from '../decision/deeds.ts'
import { confirmedResults } from '../decision/merge.ts'
import type { Decided } from '../decision/overwriting.ts'
import type { Deed } from '../runs/deed.ts'
import type { UnfinishedRun } from './store.ts'

// What a try that was broken off amid its writes means for the next one of the same run, which finds these links.

/** The deeds with what it has done without hearing of it: what it meant to do and the links, as they are now, show. */
export function deedsWithEarlierTry(unfinished: UnfinishedRun | null, deeds: Deed[], links: readonly Link[]): Deed[] {
  if (unfinished === null) return deeds
  return withDeeds(deedsUnheardOf(unfinished, deeds, links), choicesSince(unfinished, links))
}

function deedsUnheardOf(
  { rules, operations, linksBefore, pending }: UnfinishedRun,
  deeds: Deed[],
  links: readonly Link[],
) {
  if (pending === null) return deeds
  if (pending === undefined && operations.every(({ error }) => error === null)) return deeds
  const from = pending?.base ?? linksBefore
  const stood = pending === undefined ? links : linksAsMade(links, pending)
  return deedsAfter(deeds, confirmedResults(rules, from, stood), from, stood, links)
}

/** Whoever has chosen one that it had linked, chose after its rules had chosen theirs. */
function choicesSince({ own, basis }: UnfinishedRun, links: readonly Link[]): readonly Deed[] {
  if (own === undefined || basis === undefined) return []
  const chosen = primaryIdOf(links)
  const isSince = own.linked.includes(chosen) && isChosenOver(primaryIdOf(basis.links), chosen, links)
  return isSince ? own.chosen : []
}

/** The links with what of people's it had overwritten and not put back. */
export function basisAfterEarlierTry(unfinished: UnfinishedRun | null, links: Link[]): Basis {
  const { basis } = unfinished ?? {}
  return { links, base: basis === undefined ? links : withOwed(links, basis) }
}

/**
 * What to decide on. Where the links show how much it has done of a decision, and nobody else has been at work, the rest of
 * the same is done: one made on these links would take what was done of it for somebody's.
 */
export function decidedByEarlierTry(unfinished: UnfinishedRun | null, { links, base }: Basis, deeds: Deed[]): Decided {
  const { pending } = unfinished ?? {}
  return pending && showHowMuchWasDone(links, pending) ? pending : { base, deeds }
}
