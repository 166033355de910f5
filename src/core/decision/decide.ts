import type { Link } from '../deal/link.ts'
import type { Action } from '../rules/rule.ts'
import type { Selection } from '../rules/selection.ts'
import type { Deed } from '../runs/deed.ts'
import { type Doing, mergedDoings } from '../runs/doings.ts'
import { actionResult } from '../runs/effects.ts'
import type { ActionResult } from '../runs/run.ts'
import { actOn, type Turn } from './act.ts'
import { copyOf, noClaims } from './claims.ts'
import { observed } from './deeds.ts'
import { copyOfDraft, type Draft, draftOf, type WantedLinks, wantedOf } from './draft.ts'

/** A rule whose conditions hold, with what each of its selectors came to. */
export type MatchedRule = {
  key: string
  mode: 'live' | 'shadow'
  actions: { action: Action; selection: Selection }[]
}

export type Decision = {
  wanted: WantedLinks
  /** What each rule's actions come to, by rule key. */
  results: Map<string, ActionResult[]>
}

/** More than a few rules that each wait for another's contact are none that a person wrote. */
const maxPasses = 5

/**
 * Works out what a deal's links should be. Rules act in the given order on one draft; what an earlier one did stands
 * against later ones, and what a person has undone stays undone. Shadow rules act on a copy that nobody else sees.
 *
 * They act again on what came of it as long as that changes contacts, their order or the primary: an earlier rule may choose
 * one that only a later rule links. The next run would find that out, and a run on its own result must change nothing.
 *
 * `there`: the links as they are, where rules are to decide on others: whom they link and is there keeps the place.
 */
export function decide(
  links: readonly Link[],
  deeds: readonly Deed[],
  rules: readonly MatchedRule[],
  there: readonly Link[] = links,
): Decision {
  const start = draftOf(links)
  // What stands keeps no rule from anything, and is the most of it.
  const history = observed(deeds, links).filter(({ state }) => state === 'undone')
  const before = { start, there, history }
  const first = act(start, before, rules)
  const passes = [first]
  let { draft } = first
  /** The last, which comes to nothing else: it tells what live rules find to be as they want it. */
  let idle: Pass | null = null
  while (passes.length < maxPasses && idle === null) {
    const next = act(draft, before, rules)
    if (isNews(next.draft, draft)) {
      passes.push(next)
      draft = next.draft
    } else idle = next
  }
  const turns = first.turns.map(({ rule }, index) => {
    const isLive = rule.mode === 'live'
    const told = isLive && idle !== null ? [...passes, idle] : passes
    return {
      rule,
      doings: mergedDoings(told.map((pass) => pass.turns[index]?.doings ?? [])),
      outcome: isLive ? draft : (passes.at(-1)?.turns[index]?.outcome ?? draft),
    }
  })
  const results = new Map<string, ActionResult[]>()
  for (const { rule, doings, outcome } of turns) {
    const choice = turns.findLast((turn) => turn.outcome === outcome && chose(turn.doings, outcome.primaryId))?.rule.key
    const net = doings.map((doing, index) => {
      const contacts = netEffects(doing, start, outcome, rule.key, choice)
      const selected = rule.actions[index]?.selection.contactIds ?? []
      return { ...doing, contacts: contacts.map((contact) => outAnyway(contact, doing.type, selected, outcome)) }
    })
    results.set(
      rule.key,
      net.map((doing, index) => actionResult(doing, namedBy(rule.actions[index]?.selection), rule.mode)),
    )
  }
  return { wanted: wantedOf(draft), results }
}

/** Everyone that a selector named, those that are not there last. */
function namedBy(selection: Selection | undefined): number[] {
  return selection === undefined ? [] : [...selection.contactIds, ...selection.notFound]
}

/** Whom the rule links by any of its actions, or by any that insists. */
function linkedBy({ actions }: MatchedRule, isInsisting = false): Set<number> {
  const linking = actions
    .filter(({ action }) => action.type === 'attach' || action.type === 'replace')
    .filter(({ action }) => !isInsisting || action.insist === true)
  return new Set(linking.flatMap(({ selection }) => selection.contactIds))
}

type Pass = { draft: Draft; turns: { rule: MatchedRule; doings: Doing[]; outcome: Draft }[] }

/** Every rule's turn once, in order, from the given draft, which stays as it is. */
function act(from: Draft, before: Before, rules: readonly MatchedRule[]): Pass {
  const shared: Desk = { draft: copyOfDraft(from), claims: noClaims() }
  const turns = rules.map((rule) => {
    if (rule.mode === 'live') return { rule, doings: actAt(shared, from, before, rule), outcome: shared.draft }
    return { rule, ...actAlone(shared, from, before, rule) }
  })
  if (from !== before.start)
    for (const turn of turns) turn.doings = turn.doings.map((doing) => news(doing, from, turn.outcome))
  return { draft: shared.draft, turns }
}

type Desk = Pick<Turn, 'draft' | 'claims'>
/** What rules find. */
type Before = Pick<Turn, 'start' | 'there' | 'history'>

function actAt(desk: Desk, from: Draft, before: Before, rule: MatchedRule): Doing[] {
  const primaryBefore = from.isPrimaryFirm ? from.primaryId : 0
  const [linking, insisting] = [linkedBy(rule), linkedBy(rule, true)]
  const turn: Turn = { ...desk, ...before, primaryBefore, key: rule.key, linking, insisting }
  return rule.actions.map(({ action, selection }) => actOn(turn, action, selection))
}

/** A shadow rule's turn at a desk of its own. It acts again on what came of it there, as it would if it were live. */
function actAlone(shared: Desk, from: Draft, before: Before, rule: MatchedRule): { doings: Doing[]; outcome: Draft } {
  const copyFrom = (draft: Draft): Desk => ({ draft: copyOfDraft(draft), claims: copyOf(shared.claims) })
  const first = copyFrom(shared.draft)
  const passes = [actAt(first, from, before, rule)]
  let outcome = first.draft
  while (passes.length < maxPasses) {
    const desk = copyFrom(outcome)
    const doings = actAt(desk, outcome, before, rule)
    const last = outcome
    passes.push(doings.map((doing) => news(doing, last, desk.draft)))
    if (!isNews(desk.draft, last)) break
    outcome = desk.draft
  }
  return { doings: mergedDoings(passes), outcome }
}

/** Whether a further pass came to other contacts, in this order, or chose a primary that was another or a mere fallback. */
function isNews(next: Draft, draft: Draft): boolean {
  const isOther =
    next.places.length !== draft.places.length ||
    next.places.some(({ contactId }, place) => contactId !== draft.places[place]?.contactId)
  const isChosen = next.isPrimaryFirm && (next.primaryId !== draft.primaryId || !draft.isPrimaryFirm)
  return isOther || isChosen
}

/**
 * What a further pass adds: only what shows in its end and did not at its beginning; and whom an action that may choose the
 * primary finds as the one that an earlier pass came to.
 */
function news(doing: Doing, from: Draft, outcome: Draft): Doing {
  const mayChoose = doing.type === 'setPrimary' || doing.type === 'attach'
  const isFound = (contactId: number) => mayChoose && shows('made-primary', contactId, outcome)
  const contacts = doing.contacts.map((contact) => ({
    ...contact,
    aspects: contact.aspects.filter((aspect) => isNet(aspect, contact.contactId, from, outcome)),
  }))
  return { ...doing, contacts: contacts.filter(({ contactId, aspects }) => aspects.length > 0 || isFound(contactId)) }
}

function chose(doings: readonly Doing[], primaryId: number): boolean {
  return doings.some((doing) =>
    doing.contacts.some(({ contactId, aspects }) => contactId === primaryId && aspects.includes('made-primary')),
  )
}

/**
 * What a later action of the same rule took back was not done; it must not be reported as applied. `choice`: the rule
 * that came to the primary in the end.
 */
function netEffects(
  doing: Doing,
  start: Draft,
  outcome: Draft,
  key: string,
  choice: string | undefined,
): Doing['contacts'] {
  return doing.contacts.map((contact) => {
    if (contact.effect !== 'applied') return contact
    const aspects = contact.aspects.filter((aspect) => isNet(aspect, contact.contactId, start, outcome))
    if (aspects.length > 0) return { ...contact, aspects }
    const lost = contact.aspects.filter((aspect) => !shows(aspect, contact.contactId, outcome))
    if (lost.length === 0) return { ...contact, aspects, effect: 'already' as const }
    const isLinked = sortOf(outcome, contact.contactId) !== undefined
    const isPrimaryLost = lost.every((aspect) => aspect === 'made-primary')
    // A primary that was a mere fallback is no word that a later rule overrules by choosing one.
    if (isLinked && isPrimaryLost && choice !== key) return { ...contact, aspects, effect: 'already' as const }
    return { ...contact, aspects, effect: 'overruled' as const, by: key }
  })
}

/** Who was not to be taken out by a rule at first, as an earlier one held them, and is out in the end, is as it wants them. */
function outAnyway(
  contact: Doing['contacts'][number],
  type: Doing['type'],
  selected: readonly number[],
  outcome: Draft,
): Doing['contacts'][number] {
  const isToGo = type === 'detach' || type === 'clear' || (type === 'replace' && !selected.includes(contact.contactId))
  if (contact.effect !== 'overruled' || !isToGo || !shows('removed', contact.contactId, outcome)) return contact
  return { ...contact, effect: 'already', by: null }
}

type Aspect = Doing['contacts'][number]['aspects'][number]

function isNet(aspect: Aspect, contactId: number, start: Draft, outcome: Draft): boolean {
  if (!shows(aspect, contactId, outcome)) return false
  if (aspect === 'moved') return sortOf(start, contactId) !== sortOf(outcome, contactId)
  return !shows(aspect, contactId, start)
}

function shows(aspect: Aspect, contactId: number, draft: Draft): boolean {
  switch (aspect) {
    case 'attached':
    case 'moved':
      return sortOf(draft, contactId) !== undefined
    case 'removed':
      return sortOf(draft, contactId) === undefined
    case 'made-primary':
      return draft.primaryId === contactId
    default:
      return aspect satisfies never
  }
}

function sortOf(draft: Draft, contactId: number): number | undefined {
  return draft.places.find((place) => place.contactId === contactId)?.sort
}
