import { z } from 'zod'
import { RuleConditions, WhereConditions } from '../conditions/condition.ts'
import { DealFilter } from '../deal/deal-filter.ts'
import type { RuleForecast } from './forecast.ts'
import { Fuse } from './fuse.ts'

export const ruleModes = ['live', 'shadow', 'off'] as const
export type RuleMode = (typeof ruleModes)[number]

const contactId = z.int().positive()
const fieldName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{0,127}$/,
    'a field name as Bitrix24 spells it, such as "UF_CRM_1700000000" or "companyId"',
  )

const refinement = {
  where: WhereConditions.optional().describe('Only the contacts for which this holds; the fact is `contact`.'),
  limit: z.int().min(1).max(100).optional().describe('At most this many, after `where` (100 unless told).'),
}

export const Selector = z
  .discriminatedUnion('from', [
    z
      .strictObject({
        from: z.literal('company').describe("Contacts of the deal's company."),
        select: z.enum(['primary', 'all']).describe('Its primary contact, or all of them by place.'),
        ...refinement,
      })
      .describe("Contacts of the deal's company: its primary one, or all."),
    z
      .strictObject({
        from: z.literal('ids').describe('Contacts by their ids.'),
        ids: z.array(contactId).min(1).max(1000).describe('Ids of contacts, in the order wanted.'),
        ...refinement,
      })
      .describe('These contacts.'),
    z
      .strictObject({
        from: z.literal('field').describe('Contacts named in a field of the deal.'),
        field: fieldName.describe('A deal field that names contacts: 12, "12", "C_12" or a list of them.'),
        ...refinement,
      })
      .describe('Contacts named in a field of the deal.'),
    z
      .strictObject({
        from: z.literal('match').describe('Contacts found by phone or e-mail.'),
        by: z.enum(['phone', 'email']).describe('What to look contacts up by.'),
        field: fieldName.describe('The deal field that holds the phone or e-mail.'),
        ...refinement,
      })
      .describe("Contacts that have the deal field's value as phone or e-mail."),
    z
      .strictObject({ from: z.literal('lead').describe("Contacts of the deal's lead."), ...refinement })
      .describe("Contacts of the deal's lead."),
    z
      .strictObject({ from: z.literal('linked').describe('Contacts linked when the run begins.'), ...refinement })
      .describe('Contacts linked to the deal now.'),
  ])
  .meta({ id: 'Selector' })
export type Selector = z.infer<typeof Selector>

const insist = z.boolean().optional().describe("Do it again even where a person has undone this rule's work.")

export const Action = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('attach').describe('Links contacts.'),
        contacts: Selector.describe('Which contacts.'),
        primary: z
          .enum(['if-none', 'always', 'never'])
          .optional()
          .describe('Whether the first selected contact becomes primary (if-none unless told).'),
        insist,
      })
      .describe('Link the selected contacts that are not linked, after the present ones.'),
    z
      .strictObject({
        type: z.literal('detach').describe('Unlinks contacts.'),
        contacts: Selector.describe('Which contacts.'),
        insist,
      })
      .describe('Unlink the selected contacts that are linked.'),
    z
      .strictObject({
        type: z.literal('setPrimary').describe('Chooses the primary contact.'),
        contacts: Selector.describe('Which contacts.'),
        insist,
      })
      .describe('Make the first selected contact that is linked the primary one.'),
    z
      .strictObject({
        type: z.literal('replace').describe('Makes the links exactly these contacts.'),
        contacts: Selector.describe('Which contacts.'),
        insist,
      })
      .describe('Make the links exactly the selected contacts, in that order. Selecting nothing does nothing.'),
    z
      .strictObject({ type: z.literal('clear').describe('Unlinks everyone.'), insist })
      .describe('Unlink every contact.'),
  ])
  .meta({ id: 'Action' })
export type Action = z.infer<typeof Action>

type PlacedSelector = { selector: Selector; path: string }

/** The selectors that can be read of a document that may be wrong in other places. */
export function legibleSelectors(document: unknown): PlacedSelector[] {
  const parsed = z.object({ actions: z.array(z.unknown()) }).safeParse(document)
  return (parsed.data?.actions ?? []).flatMap((action, index) => {
    const { data } = z.object({ contacts: Selector }).safeParse(action)
    return data === undefined ? [] : [{ selector: data.contacts, path: `/actions/${index}/contacts` }]
  })
}

/** The selector of every action that has one, with its place as a JSON pointer. */
export function selectorsWithPaths(rule: { actions: readonly Action[] }): PlacedSelector[] {
  return rule.actions.flatMap((action, index) =>
    action.type === 'clear' ? [] : [{ selector: action.contacts, path: `/actions/${index}/contacts` }],
  )
}

export const RuleKey = z.string().regex(/^[a-z0-9-]{1,64}$/, 'a key is 1 to 64 of a-z, 0-9 and "-"')

/** The rule document: the same in `rules/*.json`, in the API and in the database. */
export const RuleDocument = z.strictObject({
  $schema: z.string().optional().describe('For editors, which check and explain by it: "./rule.schema.json".'),
  key: RuleKey.describe('The rule\'s lasting name: 1 to 64 of a-z, 0-9 and "-".'),
  name: z.string().trim().min(1).max(200).describe('What people call it.'),
  description: z.string().max(2000).optional().describe('What it does and why, for people.'),
  mode: z.enum(ruleModes).describe('live: acts. shadow: is evaluated and recorded, never written. off: rests.'),
  priority: z.int().min(1).max(1000).default(100).describe('1 to 1000, higher first; ties by key.'),
  on: z
    .array(z.string().regex(/^ON[A-Z0-9_]{1,62}$/, 'an event name as Bitrix24 spells it, such as "ONCRMDEALUPDATE"'))
    .min(1, 'at least one event name')
    .max(50)
    .describe('The events that it answers.'),
  schedule: z
    .string()
    .max(100)
    .exactOptional()
    .describe('Times at which it looks at the deals of `filter`: a cron expression of five fields, in UTC.'),
  filter: DealFilter.exactOptional().describe('Only with `schedule`: which deals it looks at then. {} is all of them.'),
  fuse: Fuse.exactOptional().describe(
    'How many deals it may change in how many minutes before its changes are held for a person to look at.',
  ),
  conditions: RuleConditions.describe(
    'When it applies: a json-rules-engine condition tree. {"all": []} always matches.',
  ),
  actions: z.array(Action).min(1, 'at least one action').max(50).describe('What it does, in this order.'),
})
export type RuleDocument = z.infer<typeof RuleDocument>

/** A rule with the version that a run records. */
export type VersionedRule = {
  rule: RuleDocument
  version: number
  /** Set while a fuse holds what the rule would change. */
  holdId?: string
  /** What a backtest said of this version, if one did. */
  forecast?: RuleForecast
}

/** The order in which rules act: priority, higher first; ties by key. */
export function inRuleOrder<Rule extends VersionedRule>(rules: readonly Rule[]): Rule[] {
  return [...rules].sort(
    (a, b) => b.rule.priority - a.rule.priority || (a.rule.key < b.rule.key ? -1 : a.rule.key > b.rule.key ? 1 : 0),
  )
}
