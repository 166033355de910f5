import { type Link, primaryIdOf } from '../deal/link.ts'
import type { Deed } from '../runs/deed.ts'
import type { RuleResult } from '../runs/run.ts'
import { choicesOf, isAmong, isUndone, withDeeds } from './deeds.ts'
import type { WantedLinks } from './draft.ts'
import type { Account } from './overwriting.ts'

// What a run has done so far means for what it decides next, where somebody has been at work meanwhile.

/** What rules come to. */
type Told = { wanted: WantedLinks; results: RuleResult[] }

/** A decision, and what its writing came to. */
export type Round = {
  /** What was decided on. */
  base: readonly Link[]
  wish: Told
  /** What the rules would have come to on what it was written over. */
  told: Told
  writing: Account
  /** The deeds before it. */
  before: readonly Deed[]
}

/** Whom a run has linked so far, and whom its rules have chosen as primary. */
export type OwnWork = { linked: readonly number[]; chosen: readonly Deed[] }
export const noWork: OwnWork = { linked: [], chosen: [] }

export function withRound({ linked, chosen }: OwnWork, { base, wish, writing }: Round): OwnWork {
  // Whom somebody had chosen by then was not chosen by rules.
  const choices = choicesOf(wish.results, base, wish.wanted).filter(
    ({ contactId }) => contactId !== writing.chosenBefore,
  )
  return { linked: [...linked, ...writing.linked], chosen: withDeeds(chosen, choices) }
}

/**
 * The choices of rules that count as made before somebody chose this primary, so that they yield to it; none where nobody has,
 * or where it came first.
 */
export function choicesBefore(primaryId: number, own: OwnWork, round: Round, links: readonly Link[]): Deed[] {
  const { told, writing } = round
  if (!writing.isChosenIn(links, primaryId)) return []
  // Whoever chooses one that this run has linked does so after its rules have chosen theirs.
  const ours = own.linked.includes(primaryId) ? own.chosen : []
  // So does whoever chooses another than a writing over somebody's changes had left, and the rules' choice is the one that they
  // come to by what it was written over.
  const isSince = writing.isOverwritten && primaryIdOf(links) === primaryId
  // And whoever chooses another right before it than rules had made primary in this run.
  const isOverOurs =
    primaryId === writing.chosenBefore && own.chosen.some((deed) => deed.contactId === writing.chosenOver)
  return withDeeds(ours, isSince || isOverOurs ? choicesOf(told.results, writing.from, told.wanted) : [])
}

/** Those of the deeds that bear on the next decision: what somebody did before the changes is no undoing of what these did. */
export function bearing(deeds: readonly Deed[], { before, writing }: Round, links: readonly Link[]): Deed[] {
  return deeds.filter((deed) => !writing.isOverwritten || isAmong(before, deed) || isUndone(deed, links))
}

/** Without the choices of this round, where whoever is primary now is nobody's. */
export function withoutChoices(deeds: readonly Deed[], { before }: Round): Deed[] {
  return deeds.filter((deed) => isAmong(before, deed) || deed.kind !== 'made-primary')
}
