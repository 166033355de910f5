import type { FailedTest } from '../../../src/core/conditions/why.ts'
import type { Why } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { namedInWords, testInWords } from './condition-words.ts'
import { type LeftBecause, leftBecause } from './left-as-it-is.ts'
import { type Names, noNames } from './names.ts'
import { eventInWords } from './run-words.ts'

export type RuleAnswer = Why['rules'][number]

/** "the deal's amount is more than 5", or that it would have to be otherwise, where it stands under a "not". */
export function wishInWords(
  { fact, path, operator, value, wished }: FailedTest,
  say: Say,
  names: Names = noNames,
): string {
  const test = { fact, path: path ?? undefined, operator, value }
  const { fact: subject, operator: is, expected } = testInWords(test, say, names)
  const condition = [subject, is, expected].filter((part) => part !== '').join(' ')
  return wished ? condition : say('why.otherwise', { condition })
}

/** What the fact held when the test was made, and what it was compared with where that is a fact of its own. */
export function foundInWords(
  { fact, path, isMissing, factResult, valueResult }: FailedTest,
  say: Say,
  names: Names = noNames,
): string {
  const named = (value: unknown) => namedInWords(fact, path ?? undefined, value, say, names)
  const found = isMissing ? say('why.nothingThere') : say('tree.found', { value: named(factResult) })
  const compared =
    valueResult === undefined || valueResult === null ? '' : `, ${say('tree.compared', { value: named(valueResult) })}`
  return found + compared
}

/** What of a rule's events has come, when it could not have acted of itself; null when one of them came. */
export function unheardInWords({ on, heardAt }: Pick<RuleAnswer, 'on' | 'heardAt'>, say: Say): string | null {
  if (heardAt !== null) return null
  return say('why.unheard', { events: on.map((name) => eventInWords(name, say)).join(', ') })
}

export type WhySummary = 'changes' | 'would' | `left.${LeftBecause}` | 'none' | 'gone' | 'held' | 'failed'

/** What it all comes to, first of all. */
export function summaryOf({ now, rules }: Pick<Why, 'now' | 'rules'>): WhySummary {
  if (now === null) return 'gone'
  switch (now.status) {
    case 'applied':
      return 'changes'
    case 'shadow':
      return 'would'
    case 'quarantined':
      return 'held'
    case 'failed':
      return 'failed'
    default:
      return rules.some(({ matched }) => matched) ? `left.${leftBecause(rules)}` : 'none'
  }
}
