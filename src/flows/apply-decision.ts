import type { LinkChange } from '../core/deal/change.ts'
import { type Link, primaryIdOf, sameLinks } from '../core/deal/link.ts'
import {
  type Basis,
  linksAsMade,
  type Said,
  showHowMuchWasDone,
  withOwed,
  withoutPassingPrimary,
} from '../core/deal/link-edits.ts'
import { deedsAfter, wantsItsPrimary, withDeeds } from '../core/decision/deeds.ts'
import { confirmedResults, mergedResults } from '../core/decision/merge.ts'
import { accountOf, type Decided, type Pending, placeOfLook } from '../core/decision/overwriting.ts'
import { isFulfilled, planLinks } from '../core/decision/plan.ts'
import { bearing, choicesBefore, type OwnWork, withoutChoices, withRound } from '../core/decision/round.ts'
import type { Deed } from '../core/runs/deed.ts'
import type { PortalError, PortalErrorKind } from '../core/runs/portal-error.ts'
import type { Operation, RuleResult, RunError } from '../core/runs/run.ts'
import type { CallAnswer, DealWriter } from './deal-portal.ts'
import type { Intent, Wish } from './intent.ts'

/** How far a run has come in making the links right. */
export type Applied = {
  linksBefore: Link[]
  /** As the portal last answered them. */
  linksAfter: Link[]
  /** With what of people's was overwritten put back. */
  basis: Basis
  /** The request with writes of which no answer is known. */
  pending: Pending | null
  /** Whom it has linked and chosen. */
  own: OwnWork
  results: RuleResult[]
  operations: Operation[]
  /** What rules have done to the deal, the writes of this run included. */
  deeds: Deed[]
  /** Set when trying again cannot help, or the links would not become what they should be. */
  error: RunError | null
}

export type ApplyTask = {
  dealId: number
  intent: Intent
  decided: Decided
  /** What it comes to on that. */
  wish: Wish
  /** Nothing more is written once it is aborted. */
  signal: AbortSignal | undefined
  /** Throws `WritesStopped` where a person has stopped all writes. */
  mayWrite(): Promise<void>
  soFar: Applied
  /** Keeps what is about to be written, so that a run that dies can be finished and accounted for. */
  save(progress: Applied): Promise<void>
  onProgress(progress: Applied): void
}

/** Decisions in one run: the first, and two more when the portal shows something else than was written. */
const maxRounds = 3
/** Rounds that were written over somebody's changes do not count, up to so many: theirs must be put back. */
const maxOverwrites = 5

/**
 * Makes the links what was decided and reads them back; decides anew when they are not, as when a person changed them
 * at the same moment. Some writes may undo such a change (`placeOfLook`): the request itself tells, and what was
 * overwritten is put back. Throws `PortalError` when the portal cannot be reached; what was done so
 * far is in `onProgress`.
 */
export async function applyDecision(portal: DealWriter, task: ApplyTask): Promise<Applied> {
  let progress: Applied = task.soFar
  let wish = task.wish

  const move = (next: Partial<Applied>) => {
    progress = { ...progress, ...next }
    task.onProgress(progress)
  }

  let overwrites = 0
  let lost: PortalError | null = null
  let { decided } = task
  /** However the portal has come to the links, the rules have had their word on whom they have chosen. */
  const withWord = (): Applied => ({ ...progress, deeds: withDeeds(progress.deeds, progress.own.chosen) })
  for (let rounds = 0; rounds < maxRounds + overwrites; rounds += 1) {
    const known = progress.linksAfter
    const changes = planLinks(known, wish.wanted, wish.isClearing)
    if (changes.length === 0) return withWord()
    const { base } = decided
    const lookBefore = placeOfLook(changes, wantsItsPrimary(wish.results, progress.deeds, wish.wanted.links))
    move({ pending: { ...decided, known, changes } })
    const written = await write(portal, task, { changes, lookBefore }, progress, move)
    lost = written.lost
    const writing = accountOf({ base, known, changes, lookBefore, ...written })
    const { isOverwritten, from, stood } = writing
    // The changes speak for what they were written over as well: the rules would have done that, had they known.
    const isSame = sameLinks(from, base)
    const told = isSame && !isOverwritten ? wish : task.intent(from, progress.deeds)
    const said = isSame ? wish.results : told.results
    const { basis } = progress
    const basisIn = (links: Link[]): Basis => {
      return { links, base: written.lost === null ? writing.baseIn(links, told.wanted.links) : withOwed(links, basis) }
    }
    const before = progress.deeds
    const round = { base, wish, told, writing, before }
    const note = (made: readonly Link[], seen: readonly Link[]) =>
      move({ deeds: deedsAfter(progress.deeds, confirmedResults(said, from, made), from, made, seen) })
    const isAnswered = lost === null && written.stopping === null
    // Before the links are read: where that fails, the next try is told what this one has done, and what it owes.
    note(isAnswered ? stood : withoutPassingPrimary(stood, written.made, changes), stood)
    const sent = { known, changes, said: written.said }
    const own = withRound(progress.own, round)
    move({
      own: isAnswered ? own : progress.own,
      basis: basisIn(stood),
      pending: isAnswered ? null : { ...decided, ...sent },
    })
    if (written.stopping !== null) throw written.stopping
    let links = written.links ?? (await portal.readLinks(task.dealId))
    // Where no answer tells what was done, each reading does: what the next shows otherwise, somebody has undone since.
    if (lost !== null) note(linksAsMade(links, sent), links)
    // One stale read is no news: nothing promises that a portal's answer shows the write before it already.
    if (!isOverwritten && !isFulfilled(links, wish.wanted)) {
      links = await portal.readLinks(task.dealId)
      if (lost !== null) note(linksAsMade(links, sent), links)
    }
    move({ linksAfter: links, basis: basisIn(links), pending: null })
    const isTold = !isOverwritten && lost !== null && showHowMuchWasDone(links, sent)
    if (!isOverwritten && isFulfilled(links, wish.wanted)) return withWord()
    const chosen = primaryIdOf(progress.basis.base)
    const choices = choicesBefore(chosen, own, round, links)
    // The rules, told of what was overwritten, would have made just this of it: nothing is to be put back.
    const isAsTold = isOverwritten && choices.length === 0 && sameLinks(links, stood)
    if (isAsTold && isFulfilled(links, told.wanted)) {
      move({ basis: { links, base: links }, results: mergedResults(progress.results, told.results) })
      return progress
    }
    if (written.fault !== null) {
      const owed = isOverwritten ? progress.basis.base : withOwed(links, basis)
      return { ...progress, basis: { links, base: owed }, error: written.fault }
    }
    // What is left of the same decision is done next: made anew, it would take what was done of it for somebody's.
    if (isTold) continue
    if (isOverwritten && overwrites < maxOverwrites) overwrites += 1
    decided = { base: progress.basis.base, deeds: withDeeds(bearing(progress.deeds, round, links), choices) }
    // Where nothing has changed since the writing, whoever stands there was placed by it, and not by somebody.
    const there = sameLinks(links, stood) ? decided.base : links
    wish = task.intent(decided.base, decided.deeds, there)
    const isTakenOut = !wish.wanted.links.some(({ contactId }) => contactId === chosen)
    if (isTakenOut && writing.mayHaveFallenBack) {
      decided = { ...decided, deeds: withoutChoices(decided.deeds, round) }
      wish = task.intent(decided.base, decided.deeds, there)
    }
    move({ deeds: withDeeds(progress.deeds, choices), results: mergedResults(progress.results, wish.results) })
  }
  if (isFulfilled(progress.linksAfter, wish.wanted)) return progress
  // The portal is ill, which a pause may mend; nobody is at odds with the rules.
  if (lost !== null) {
    // What is left of this decision is left to the next try.
    const known = progress.linksAfter
    move({ pending: { ...decided, known, changes: planLinks(known, wish.wanted, wish.isClearing) } })
    throw lost
  }
  return { ...progress, error: notFulfilled(task.dealId, wish, progress.linksAfter) }
}

/** Nothing was done, and no other call of this run would fare better. */
const stopsRun: ReadonlySet<PortalErrorKind> = new Set(['limit', 'wrong-credentials', 'not-found'])

function saidBy(answer: CallAnswer | undefined): Said {
  if (answer?.error?.isRetryable === true && !stopsRun.has(answer.error.kind)) return 'unknown'
  return answer?.result === true ? 'made' : 'not-made'
}

type Written = {
  /** The error that no further try can mend, if one came. */
  fault: RunError | null
  /** Those that the portal says it has carried out, and that had something to do. */
  made: LinkChange[]
  /** Those that it says had nothing to do. */
  idle: LinkChange[]
  /** Where more may have been carried out than the portal says, or a further try may fare better: the error. */
  lost: PortalError | null
  /** What is known of each. */
  said: Said[]
  /** Why no other call of this run would fare better, if that is so. */
  stopping: PortalError | null
  /** The links where they were looked at; null: not known. */
  found: Link[] | null
  /** The links as they are now; null: not known. */
  links: Link[] | null
}

/** Carries the changes out. */
async function write(
  portal: DealWriter,
  task: ApplyTask,
  { changes, lookBefore }: { changes: readonly LinkChange[]; lookBefore: number | null },
  before: Applied,
  move: (next: Partial<Applied>) => void,
): Promise<Written> {
  const calls = changes.map((change) => portal.callFor(task.dealId, change))
  const announced = calls.map((call): Operation => ({ ...call, result: null, error: unanswered }))
  await task.mayWrite()
  task.signal?.throwIfAborted()
  await task.save({ ...before, operations: [...before.operations, ...announced] })
  const { answers, found, links } = await portal.carryOut(task.dealId, calls, { lookBefore, signal: task.signal })
  const made = calls.slice(0, answers.length).map((call, index): Operation => {
    const { result = null, error = null } = answers[index] ?? {}
    return { ...call, result, error: error && { code: error.code, message: error.message } }
  })
  const after = { ...before, operations: [...before.operations, ...made] }
  move(after)
  const errors = answers.flatMap(({ error }) => error ?? [])
  if (errors.length > 0) await task.save(after)
  // The answer is lost or the portal is ill: only reading tells what was done. A plain refusal no further try mends.
  const refusal = errors.find((error) => !error.isRetryable)
  return {
    fault: refusal === undefined ? null : { code: refusal.code, message: refusal.message },
    made: changes.filter((_, index) => answers[index]?.result === true),
    idle: changes.filter((_, index) => answers[index]?.result === false),
    lost: errors.find((error) => error.isRetryable) ?? null,
    said: changes.map((_, index) => saidBy(answers[index])),
    stopping: errors.find((error) => stopsRun.has(error.kind)) ?? null,
    found,
    links,
  }
}

const unanswered: RunError = {
  code: 'unanswered',
  message:
    'Bindery stopped before the answer to this call was recorded; what was read afterwards tells whether it took effect.',
}

function notFulfilled(dealId: number, { wanted }: Wish, seen: readonly Link[]): RunError {
  return {
    code: 'not-fulfilled',
    message:
      `After ${maxRounds} rounds deal ${dealId} still has ${inWords(seen)} and not ${inWords(wanted.links)}. ` +
      'Somebody or something else may be changing it at the same time; look at its history in Bitrix24, then run it again.',
  }
}

function inWords(links: readonly Link[]): string {
  if (links.length === 0) return 'no contacts'
  const primaryId = primaryIdOf(links)
  return `contacts ${links.map(({ contactId }) => (contactId === primaryId ? `${contactId} (primary)` : contactId)).join(', ')}`
}
