import { evaluateConditions, type Facts } from '../core/conditions/evaluate.ts'
import { changedFields, readFields } from '../core/deal/fields.ts'
import { type Link, linksFact } from '../core/deal/link.ts'
import { recalledCompany } from '../core/deal/recalled-company.ts'
import type { DealSnapshot, Fields, SeenCompany, SeenFacts } from '../core/deal/snapshot.ts'
import { type Decision, decide, type MatchedRule } from '../core/decision/decide.ts'
import { seenFacts } from '../core/decision/seen-facts.ts'
import type { Action, VersionedRule } from '../core/rules/rule.ts'
import {
  candidatesOf,
  contactNeedOf,
  isBarring,
  matchesOf,
  matchKey,
  type Sources,
  select,
  selectorsOf,
} from '../core/rules/selection.ts'
import type { Deed } from '../core/runs/deed.ts'
import type { RuleResult } from '../core/runs/run.ts'
import type { DealReader, Foresight } from './deal-portal.ts'
import { hadLinks } from './foresight.ts'
import { prepareRules } from './prepared-rules.ts'

/** What the rules say about one deal, and what it rests on. */
export type Consideration = {
  deal: Fields
  links: Link[]
  matched: MatchedRule[]
  decision: Decision
  /** What the run records of these rules, given a decision on the matched ones. */
  resultsOf(decision: Decision): RuleResult[]
  /** What was read for it beyond the deal and its links. */
  seen(): SeenFacts
}

export type Question = {
  dealId: number
  /** The rules to evaluate, already narrowed to those that apply. */
  rules: readonly VersionedRule[]
  event: Facts['event']
  snapshot: DealSnapshot | null
  deeds: readonly Deed[]
  now: Date
  /** Whether all that is to be answered are events that may be the portal's word of our own write. */
  mayBeEcho?: boolean
  /** Resolves when it is this deal's turn to have its rules evaluated, where many are worked on together. */
  giveWay?: (() => Promise<void>) | undefined
}

/**
 * Reads a deal and what its rules ask for, and decides on its links; writes nothing. Null when there is no such deal.
 * Facts are read only where an applicable rule needs them, contacts only for rules that match.
 */
export async function considerDeal(portal: DealReader, question: Question): Promise<Consideration | null> {
  const { inOrder: rules, needs, trees } = prepareRules(question.rules)
  const foresight = { ...needs, hadLinks: hadLinks(question.snapshot) }
  const [found, descriptions] = await Promise.all([
    portal.readDeal(question.dealId, foresight),
    portal.describeFields('deal'),
  ])
  if (found === null) return null
  const deal = readFields('deal', found.deal, descriptions)
  const isRecallable = question.mayBeEcho === true && found.isForeseen !== true
  const recalled = isRecallable ? recalledCompany(deal, question.snapshot, question.now) : null
  const read = await readFacts(portal, deal, found.links, { ...needs, recalled }, question)
  const { facts, sources, asked } = read

  await question.giveWay?.()
  const evaluations = await evaluateConditions(trees, facts, question.now)
  const matching = rules.filter(({ rule }) => evaluations.get(rule.key)?.matched === true)
  const selected = await selectContacts(portal, matching, facts, sources, needs.contactFields, question.now)
  const { matched } = selected

  return {
    deal,
    links: found.links,
    matched,
    decision: decide(found.links, question.deeds, matched),
    seen: () => {
      const { sources, contacts, contactIds, hasAskedLead } = selected
      const all = { ...asked, leadContacts: hasAskedLead }
      const seen = seenFacts({ facts, sources, asked: all, contacts, contactIds, contactFields: needs.contactFields })
      return read.isCompanyOlder
        ? seen
        : { ...seen, companyReadAt: recalled?.companyReadAt ?? question.now.toISOString() }
    },
    resultsOf: (decision) =>
      rules.map(({ rule, version }) => ({
        key: rule.key,
        version,
        mode: rule.mode === 'shadow' ? 'shadow' : 'live',
        matched: evaluations.get(rule.key)?.matched === true,
        trace: evaluations.get(rule.key)?.trace ?? { all: [], evaluated: false, result: null },
        actions: decision.results.get(rule.key) ?? [],
      })),
  }
}

type Read = {
  facts: Facts
  sources: Sources
  asked: { company: boolean; companyContacts: boolean }
  /** Whether the company is as it was before the deal was read: the deal's next event must not be answered by it. */
  isCompanyOlder: boolean
}

type CompanyWish = Pick<Foresight, 'company' | 'companyContacts'> & { recalled: SeenCompany | null }

/** The facts that conditions read, with the company only where a rule asks for it. */
async function readFacts(
  portal: DealReader,
  deal: Fields,
  links: readonly Link[],
  wish: CompanyWish,
  { snapshot, event }: Question,
): Promise<Read> {
  const companyId = Number(deal.companyId)
  const isWanted = companyId > 0 && (wish.company || wish.companyContacts)
  const { company, contacts, isOlder } = isWanted ? await companyOf(portal, companyId, wish) : noCompany
  const facts: Facts = {
    event,
    deal,
    company: company ?? undefined,
    links: linksFact(links),
    companyContacts: linksFact(contacts),
    changed: changedFields(deal, snapshot?.deal),
    previous: snapshot?.deal,
  }
  return {
    facts,
    sources: { companyContacts: contacts, leadContacts: [], matches: new Map() },
    asked: { company: isWanted && wish.company, companyContacts: isWanted && wish.companyContacts },
    isCompanyOlder: isOlder,
  }
}

const noCompany = { company: null, contacts: [], isOlder: false }

/** What is recalled of the company, and what of it is wanted and not recalled. */
async function companyOf(portal: DealReader, companyId: number, { company, companyContacts, recalled }: CompanyWish) {
  const known = { company: recalled?.company ?? null, contacts: recalled?.companyContacts ?? null }
  const missing = { company: company && known.company === null, contacts: companyContacts && known.contacts === null }
  const isMissing = missing.company || missing.contacts
  const read: Awaited<ReturnType<DealReader['readCompanyAndContacts']>> = isMissing
    ? await portal.readCompanyAndContacts(companyId, missing)
    : { company: null, contacts: [] }
  const fields = read.company && readFields('company', read.company, await portal.describeFields('company'))
  return {
    company: company ? (known.company?.fields ?? fields) : null,
    contacts: companyContacts ? (known.contacts ?? read.contacts) : [],
    isOlder: read.isOlderThanDeal === true,
  }
}

type Selected = {
  matched: MatchedRule[]
  sources: Sources
  hasAskedLead: boolean
  contacts: Map<number, Fields>
  contactIds: number[]
}

/** Resolves the selectors of the matching rules, each look-up made once. */
async function selectContacts(
  portal: DealReader,
  matching: readonly VersionedRule[],
  facts: Facts,
  known: Sources,
  contactFields: string[] | 'all',
  now: Date,
): Promise<Selected> {
  const { deal, links } = facts
  const selectors = matching.flatMap(({ rule }) => selectorsOf(rule))
  const leadId = Number(deal.leadId)
  const hasAskedLead = leadId > 0 && selectors.some((selector) => selector.from === 'lead')
  const sources: Sources = {
    ...known,
    leadContacts: hasAskedLead ? await portal.leadContacts(leadId) : [],
    matches: await lookUp(
      portal,
      selectors.flatMap((selector) => matchesOf(selector, deal)),
    ),
  }
  const tasks = matching.map(({ rule }) => ({
    rule,
    actions: rule.actions.map((action) => {
      const candidates = action.type === 'clear' ? [] : candidatesOf(action.contacts, deal, links.items, sources)
      return { action, candidates, need: contactNeedOf(action, candidates, links.items) }
    }),
  }))
  const actions = tasks.flatMap((task) => task.actions)
  const comers = comersOf(actions)
  const needed = actions.flatMap(({ need }) => need.contactIds)
  const isAsked = actions.some(({ action }) => isBarring(action) && 'contacts' in action && action.contacts.where)
  const contactIds = [...new Set(isAsked ? [...needed, ...comers] : needed)]
  const contacts = await readContacts(portal, contactIds, contactFields)
  const matched = await Promise.all(
    tasks.map(async ({ rule, actions }) => ({
      key: rule.key,
      mode: rule.mode === 'shadow' ? ('shadow' as const) : ('live' as const),
      actions: await Promise.all(
        actions.map(async ({ action, candidates }) => ({
          action,
          selection: await select(action, candidates, contacts, facts, sources, now, comers),
        })),
      ),
    })),
  )
  return { matched, sources, hasAskedLead, contacts, contactIds }
}

/** Those whom any of the actions may link. */
function comersOf(actions: readonly { action: Action; candidates: readonly number[] }[]): number[] {
  const linking = actions.filter(({ action }) => action.type === 'attach' || action.type === 'replace')
  return [...new Set(linking.flatMap(({ candidates }) => candidates))]
}

async function lookUp(portal: DealReader, matches: ReturnType<typeof matchesOf>): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for (const by of ['phone', 'email'] as const) {
    const values = [...new Set(matches.filter((match) => match.by === by).map((match) => match.value))]
    if (values.length === 0) continue
    for (const [value, contactIds] of await portal.matchContacts(by, values)) {
      found.set(matchKey({ by, value }), contactIds)
    }
  }
  return found
}

/** With what any of the rules reads, so that one look at a contact serves them all. */
async function readContacts(
  portal: DealReader,
  contactIds: readonly number[],
  fields: string[] | 'all',
): Promise<Map<number, Fields>> {
  if (contactIds.length === 0) return new Map()
  const isTyped = fields === 'all' || fields.length > 0
  const descriptions = isTyped ? await portal.describeFields('contact') : {}
  const read = await portal.readContacts([...contactIds], fields)
  return new Map([...read].map(([id, contact]) => [id, readFields('contact', contact, descriptions)]))
}
