import type { TraceLeaf, TraceNode } from '../conditions/trace.ts'
import type { Fields, SeenFacts } from '../deal/snapshot.ts'
import type { BacktestNumbers } from '../rules/backtest.ts'
import { impersonalFields } from './retention.ts'

/** Stands where words of somebody stood who asked to be forgotten. */
export const erasedMark = '[erased]'

/** Shorter words would be found in others as well. */
const shortestWord = 3

/** The words by which a contact is known: full and last name, phones, mails and other addresses; the longest first. */
export function wordsOfContact(contact: Fields): string[] {
  const { name, secondName, lastName, fm } = contact
  const [first, second, last] = [name, secondName, lastName].map((one) => (typeof one === 'string' ? one.trim() : ''))
  const names = [
    [first, last],
    [last, first],
    [first, second, last],
    [last, first, second],
  ].map((parts) => parts.every((part) => part) && parts.join(' '))
  const addresses = Array.isArray(fm) ? fm.map((entry: unknown) => addressIn(entry)) : []
  return [...names, last, ...addresses].filter((word) => typeof word === 'string').filter(isWord)
}

const addressIn = (entry: unknown) =>
  typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : null
const isWord = (word: string) => word.trim().length >= shortestWord

/** A pattern of all these words, in whatever letters; null for none. */
export function patternOf(words: readonly string[]): RegExp | null {
  const wanted = [...new Set(words.map((word) => word.trim()).filter(isWord))].sort((a, b) => b.length - a.length)
  if (wanted.length === 0) return null
  return new RegExp(wanted.map((word) => asPattern(word)).join('|'), 'giu')
}

const asPattern = (word: string) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll(/\s+/g, '\\s+')

/** Numbers, times, references and codes: programs read them, and nobody's words are in them. */
const technicalFields: ReadonlySet<string> = new Set(impersonalFields)

/**
 * The same value with the words replaced in every text of it, but for technical fields of records; the value itself
 * where none is in it. Names of fields stay.
 */
export function withoutWords(value: unknown, words: RegExp | null): unknown {
  if (words === null) return value
  if (typeof value === 'string') return value.replace(words, erasedMark)
  if (Array.isArray(value)) return each(value, (one) => withoutWords(one, words))
  if (typeof value !== 'object' || value === null) return value
  return ofEach(value, (one, name) => (technicalFields.has(name) ? one : withoutWords(one, words)))
}

/** The same without the words in what was read of records, and in what contacts were looked up by. */
export function factsWithoutWords(facts: SeenFacts, words: RegExp | null): SeenFacts {
  if (words === null) return facts
  // Records with their words replaced are records still.
  const company = withoutWords(facts.company, words) as SeenFacts['company']
  const replaced = ofEach(facts, (part, name) => {
    if (name === 'before' || name === 'contacts') return withoutWords(part, words)
    return name === 'matches' ? matchesWithoutWords(facts.matches, words) : part
  })
  if (company === facts.company) return replaced
  // No rule shall go by what was replaced: the company is read anew.
  const { companyReadAt: _, ...rest } = replaced
  return { ...rest, company }
}

function matchesWithoutWords(matches: SeenFacts['matches'], words: RegExp): SeenFacts['matches'] {
  const entries = Object.entries(matches).map(([key, ids]) => [key.replace(words, erasedMark), ids] as const)
  return entries.every(([key]) => Object.hasOwn(matches, key)) ? matches : Object.fromEntries(entries)
}

/** The same tree without the words in what its conditions saw, and were compared with. */
export function traceWithoutWords(node: TraceNode, words: RegExp | null): TraceNode {
  if (words === null) return node
  const inside = (children: TraceNode[]) => each(children, (child) => traceWithoutWords(child, words))
  if ('fact' in node) return leafWithoutWords(node, words)
  return ofEach(node, (part, name) => {
    if (name === 'not') return traceWithoutWords(part as TraceNode, words)
    return name === 'all' || name === 'any' ? inside(part as TraceNode[]) : part
  })
}

/** Facts that hold words of records. */
const wordyFacts: ReadonlySet<string> = new Set(['deal', 'company', 'previous', 'contact'])

function leafWithoutWords(leaf: TraceLeaf, words: RegExp): TraceLeaf {
  const field = /^\$(?:\.|\[['"]?)(\w+)/.exec(leaf.path ?? '')?.[1]
  const isWordy = wordyFacts.has(leaf.fact) && (field === undefined || !technicalFields.has(field))
  return ofEach(leaf, (part, name) => {
    if (name === 'valueResult') return withoutWords(part, words)
    if (name === 'factResult') return isWordy ? withoutWords(part, words) : part
    // One that names another fact is no text.
    return name === 'value' && isWordy && !isRecord(part) ? withoutWords(part, words) : part
  })
}

/** The same numbers without the words in what is said of single deals. */
export function backtestWithoutWords<Numbers extends BacktestNumbers>(numbers: Numbers, words: RegExp | null): Numbers {
  if (words === null) return numbers
  const examples = each(numbers.examples, (example) => {
    const why = example.why.replace(words, erasedMark)
    return why === example.why ? example : { ...example, why }
  })
  return examples === numbers.examples ? numbers : { ...numbers, examples }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The list itself where nothing becomes another. */
function each<Item>(items: Item[], changed: (item: Item) => Item): Item[] {
  const others = items.map(changed)
  return others.every((other, index) => other === items[index]) ? items : others
}

/** The record itself where nothing becomes another. Whoever changes a part keeps its kind. */
function ofEach<Record extends object>(record: Record, changed: (part: unknown, name: string) => unknown): Record {
  const parts = Object.entries(record)
  const others = parts.map(([name, part]) => [name, changed(part, name)] as const)
  const isSame = others.every(([, other], index) => other === parts[index]?.[1])
  return isSame ? record : (Object.fromEntries(others) as Record)
}

/** What a run had read, without the contact: as if it could not be read. By what it was found is left out. */
export function withoutContact(facts: SeenFacts, contactId: number): SeenFacts {
  const { contacts, matches } = facts
  const isKept = ([, ids]: [string, number[]]) => !ids.includes(contactId)
  const kept = Object.entries(matches).filter(isKept)
  const isFound = Object.hasOwn(contacts, contactId) && contacts[contactId] !== null
  if (!isFound && kept.length === Object.keys(matches).length) return facts
  return {
    ...facts,
    contacts: isFound ? { ...contacts, [contactId]: null } : contacts,
    matches: Object.fromEntries(kept),
  }
}
