import type { RuleValidation } from '../../core/rules/faults.ts'
import type { RuleCheck } from '../../flows/check-rule.ts'
import { jsonBody } from '../json-body.ts'
import { type Route, route } from '../route.ts'
import { UncheckedRule, Verdict, withoutRecord } from '../schemas/rule.ts'

export type RuleCheckDeps = {
  /** Every fault of a document, or the rule. Warnings do not stand in a rule's way. */
  validateRule(document: unknown): RuleValidation
  /** The same, and what the portal's fields and lists and the other rules say. A portal that is away is a warning. */
  checkRule(document: unknown): Promise<RuleCheck>
}

export function ruleCheckRoutes(deps: RuleCheckDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/rules/validate',
      summary: 'What is wrong with a rule document; nothing is saved',
      description:
        "By its form, by the portal's fields, stages, funnels and contacts, and beside the other live rules. What could not be checked, as the portal is away, is a warning.",
      access: 'viewer',
      body: { format: jsonBody, schema: UncheckedRule },
      answers: { 200: { description: 'The verdict, on any JSON document.', schema: Verdict } },
      async handle({ body }) {
        const { rule, errors, warnings } = await deps.checkRule(withoutRecord(body))
        return { status: 200, body: { valid: rule !== null, errors, warnings } }
      },
    }),
  ]
}
