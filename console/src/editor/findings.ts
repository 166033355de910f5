import { type Fault, validateRule } from '../../../src/core/rules/faults.ts'
import type { RuleDocument } from '../../../src/core/rules/rule.ts'
import type { components } from '../api/schema.d.ts'
import { type Place, pointerOf } from './places.ts'

export type Warning = components['schemas']['Warning']
export type Finding = Warning & { weight: 'error' | 'warning' }

/** What is wrong with a draft, by its form alone, at once. `rule` is null when there are errors. */
export function ownFindings(document: unknown): { rule: RuleDocument | null; findings: Finding[] } {
  const { rule, errors, warnings } = validateRule(document)
  return { rule, findings: withWeights({ errors, warnings }) }
}

export function withWeights({
  errors,
  warnings,
}: {
  errors: readonly Fault[]
  warnings: readonly Warning[]
}): Finding[] {
  return [
    ...errors.map((fault) => ({ ...fault, weight: 'error' as const })),
    ...warnings.map((fault) => ({ ...fault, weight: 'warning' as const })),
  ]
}

/** The service's findings with our own: each once, errors first. */
export function together(own: readonly Finding[], asked: readonly Finding[]): Finding[] {
  const all = new Map([...own, ...asked].map((one) => [`${one.path} ${one.message}`, one]))
  return [...all.values()].toSorted((a, b) => rank(a) - rank(b))
}

const rank = ({ weight }: Finding) => (weight === 'error' ? 0 : 1)

/** Those that are about this very place. */
export function findingsAt(findings: readonly Finding[], place: Place): Finding[] {
  const path = pointerOf(place)
  return findings.filter((one) => one.path === path)
}

/** Those about this place and everything in it. */
export function findingsIn(findings: readonly Finding[], place: Place): Finding[] {
  const path = pointerOf(place)
  return findings.filter((one) => one.path === path || one.path.startsWith(`${path}/`))
}
