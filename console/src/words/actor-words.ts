import type { Say } from '../languages/say.ts'

/** Whoever does something and is no person, by the name on record. */
const words = {
  'command line': 'commandLine',
  start: 'start',
  'sign-in link': 'link',
  import: 'import',
} as const

/** Who did it, as the page says it; people are called by their names. */
export function actorInWords(name: string, say: Say): string {
  const word = Object.entries(words).find(([recorded]) => recorded === name)?.[1]
  return word === undefined ? name : say(`actor.${word}`)
}

/** Whether somebody did it who has a name, and not the machine or a link. */
export const isPerson = (name: string): boolean => !Object.hasOwn(words, name)

/** The name on record of whom somebody looks for, who may have it from the page. */
export function actorOnRecord(typed: string, say: Say): string {
  const sought = typed.trim().toLowerCase()
  const found = Object.entries(words).find(([, word]) => say(`actor.${word}`).toLowerCase() === sought)
  return found?.[0] ?? typed
}
