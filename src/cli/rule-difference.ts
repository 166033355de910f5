import { isDeepStrictEqual } from 'node:util'
import { RuleDocument } from '../core/rule.ts'

/** Whether two documents are the same rule: defaults filled in, whatever their order of members or `$schema`. */
export function isSameRule(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(normalised(one), normalised(other))
}

function normalised(document: unknown): unknown {
  const parsed = RuleDocument.safeParse(document)
  if (!parsed.success) return document
  const { $schema: _forEditorsOnly, ...rule } = parsed.data
  return rule
}
