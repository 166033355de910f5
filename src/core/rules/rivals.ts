import { contradictionIn } from '../conditions/contradiction.ts'
import { knownOfSelected } from './dead-conditions.ts'
import { type Action, inRuleOrder, type RuleDocument, type Selector } from './rule.ts'

/** Two live rules that can want opposite things of one deal. */
export type Rivalry = {
  /** The rule that acts first, whose word stands, and the other. */
  first: string
  second: string
  over: 'contact' | 'primary'
  /** Places in the two rules, as JSON pointers. */
  firstPath: string
  secondPath: string
  /** For a person. */
  message: string
}

/** What an action says of contacts: links or unlinks those of a selector, keeps only those, or chooses the primary. */
type Word = { path: string; says: 'link' | 'unlink' | 'unlink-others' | 'unlink-all' | 'choose' } & {
  selector: Selector | null
}

/**
 * What each pair of live rules can fight over, pair by pair in rule order; most have nothing. Many rules make very many
 * pairs: the caller may pause between two of them.
 */
export function* rivalries(rules: readonly RuleDocument[]): Generator<Rivalry[]> {
  const live = ordered(rules.filter((rule) => rule.mode === 'live')).map(speaking)
  for (const [index, first] of live.entries()) {
    for (const second of live.slice(index + 1)) yield rivalry(first, second)
  }
}

/** The pairs of one rule, taken as live, with others. */
export function rivalriesOf(rule: RuleDocument, others: readonly RuleDocument[]): Rivalry[] {
  return others
    .filter((other) => other.key !== rule.key && other.mode === 'live')
    .flatMap((other) => {
      const [first, second] = ordered([rule, other])
      return first === undefined || second === undefined ? [] : rivalry(speaking(first), speaking(second))
    })
}

const ordered = (rules: readonly RuleDocument[]) =>
  inRuleOrder(rules.map((rule) => ({ rule, version: 0 }))).map(({ rule }) => rule)

type Speaking = { rule: RuleDocument; words: Word[] }

const speaking = (rule: RuleDocument): Speaking => ({ rule, words: wordsOf(rule) })

/** At most one about contacts and one about the primary: the first found of each. */
function rivalry({ rule: first, words }: Speaking, { rule: second, words: others }: Speaking): Rivalry[] {
  const pairs = words.flatMap((one) => others.map((other) => ({ one, other })))
  const clashing = pairs.filter(({ one, other }) => clashOverContact(one, other) || clashOverPrimary(one, other))
  // Last, as it takes the longest.
  if (clashing.length === 0 || contradictionIn([first.conditions, second.conditions]) !== null) return []
  const found = (over: Rivalry['over'], clashes: (one: Word, other: Word) => boolean): Rivalry[] => {
    const pair = clashing.find(({ one, other }) => clashes(one, other) && canMeet(first, one, second, other))
    if (pair === undefined) return []
    const message = `"${first.key}" ${inWords(pair.one)}, "${second.key}" ${inWords(pair.other)}: where both match, "${first.key}" acts first and prevails`
    return [
      { first: first.key, second: second.key, over, firstPath: pair.one.path, secondPath: pair.other.path, message },
    ]
  }
  return [...found('contact', clashOverContact), ...found('primary', clashOverPrimary)]
}

function wordsOf(rule: RuleDocument): Word[] {
  return rule.actions.flatMap((action, index) => wordsOfAction(action, `/actions/${index}`))
}

function wordsOfAction(action: Action, path: string): Word[] {
  switch (action.type) {
    case 'attach': {
      const link: Word = { path, says: 'link', selector: action.contacts }
      return action.primary === 'always' ? [link, { ...link, says: 'choose' }] : [link]
    }
    case 'detach':
      return [{ path, says: 'unlink', selector: action.contacts }]
    case 'setPrimary':
      return [{ path, says: 'choose', selector: action.contacts }]
    case 'replace':
      return [
        { path, says: 'link', selector: action.contacts },
        { path, says: 'unlink-others', selector: action.contacts },
      ]
    case 'clear':
      return [{ path, says: 'unlink-all', selector: null }]
    default:
      return action satisfies never
  }
}

const unlinks: readonly Word['says'][] = ['unlink', 'unlink-others', 'unlink-all']

function clashOverContact(one: Word, other: Word): boolean {
  return (one.says === 'link' && unlinks.includes(other.says)) || (unlinks.includes(one.says) && other.says === 'link')
}

/** A chosen primary is not unlinked either. */
function clashOverPrimary(one: Word, other: Word): boolean {
  if (one.says === 'choose' && other.says === 'choose') return !isSame(one.selector, other.selector)
  return (
    (one.says === 'choose' && unlinks.includes(other.says)) || (unlinks.includes(one.says) && other.says === 'choose')
  )
}

/** Whether the two can speak of one contact. Two that choose a primary need not: there is only one. */
function canMeet(first: RuleDocument, one: Word, second: RuleDocument, other: Word): boolean {
  if (one.selector === null || other.selector === null) return true
  if (one.says === 'choose' && other.says === 'choose') return true
  if (one.says === 'unlink-others' || other.says === 'unlink-others') return !isSame(one.selector, other.selector)
  return (
    contradictionIn([
      first.conditions,
      second.conditions,
      ...[one.selector, other.selector].flatMap((selector) => [
        ...knownOfSelected(selector),
        ...(selector.where === undefined ? [] : [selector.where]),
      ]),
    ]) === null
  )
}

const isSame = (one: Selector | null, other: Selector | null) => JSON.stringify(one) === JSON.stringify(other)

function inWords({ says, selector }: Word): string {
  const whom = selector === null ? '' : selectorInWords(selector)
  switch (says) {
    case 'link':
      return `links ${whom}`
    case 'unlink':
      return `unlinks ${whom}`
    case 'unlink-others':
      return `unlinks all but ${whom}`
    case 'unlink-all':
      return 'unlinks everyone'
    case 'choose':
      return `makes one of ${whom} primary`
    default:
      return says satisfies never
  }
}

/** Whom a selector names, for a person. */
export function selectorInWords(selector: Selector): string {
  const some = selector.where === undefined ? '' : 'some of '
  switch (selector.from) {
    case 'company':
      return selector.select === 'primary' ? "the company's primary contact" : `${some}the company's contacts`
    case 'ids':
      return selector.ids.length > 5
        ? `${some}${selector.ids.length} named contacts`
        : `${some}contact ${selector.ids.join(', ')}`
    case 'field':
      return `${some}the contacts in the field ${selector.field}`
    case 'match':
      return `${some}the contacts with the ${selector.by} in the field ${selector.field}`
    case 'lead':
      return `${some}the lead's contacts`
    case 'linked':
      return `${some}the contacts linked now`
    default:
      return selector satisfies never
  }
}
