import type { RuleValidation } from '../../core/faults.ts'
import { jsonBody } from '../json-body.ts'
import { type Route, route } from '../route.ts'
import { UncheckedRule, Verdict, withoutRecord } from '../schemas/rule.ts'

export type RuleCheckDeps = {
  /** Every fault of a document, or the rule. Warnings do not stand in a rule's way. */
  validateRule(document: unknown): RuleValidation
}

export function ruleCheckRoutes(deps: RuleCheckDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/rules/validate',
      summary: 'What is wrong with a rule document; nothing is saved',
      access: 'viewer',
      body: { format: jsonBody, schema: UncheckedRule },
      answers: { 200: { description: 'The verdict, on any JSON document.', schema: Verdict } },
      handle({ body }) {
        const { valid, errors, warnings } = deps.validateRule(withoutRecord(body))
        return { status: 200, body: { valid, errors, warnings } }
      },
    }),
  ]
}
