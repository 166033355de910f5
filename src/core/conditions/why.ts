import { stateInWords, wishInWords } from './condition-words.ts'
import { type Names, noNames } from './names.ts'
import type { TraceLeaf, TraceNode } from './trace.ts'

/** A test that stands in the way of a match. */
export type FailedTest = {
  /** Where it stands in the rule's conditions, as a JSON pointer: `/all/0`. */
  at: string
  fact: string
  path: string | null
  operator: string
  value: unknown
  /** What `value` came to, when it named another fact. */
  valueResult: unknown
  /** What the fact held; null with `isMissing` when there was nothing. */
  factResult: unknown
  isMissing: boolean
  /** False: an earlier condition had settled the matter, so it was not looked at. */
  isEvaluated: boolean
  /** The result that it would need; false where it stands under a `not`. */
  wished: boolean
  inWords: string
}

/** Why conditions did not match, and the fewest tests that would have to come out otherwise. */
export type Distance = {
  /** The first test, in the order of the rule, that came out otherwise than a match needs; null where no test did. */
  failed: FailedTest | null
  /** Null where nothing could make it match. */
  nearest: FailedTest[] | null
  inWords: string
}

/** How far conditions were from matching; null when they matched. Told in the portal's names, where there are any. */
export function distanceOf(trace: TraceNode, names: Names = noNames): Distance | null {
  const changes = fewestChanges(trace, true, '')
  if (changes !== null && changes.length === 0) return null
  const first = firstFailed(trace, true, '')
  const failed = first && failedTest(first, names)
  if (changes === null) {
    return { failed, nearest: null, inWords: 'It cannot match: no value would satisfy its conditions.' }
  }
  const nearest = changes.map((change) => failedTest(change, names))
  return { failed, nearest, inWords: distanceInWords(changes, names) }
}

/**
 * Why conditions do not match where some facts were never read, and what is known settles it: `changed is an empty list,
 * and nothing about the company's contacts could make it match.` Not what it would take, as that is not known.
 */
export function refutedInWords({ failed, inWords }: Distance, unread: string): string {
  return failed === null ? inWords : `${failed.inWords}, and nothing about ${unread} could make it match.`
}

type Change = { leaf: TraceLeaf; wished: boolean; at: string }

/** The first test that was looked at and kept the node from the wished result. */
function firstFailed(node: TraceNode, wished: boolean, at: string): Change | null {
  if (!node.evaluated || node.result === wished) return null
  if ('not' in node) return firstFailed(node.not, !wished, `${at}/not`)
  if (!('all' in node || 'any' in node)) return { leaf: node, wished, at }
  const [name, children] = 'all' in node ? ['all', node.all] : ['any', node.any]
  for (const [index, child] of children.entries()) {
    const found = firstFailed(child, wished, `${at}/${name}/${index}`)
    if (found !== null) return found
  }
  return null
}

/** The smallest set of tests that would have to change for the node to have the wished result; null: none would do. */
function fewestChanges(node: TraceNode, wished: boolean, at: string): Change[] | null {
  if (node.evaluated && node.result === wished) return []
  if ('not' in node) return fewestChanges(node.not, !wished, `${at}/not`)
  if ('all' in node) return ofChildren(node.all, wished, wished, `${at}/all`)
  // An `any` without conditions matches, as json-rules-engine has it.
  if ('any' in node && node.any.length === 0) return wished ? [] : null
  if ('any' in node) return ofChildren(node.any, wished, !wished, `${at}/any`)
  return [{ leaf: node, wished, at }]
}

/** Every child must have the result, or the cheapest one: the first, where several cost the same. */
function ofChildren(nodes: readonly TraceNode[], wished: boolean, isEach: boolean, at: string): Change[] | null {
  const options = nodes.map((child, index) => fewestChanges(child, wished, `${at}/${index}`))
  if (isEach) return options.some((option) => option === null) ? null : options.flatMap((option) => option ?? [])
  return options.reduce((best, option) => {
    if (option === null) return best
    return best === null || option.length < best.length ? option : best
  }, null)
}

function failedTest({ leaf, wished, at }: Change, names: Names): FailedTest {
  return {
    at,
    fact: leaf.fact,
    path: leaf.path ?? null,
    operator: leaf.operator,
    value: leaf.value ?? null,
    valueResult: leaf.valueResult ?? null,
    factResult: leaf.factResult ?? null,
    isMissing: leaf.missing === true,
    isEvaluated: leaf.evaluated,
    wished,
    inWords: leaf.evaluated ? stateInWords(leaf, names) : `${leaf.path ?? leaf.fact} was not looked at`,
  }
}

/** `stageId is C4:NEW; it would match if it were C4:PREPARATION.` */
function distanceInWords(changes: readonly Change[], names: Names): string {
  const [only] = changes
  if (only !== undefined && changes.length === 1) {
    return `${stateInWords(only.leaf, names)}; it would match if ${wishInWords(only.leaf, only.wished, names)}.`
  }
  const parts = changes.map(
    ({ leaf, wished }) => `${stateInWords(leaf, names)} (if ${wishInWords(leaf, wished, names)})`,
  )
  return `It would match if all of this were otherwise: ${parts.join('; ')}.`
}
