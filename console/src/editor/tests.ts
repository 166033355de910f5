import { operatorParts } from '../../../src/core/conditions/condition.ts'
import { isPresenceOfId, isShowable, operatorsFor } from './operators-for.ts'
import { isObject } from './places.ts'
import { type Subject, type SubjectGroup, subjectOf } from './subjects.ts'

/** How the form shows a test: by what it looks at, or part by part where that would lose something. */
export type ShownTest =
  | { as: 'simple'; subject: Subject; operator: string; operators: string[]; value: unknown; isPresence: boolean }
  | { as: 'advanced' }

const simpleMembers = new Set(['fact', 'path', 'operator', 'value', 'name', 'priority'])

export function shownTest(node: unknown, groups: readonly SubjectGroup[]): ShownTest {
  if (!isObject(node) || Object.keys(node).some((name) => !simpleMembers.has(name))) return { as: 'advanced' }
  const { operator, value } = node
  const subject = subjectOf(groups, node.fact, node.path)
  if (subject === null || typeof operator !== 'string') return { as: 'advanced' }
  const isPresence = isPresenceOfId(subject, operator, value)
  const fitting = operatorsFor(subject)
  const isPlain = fitting.includes(operator) || operatorParts(operator).decorators.length === 0
  if (!isPresence && (!isPlain || !isShowable(subject, operator, value))) return { as: 'advanced' }
  const operators = isPresence || fitting.includes(operator) ? fitting : [...fitting, operator]
  return { as: 'simple', subject, operator: isPresence ? 'isNotEmpty' : operator, operators, value, isPresence }
}
