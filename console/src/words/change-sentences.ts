import { RuleDocument } from '../../../src/core/rules/rule.ts'
import { type RuleChange, ruleChanges } from '../../../src/core/rules/rule-changes.ts'
import { isObject, type Place, placeOf, pointerOf, valueAt, withValue } from '../editor/places.ts'
import type { Say } from '../languages/say.ts'
import { type Names, noNames } from './names.ts'
import { actionInWords, treeInWords } from './rule-sentence.ts'
import { eventInWords } from './run-words.ts'

/**
 * What is different between two versions of a rule, in sentences: "Now also requires: the deal's stage is not “Won”."
 * Several changes of one condition or selector are one sentence.
 */
export function changeSentences(before: unknown, after: unknown, say: Say, names: Names = noNames): string[] {
  const changes = ruleChanges(before, after)
  const sentences = changes.map((change) => sentenceOf(change, changes, after, say, names))
  return [...new Set(sentences)]
}

function sentenceOf(change: RuleChange, all: readonly RuleChange[], after: unknown, say: Say, names: Names): string {
  const { path, kind } = change
  const place = placeOf(path)
  const [part, index] = place
  if (part === 'mode') return say(`changes.mode.${String(change.after)}`)
  if (part === 'on') {
    const event = (value: unknown) => eventInWords(String(value), say)
    if (kind === 'changed') return say('changes.became', { what: say('changes.part.on'), ...sides(change, event) })
    return say(`changes.event.${kind}`, { event: event(kind === 'added' ? change.after : change.before) })
  }
  const isEntry = typeof place.at(-1) === 'number'
  if (part === 'actions' && typeof index === 'number') {
    if (place.length === 2 && kind !== 'changed') {
      return say(`changes.action.${kind}`, {
        action: actionText(kind === 'added' ? change.after : change.before, say, names),
      })
    }
    return becameIn(['actions', index], change, all, after, (node) => actionText(node, say, names), say)
  }
  if (part === 'conditions') {
    if (isEntry && kind !== 'changed') {
      const isAny = place.at(-2) === 'any'
      const condition = treeText(kind === 'added' ? change.after : change.before, say, names)
      return say(`changes.condition.${isAny ? 'any' : 'all'}.${kind}`, { condition })
    }
    return becameIn(nodeAround(after, place), change, all, after, (node) => treeText(node, say, names), say)
  }
  const what = (partNames as readonly unknown[]).includes(part) ? say(`changes.part.${String(part)}`) : path
  return say(`changes.${kind === 'changed' ? 'became' : kind}`, { what, ...sides(change, (value) => plain(value)) })
}

const partNames = ['name', 'description', 'priority', 'schedule', 'filter', 'key']
const sides = ({ before, after }: RuleChange, inWords: (value: unknown) => string) => ({
  before: inWords(before),
  after: inWords(after),
})
const plain = (value: unknown) => (typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? ''))

/** The test or group that a place of a condition belongs to. */
function nodeAround(document: unknown, place: Place): Place {
  for (let length = place.length; length > 1; length -= 1) {
    const here = place.slice(0, length)
    const node = valueAt(document, here)
    if (isObject(node) && ['fact', 'all', 'any', 'not'].some((name) => Object.hasOwn(node, name))) return here
  }
  return place.slice(0, 1)
}

/** The earlier side is the later one with every change inside it taken back. */
function becameIn(
  place: Place,
  change: RuleChange,
  all: readonly RuleChange[],
  after: unknown,
  inWords: (node: unknown) => string,
  say: Say,
): string {
  const now = valueAt(after, place)
  const start = pointerOf(place)
  const within = all.filter(({ path }) => path === start || path.startsWith(`${start}/`))
  const isTakenBack = within.every(({ kind, path }) => kind === 'changed' || typeof placeOf(path).at(-1) !== 'number')
  if (now === undefined || !isTakenBack) {
    const { path, kind } = change
    return say(`changes.${kind === 'changed' ? 'became' : kind}`, { what: path, ...sides(change, plain) })
  }
  const earlier = within.reduce<unknown>((node, one) => {
    const inner = placeOf(one.path).slice(place.length)
    return withValue(node, inner, one.kind === 'added' ? undefined : one.before)
  }, now)
  const [was, is] = [inWords(earlier), inWords(now)]
  // What is no part of a sentence, such as `insist`, is told as it is written.
  if (was !== is) return say('changes.sentenceBecame', { before: was, after: is })
  return say(`changes.${change.kind === 'changed' ? 'became' : change.kind}`, {
    what: change.path,
    ...sides(change, plain),
  })
}

function treeText(node: unknown, say: Say, names: Names): string {
  const parsed = RuleDocument.shape.conditions.safeParse(isObject(node) && 'fact' in node ? { all: [node] } : node)
  return parsed.success ? treeInWords(parsed.data, say, names) : plain(node)
}

function actionText(node: unknown, say: Say, names: Names): string {
  const parsed = RuleDocument.shape.actions.element.safeParse(node)
  return parsed.success ? actionInWords(parsed.data, say, names) : plain(node)
}
