import { type ConditionLeaf, leavesOf, referencedFact } from '../core/conditions/condition.ts'
import type { Facts } from '../core/conditions/facts.ts'
import { firstName } from '../core/conditions/path.ts'
import { type StandIns, standIns } from '../core/conditions/stand-ins.ts'
import { changedFields, type EntityName, readFields } from '../core/deal/fields.ts'
import { inOrder, type Link, sameLinks } from '../core/deal/link.ts'
import { linksAfterChanges } from '../core/deal/link-edits.ts'
import type { DealSnapshot, Fields } from '../core/deal/snapshot.ts'
import { planLinks } from '../core/decision/plan.ts'
import { type RuleDocument, selectorsWithPaths } from '../core/rules/rule.ts'
import type { Deed } from '../core/runs/deed.ts'
import { PaperFacts, type PaperLink, RuleTest } from '../core/trials/rule-test.ts'
import { considerDeal } from './consider-deal.ts'
import type { DealReader } from './deal-portal.ts'
import { clears } from './intent.ts'
import { type RuleTestDeps, runOnPaper } from './run-rule-test.ts'

export type WriteTestDeps = RuleTestDeps & { portal: DealReader }

export type TestWish = {
  rule: RuleDocument
  dealId: number
  name: string
  event: Facts['event']
  now: Date
  /** The links that the run began with; null: those of now. */
  linksBefore: readonly Link[] | null
  /** The deal's fields as that run saw them; null: those of now. */
  dealThen: Fields | null
  snapshot: DealSnapshot | null
  deeds: readonly Deed[]
}

/** `notes`: in what the test differs from what was asked for, for a person. */
export type WrittenTest = { test: RuleTest; notes: string[] }

/**
 * A test of one rule out of a deal as the portal tells it: only what the rule reads, with personal data replaced, and
 * what the rule makes of that. Null when there is no such deal. Throws `PortalError`.
 */
export async function writeRuleTest(deps: WriteTestDeps, wish: TestWish): Promise<WrittenTest | null> {
  const { rule, dealId, event, now, snapshot, deeds } = wish
  const seen = recording(deps.portal, wish)
  const question = {
    dealId,
    rules: [{ rule: { ...rule, mode: 'live' as const }, version: 0 }],
    event,
    snapshot,
    deeds,
    now,
  }
  const considered = await considerDeal(seen.reader, question)
  if (considered === null) return null
  const leaves = [
    ...leavesOf(rule.conditions),
    ...selectorsWithPaths(rule).flatMap(({ selector }) =>
      selector.where === undefined ? [] : leavesOf(selector.where),
    ),
  ]
  const facts = await factsOnPaper(deps.portal, wish, considered.deal, considered.links, seen, leaves)
  const run = await runOnPaper(deps, rule, [], facts)
  const { links, decision } = considered
  const original = considered.resultsOf(decision)[0]
  const originalLinks = linksAfterChanges(links, planLinks(links, decision.wanted, clears(considered, decision)))
  const notes = [
    ...(original?.matched === run.matched
      ? []
      : ['With personal data replaced the conditions come to another result: look at the texts that they compare.']),
    ...(original?.matched === run.matched && !sameLinks(originalLinks, run.links)
      ? ['With personal data replaced the links come out otherwise: look at the fields that `where` reads.']
      : []),
  ]
  const effects = (run.result?.actions ?? []).map(({ type, effect }) => ({ type, effect }))
  const expectation = {
    matched: run.matched,
    links: run.links.map(paperLink),
    operations: run.operations.map(({ method }) => ({ method })),
    effects,
  }
  const cases = [{ name: wish.name, facts, expect: expectation }]
  return { test: RuleTest.parse({ $schema: './rule-test.schema.json', rule: rule.key, cases }), notes }
}

type Seen = {
  reader: DealReader
  company: Fields | null
  companyContacts: Link[]
  leadContacts: Link[]
  matches: { by: 'phone' | 'email'; found: Map<string, number[]> }[]
  contacts: Map<number, Fields>
  asked: Set<number>
}

/** The portal with a memory of what was asked of it. */
function recording(portal: DealReader, { linksBefore, dealThen }: TestWish): Seen {
  const seen: Seen = {
    company: null,
    companyContacts: [],
    leadContacts: [],
    matches: [],
    contacts: new Map(),
    asked: new Set(),
    reader: {
      ...portal,
      async readDeal(dealId, foresight) {
        const found = await portal.readDeal(dealId, foresight)
        return found && { deal: dealThen ?? found.deal, links: linksBefore === null ? found.links : [...linksBefore] }
      },
      async readCompanyAndContacts(companyId, wish) {
        const found = await portal.readCompanyAndContacts(companyId, wish)
        seen.company = found.company
        seen.companyContacts = found.contacts
        return found
      },
      async leadContacts(leadId) {
        seen.leadContacts = await portal.leadContacts(leadId)
        return seen.leadContacts
      },
      async matchContacts(by, values) {
        const found = await portal.matchContacts(by, values)
        seen.matches.push({ by, found })
        return found
      },
      async readContacts(contactIds, fields) {
        const found = await portal.readContacts(contactIds, fields)
        for (const id of contactIds) seen.asked.add(id)
        for (const [id, contact] of found) seen.contacts.set(id, contact)
        return found
      },
    },
  }
  return seen
}

async function factsOnPaper(
  portal: DealReader,
  { rule, event, now, snapshot, deeds }: TestWish,
  deal: Fields,
  links: readonly Link[],
  seen: Seen,
  leaves: readonly ConditionLeaf[],
): Promise<PaperFacts> {
  const hidden = standIns(leaves, now)
  const onPaper = async (fact: string, entity: EntityName, fields: Fields, names: Set<string> | 'all') =>
    hidden.fields(fact, picked(fields, names), await portal.describeFields(entity))
  const readsPast = leaves.some(({ fact, value }) => [fact, referencedFact(value)].some(isPast))
  const dealNames = namesOfDeal(rule, leaves)
  const company = seen.company && readFields('company', seen.company, await portal.describeFields('company'))
  const contactNames = namesRead(leaves, 'contact')
  const contacts: Record<string, Fields> = {}
  for (const [id, contact] of seen.contacts) {
    const typed = readFields('contact', contact, await portal.describeFields('contact'))
    const kept = await onPaper('contact', 'contact', typed, contactNames)
    delete kept.id
    if (Object.keys(kept).length > 0) contacts[String(id)] = kept
  }
  return PaperFacts.parse({
    deal: { ...(await onPaper('deal', 'deal', deal, dealNames)), id: deal.id },
    links: inOrder(links).map(paperLink),
    ...(company === null
      ? {}
      : { company: await onPaper('company', 'company', company, namesRead(leaves, 'company')) }),
    companyContacts: inOrder(seen.companyContacts).map(paperLink),
    leadContacts: inOrder(seen.leadContacts).map(paperLink),
    contacts,
    missing: [...seen.asked].filter((id) => !seen.contacts.has(id)),
    matches: matchesOnPaper(seen, hidden),
    event,
    ...(readsPast && snapshot !== null
      ? {
          previous: await onPaper('previous', 'deal', before(deal, snapshot), dealNames),
          changed: changedFields(deal, snapshot.deal).filter((name) => dealNames === 'all' || dealNames.has(name)),
        }
      : {}),
    undone: deeds
      .filter((deed) => deed.ruleKey === rule.key && deed.state === 'undone')
      .map(({ contactId, kind }) => ({ contactId, kind })),
    now: now.toISOString(),
  })
}

const isPast = (fact: string | undefined) => fact === 'previous' || fact === 'changed'

/** Fields whose earlier value was another. */
function before(deal: Fields, snapshot: DealSnapshot): Fields {
  const names = new Set(changedFields(deal, snapshot.deal))
  return Object.fromEntries(Object.entries(snapshot.deal).filter(([name]) => names.has(name)))
}

function matchesOnPaper({ matches }: Seen, hidden: StandIns): Record<'phone' | 'email', Record<string, number[]>> {
  const of = (by: 'phone' | 'email') =>
    Object.fromEntries(
      matches
        .filter((match) => match.by === by)
        .flatMap(({ found }) => [...found].map(([value, ids]) => [hidden.text(value), ids] as const)),
    )
  return { phone: of('phone'), email: of('email') }
}

/** Names of an entity's fields that the tests read; `all` where a path may look at any. */
function namesRead(leaves: readonly ConditionLeaf[], ...facts: string[]): Set<string> | 'all' {
  const paths = leaves.flatMap((leaf) => [
    ...(facts.includes(leaf.fact) ? [leaf.path] : []),
    ...(facts.includes(referencedFact(leaf.value) ?? '') ? [(leaf.value as { path?: string }).path] : []),
  ])
  const names = paths.map(firstName)
  if (names.includes(undefined)) return 'all'
  return new Set(names.filter((name) => name !== undefined))
}

/** What the rule reads of the deal: in its tests, by its selectors, and the names that it looks for in `changed`. */
function namesOfDeal(rule: RuleDocument, leaves: readonly ConditionLeaf[]): Set<string> | 'all' {
  const names = namesRead(leaves, 'deal', 'previous')
  if (names === 'all') return 'all'
  for (const leaf of leaves.filter(({ fact }) => fact === 'changed')) {
    for (const value of [leaf.value].flat()) if (typeof value === 'string') names.add(value)
  }
  const readsCompany = leaves.some(({ fact }) => fact === 'company' || fact === 'companyContacts')
  for (const { selector } of selectorsWithPaths(rule)) {
    if (selector.from === 'field' || selector.from === 'match') names.add(selector.field)
    if (selector.from === 'lead') names.add('leadId')
  }
  const needsCompany = selectorsWithPaths(rule).some(({ selector }) => selector.from === 'company' || selector.where)
  if (readsCompany || needsCompany) names.add('companyId')
  return names
}

function picked(fields: Fields, names: Set<string> | 'all'): Fields {
  return names === 'all'
    ? { ...fields }
    : Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)))
}

/** In full, as the places of a real deal are its own. */
function paperLink({ contactId, sort, isPrimary }: Link, index: number): PaperLink {
  const place = sort === (index + 1) * 10 ? {} : { sort }
  return { contactId, ...place, ...(isPrimary ? { isPrimary } : {}) }
}
