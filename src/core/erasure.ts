import type { Fields, SeenFacts } from './snapshot.ts'

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

/** The same value with the words replaced in every text and key of it; the value itself where none is in it. */
export function withoutWords(value: unknown, words: RegExp | null): unknown {
  if (words === null) return value
  if (typeof value === 'string') return value.replace(words, erasedMark)
  if (Array.isArray(value)) {
    const items = value.map((one) => withoutWords(one, words))
    return items.every((one, index) => one === value[index]) ? value : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const replaced = entries.map(([key, one]) => [key.replace(words, erasedMark), withoutWords(one, words)] as const)
  const isSame = replaced.every(([key, one], index) => key === entries[index]?.[0] && one === entries[index]?.[1])
  return isSame ? value : Object.fromEntries(replaced)
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
