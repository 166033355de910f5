import { z } from 'zod'
import type { Link } from '../deal/link.ts'
import { RuleKey } from '../rules/rule.ts'
import { effectsByRank } from '../runs/run.ts'

const contactId = z.int().positive()
const fields = z.record(z.string(), z.unknown())

/** A contact's id, or a link in full. */
const PaperLink = z.union([
  contactId.describe('A contact; sorts run 10, 20, …, and the first of the list is then the primary one.'),
  z
    .strictObject({
      contactId: contactId.describe("The contact's id."),
      sort: z.int().optional().describe('Its place; 10, 20, … unless told.'),
      isPrimary: z.boolean().optional().describe('False unless told.'),
    })
    .describe('A link with its place and flag.'),
])
const PaperLinks = z.array(PaperLink)
export type PaperLink = z.infer<typeof PaperLink>

export const PaperFacts = z
  .strictObject({
    deal: fields.default({}).describe("The deal's fields, named and typed as rules see them. `id` is 1 unless told."),
    links: PaperLinks.default([]).describe("The deal's contacts before the run."),
    company: fields
      .nullable()
      .default(null)
      .describe("The fields of the deal's company; needs `companyId` on the deal."),
    companyContacts: PaperLinks.default([]).describe("The company's contacts."),
    leadContacts: PaperLinks.default([]).describe("The contacts of the deal's lead; needs `leadId` on the deal."),
    contacts: z
      .record(z.string().regex(/^[1-9]\d*$/, "a contact's id"), fields)
      .default({})
      .describe('Fields of contacts, by id, for `where`. One that is not told is there, and has no fields.'),
    missing: z.array(contactId).default([]).describe('Contacts that do not exist or cannot be read.'),
    matches: z
      .strictObject({
        phone: z.record(z.string(), z.array(contactId)).default({}).describe('Contact ids by phone.'),
        email: z.record(z.string(), z.array(contactId)).default({}).describe('Contact ids by e-mail.'),
      })
      .default({ phone: {}, email: {} })
      .describe('The contacts that Bitrix24 finds, by value.'),
    event: z
      .strictObject({
        type: z.string().describe('The latest event, such as "ONCRMDEALUPDATE", or "manual".'),
        types: z.array(z.string()).optional().describe('All of them; `type` alone unless told.'),
        receivedAt: z.string().optional().describe('`now` unless told.'),
      })
      .optional()
      .describe("What the run answers; the rule's first event unless told."),
    previous: fields
      .optional()
      .describe('Fields that were different at the last run; the others were as they are. Left out: the first sight.'),
    changed: z
      .array(z.string())
      .optional()
      .describe('Fields that differ from the last run and whose earlier value does not matter.'),
    undone: z
      .array(
        z.strictObject({
          contactId: contactId.describe("The contact's id."),
          kind: z.enum(['attached', 'removed', 'made-primary']).describe('What the rule had done.'),
        }),
      )
      .default([])
      .describe('What this rule did in an earlier run and a person has undone.'),
    now: z.iso
      .datetime({ offset: true })
      .default('2026-01-01T12:00:00Z')
      .describe('When the run happens: what `withinLast` counts back from.'),
  })
  .meta({ id: 'PaperFacts' })
export type PaperFacts = z.infer<typeof PaperFacts>

const effects = [...effectsByRank, 'nothing-selected'] as const
const ExpectedEffect = z.strictObject({
  type: z.enum(['attach', 'detach', 'setPrimary', 'replace', 'clear']).describe('The kind of action.'),
  effect: z.enum(effects).describe("The action's effect, as a run records it."),
  contacts: z
    .array(
      z.strictObject({
        contactId: contactId.describe("The contact's id."),
        effect: z.enum(effectsByRank).describe('What came of it for this contact.'),
        by: RuleKey.nullable().optional().describe('The rule that prevailed, where it was overruled.'),
      }),
    )
    .optional()
    .describe('Every contact that it concerned; not compared unless told.'),
})

export const Expectation = z
  .strictObject({
    matched: z.boolean().describe('Whether the conditions hold.'),
    links: PaperLinks.optional().describe('The links afterwards, in order; a place counts only where it is told.'),
    operations: z
      .array(
        z.strictObject({
          method: z.string().describe('Such as "crm.deal.contact.add".'),
          params: fields.optional().describe('Its parameters; not compared unless told.'),
        }),
      )
      .optional()
      .describe('The calls on the portal, in order.'),
    effects: z.array(ExpectedEffect).optional().describe('The effect of each action, in order.'),
  })
  .describe('What is left out is not compared.')
export type Expectation = z.infer<typeof Expectation>

export const RuleTestCase = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('What the case shows, for people.'),
    facts: PaperFacts.prefault({}).describe('What the rule sees.'),
    expect: Expectation,
  })
  .meta({ id: 'RuleTestCase' })
export type RuleTestCase = z.infer<typeof RuleTestCase>

/** Tests of one rule, as they stand in `rules/*.test.json` beside it. */
export const RuleTest = z.strictObject({
  $schema: z.string().optional().describe('For editors: "./rule-test.schema.json".'),
  rule: RuleKey.describe('The key of the rule that is tested. It is run as a live one, whatever its mode.'),
  with: z
    .array(RuleKey)
    .optional()
    .describe('Other rules of the directory that run along, for what rules do to each other.'),
  cases: z.array(RuleTestCase).min(1).max(500).describe('What the rule is to do, case by case.'),
})
export type RuleTest = z.infer<typeof RuleTest>

/** Links as they are written down, in full. */
export function linksOnPaper(links: readonly PaperLink[]): Link[] {
  return links.map((link, index) => {
    const sort = (index + 1) * 10
    if (typeof link === 'number') return { contactId: link, sort, isPrimary: index === 0 }
    return { contactId: link.contactId, sort: link.sort ?? sort, isPrimary: link.isPrimary ?? false }
  })
}
