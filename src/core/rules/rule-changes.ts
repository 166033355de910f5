import { testInWords } from '../conditions/words-of-tests.ts'
import { pointer } from './leaf-faults.ts'
import { RuleDocument, type RuleMode } from './rule.ts'

/** One difference between two documents: where, as a JSON pointer (in the later one; of what was removed, in the earlier). */
export type RuleChange = {
  path: string
  kind: 'added' | 'removed' | 'changed'
  /** Null where there was nothing. */
  before: unknown
  after: unknown
  /** For a person. */
  sentence: string
}

/** Everything in which two rule documents differ, in the document's order; `$schema`, which is for editors alone, is none. */
export function ruleChanges(before: unknown, after: unknown): RuleChange[] {
  return differences(normalised(before), normalised(after), [], [])
}

/** Whether two documents are the same rule: defaults filled in, whatever their order of members or `$schema`. */
export function isSameRule(one: unknown, other: unknown): boolean {
  return isEqual(normalised(one), normalised(other))
}

/** The document with its defaults, without what is for editors alone; as it is where it is no rule. */
export function normalised(document: unknown): unknown {
  const parsed = RuleDocument.safeParse(document)
  if (!parsed.success) return document
  const { $schema: _forEditorsOnly, ...rule } = parsed.data
  return rule
}

type Path = readonly (string | number)[]

function differences(before: unknown, after: unknown, at: Path, was: Path): RuleChange[] {
  if (isEqual(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return inLists(before, after, at, was)
  if (isObject(before) && isObject(after) && isSameThing(before, after)) return inObjects(before, after, at, was)
  return [changeOf('changed', at, before, after)]
}

function inObjects(before: Json, after: Json, at: Path, was: Path): RuleChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const [here, there] = [
      [...at, name],
      [...was, name],
    ]
    if (!Object.hasOwn(after, name)) return [changeOf('removed', there, before[name], null)]
    if (!Object.hasOwn(before, name)) return [changeOf('added', here, null, after[name])]
    return differences(before[name], after[name], here, there)
  })
}

/** Entries that stayed are paired; between them, as many as there are on both sides have changed, the rest came or went. */
function inLists(before: readonly unknown[], after: readonly unknown[], at: Path, was: Path): RuleChange[] {
  const changes: RuleChange[] = []
  let [i, j] = [0, 0]
  for (const [keptBefore, keptAfter] of [...stayed(before, after), [before.length, after.length] as const]) {
    while (i < keptBefore && j < keptAfter) {
      changes.push(...differences(before[i], after[j], [...at, j], [...was, i]))
      i++
      j++
    }
    for (; i < keptBefore; i++) changes.push(changeOf('removed', [...was, i], before[i], null))
    for (; j < keptAfter; j++) changes.push(changeOf('added', [...at, j], null, after[j]))
    i = keptBefore + 1
    j = keptAfter + 1
  }
  return changes
}

/** The longest common sequence of equal entries, as pairs of places. Lists of rules are short. */
function stayed(before: readonly unknown[], after: readonly unknown[]): (readonly [number, number])[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = before.length - 1; i >= 0; i--) {
    const row = lengths[i]
    if (row === undefined) continue
    for (let j = after.length - 1; j >= 0; j--) {
      row[j] = isEqual(before[i], after[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: (readonly [number, number])[] = []
  let [i, j] = [0, 0]
  while (i < before.length && j < after.length) {
    if (isEqual(before[i], after[j])) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Two that are of another shape are told as a whole: an action of another type, a group in place of a test. */
function isSameThing(before: Json, after: Json): boolean {
  return (['type', 'from', 'all', 'any', 'not', 'fact'] as const).every((name) => {
    const isThere = [before, after].map((one) => Object.hasOwn(one, name))
    const isTelling = name === 'type' || name === 'from'
    return isThere[0] === isThere[1] && (!isTelling || before[name] === after[name])
  })
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((entry, index) => isEqual(entry, other[index]))
  }
  if (!isObject(one) || !isObject(other)) return false
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
  )
}

function changeOf(kind: RuleChange['kind'], path: Path, before: unknown, after: unknown): RuleChange {
  return { path: pointer(path), kind, before, after, sentence: sentenceOf(kind, path, before, after) }
}

const modes: Record<RuleMode, string> = {
  live: 'The rule goes live: it acts.',
  shadow: 'The rule goes into shadow: it is recorded and writes nothing.',
  off: 'The rule is turned off.',
}

function sentenceOf(kind: RuleChange['kind'], path: Path, before: unknown, after: unknown): string {
  if (path.length === 1 && path[0] === 'mode' && typeof after === 'string' && after in modes) {
    return modes[after as RuleMode]
  }
  const place = placeInWords(path)
  switch (kind) {
    case 'added':
      return `${place}: ${inWords(after)} was added.`
    case 'removed':
      return `${place}: ${inWords(before)} was removed.`
    case 'changed':
      return `${place}: ${inWords(before)} became ${inWords(after)}.`
    default:
      return kind satisfies never
  }
}

/** `Action 2, contacts, limit`: places are counted from 1, as people count. */
function placeInWords(path: Path): string {
  if (path.length === 0) return 'The rule'
  const words = path.flatMap((step, index) => {
    if (typeof step === 'number') return []
    const place = path[index + 1]
    const one = { actions: 'action', on: 'event', all: 'all', any: 'any', ids: 'contact' }[step] ?? step
    return [typeof place === 'number' ? `${one} ${place + 1}` : step]
  })
  const text = words.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const longest = 160

function inWords(value: unknown): string {
  if (isObject(value) && typeof value.fact === 'string' && typeof value.operator === 'string') {
    const { fact, path, operator } = value
    const test = { fact, operator, value: value.value } as Parameters<typeof testInWords>[0]
    return `the test ${testInWords(typeof path === 'string' ? { ...test, path } : test)}`
  }
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
