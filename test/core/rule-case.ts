import type { Condition, ConditionGroup } from '../../src/core/conditions/condition.ts'
import type { Link } from '../../src/core/deal/link.ts'
import type { FieldDescriptions, Fields } from '../../src/core/deal/snapshot.ts'
import { deedsAfter } from '../../src/core/decision/deeds.ts'
import { planLinks } from '../../src/core/decision/plan.ts'
import { type Action, RuleDocument, type Selector, type VersionedRule } from '../../src/core/rules/rule.ts'
import type { Deed } from '../../src/core/runs/deed.ts'
import type { RuleResult } from '../../src/core/runs/run.ts'
import { type Consideration, considerDeal } from '../../src/flows/consider-deal.ts'
import type { DealReader } from '../../src/flows/deal-portal.ts'
import { clears } from '../../src/flows/intent.ts'
import { changeInWords, deedOf, effectInWords, inWords, linksOf } from './notation.ts'
import { applied } from './portal-model.ts'

type Refinement = { where?: Condition; limit?: number }
export const ids = (...contactIds: number[]): Selector => ({ from: 'ids', ids: contactIds })
export const those = (contactIds: number[], refinement: Refinement): Selector => ({
  from: 'ids',
  ids: contactIds,
  ...refinement,
})
export const companyPrimary: Selector = { from: 'company', select: 'primary' }
export const companyAll = (refinement: Refinement = {}): Selector => ({ from: 'company', select: 'all', ...refinement })
export const field = (name: string, refinement: Refinement = {}): Selector => ({
  from: 'field',
  field: name,
  ...refinement,
})
export const match = (by: 'phone' | 'email', name: string): Selector => ({ from: 'match', by, field: name })
export const lead: Selector = { from: 'lead' }
export const linked = (refinement: Refinement = {}): Selector => ({ from: 'linked', ...refinement })

type Extras = { insist?: boolean }
export const attach = (
  contacts: Selector,
  extras: Extras & { primary?: 'if-none' | 'always' | 'never' } = {},
): Action => ({
  type: 'attach',
  contacts,
  ...extras,
})
export const detach = (contacts: Selector, extras: Extras = {}): Action => ({ type: 'detach', contacts, ...extras })
export const setPrimary = (contacts: Selector, extras: Extras = {}): Action => ({
  type: 'setPrimary',
  contacts,
  ...extras,
})
export const replace = (contacts: Selector, extras: Extras = {}): Action => ({ type: 'replace', contacts, ...extras })
export const clear = (extras: Extras = {}): Action => ({ type: 'clear', ...extras })
export const insist = { insist: true }

/** A test on a fact, as `when('deal', '$.companyId', 'greaterThan', 0)`. */
export function when(fact: string, path: string, operator: string, value?: unknown): ConditionGroup {
  const test = { fact, path, operator, ...(value === undefined ? {} : { value }) } as Condition // names as in the tables
  return { all: [test] }
}

/** One rule of a case. The first of a case is "a", the next "b", …; they act in that order. */
export type CaseRule = {
  does: Action[]
  when?: ConditionGroup
  mode?: 'live' | 'shadow'
  priority?: number
  key?: string
}
export const live = (...does: Action[]): CaseRule => ({ does })
export const shadow = (...does: Action[]): CaseRule => ({ does, mode: 'shadow' })

export type RuleCase = {
  name: string
  /** Before the run. */
  links: string
  rules: CaseRule[]
  deal?: Fields
  /** The company's contacts; the deal then is of company 61. */
  company?: string
  companyFields?: Fields
  lead?: string
  /** Contact ids by value. */
  phones?: Record<string, number[]>
  emails?: Record<string, number[]>
  contacts?: Record<number, Fields>
  /** Contacts that do not exist or cannot be read. */
  missing?: number[]
  /** What rules did in earlier runs, as "a attached 9". */
  did?: string[]
  previous?: Fields
  /** The links that the deal should have, the writes that bring them about, and what is recorded of each action. */
  wanted: string
  changes: string[]
  effects: string[]
}

export const now = new Date('2026-09-01T12:00:00Z')

const dealFields: FieldDescriptions = {
  id: { type: 'integer', isMultiple: false },
  title: { type: 'string', isMultiple: false },
  companyId: { type: 'crm_company', isMultiple: false },
  leadId: { type: 'crm_lead', isMultiple: false },
  closed: { type: 'boolean', isMultiple: false },
  opportunity: { type: 'double', isMultiple: false },
}

export function rulesOf({ rules }: Pick<RuleCase, 'rules'>): VersionedRule[] {
  return rules.map((rule, index) => ({
    version: 1,
    rule: RuleDocument.parse({
      key: rule.key ?? String.fromCharCode('a'.charCodeAt(0) + index),
      name: 'A rule',
      mode: rule.mode ?? 'live',
      priority: rule.priority ?? 900 - index,
      on: ['ONCRMDEALUPDATE'],
      conditions: rule.when ?? { all: [] },
      actions: rule.does,
    }),
  }))
}

/** A portal that holds just what the case says. */
export function readerOf(example: RuleCase, links: Link[]): DealReader {
  const companyId = example.company === undefined ? 0 : 61
  const leadId = example.lead === undefined ? null : 5
  return {
    readDeal: async (id) => ({ deal: { id, title: 'Spare parts', companyId, leadId, ...example.deal }, links }),
    readCompanyAndContacts: async () => ({
      company: { id: companyId, ...example.companyFields },
      contacts: linksOf(example.company ?? ''),
    }),
    leadContacts: async () => linksOf(example.lead ?? ''),
    matchContacts: async (by, values) => {
      const known = (by === 'phone' ? example.phones : example.emails) ?? {}
      return new Map(values.map((value) => [value, known[value] ?? []]))
    },
    readContacts: async (contactIds) => {
      const readable = contactIds.filter((id) => example.missing?.includes(id) !== true)
      return new Map(readable.map((id) => [id, { id, ...example.contacts?.[id] }]))
    },
    describeFields: async (entity) => (entity === 'deal' ? dealFields : {}),
  }
}

export type CaseOutcome = { wanted: string; changes: string[]; effects: string[]; again: string[] }

/** Plays a case: decides, plans, writes to a model of the portal, and plans once more on what came of it. */
export async function played(example: RuleCase): Promise<CaseOutcome> {
  const links = linksOf(example.links)
  const deeds = (example.did ?? []).map(deedOf)
  const first = await consider(example, links, deeds)
  const changes = changesOf(first)
  const after = applied(links, changes)
  const results = first.resultsOf(first.decision)
  const second = await consider(example, after, deedsAfter(deeds, results, links, after))
  return {
    wanted: inWords(first.decision.wanted.links),
    changes: changes.map(changeInWords),
    effects: results.flatMap(effectsInWords),
    again: changesOf(second).map(changeInWords),
  }
}

async function consider(example: RuleCase, links: Link[], deeds: readonly Deed[]): Promise<Consideration> {
  const considered = await considerDeal(readerOf(example, links), {
    dealId: 42,
    rules: rulesOf(example),
    event: { type: 'ONCRMDEALUPDATE', types: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'], receivedAt: now.toISOString() },
    snapshot: example.previous === undefined ? null : { takenAt: now.toISOString(), deal: example.previous },
    deeds,
    now,
  })
  if (considered === null) throw new Error('the case has no deal')
  return considered
}

function changesOf(considered: Consideration) {
  return planLinks(considered.links, considered.decision.wanted, clears(considered, considered.decision))
}

function effectsInWords(result: RuleResult): string[] {
  return result.matched
    ? result.actions.map((action) => `${result.key} ${effectInWords(action)}`)
    : [`${result.key} unmatched`]
}
