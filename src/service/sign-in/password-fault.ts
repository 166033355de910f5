import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core'
import { longestPassword, passwordFaults, shortestPassword } from '../../core/people/password.ts'

/** By what the longest part of a weak password is; anything else is common. */
const faultBy: Record<string, keyof typeof passwordFaults> = {
  userInputs: 'ownWords',
  repeat: 'repeat',
  sequence: 'row',
  spatial: 'row',
  date: 'date',
}
/** What people here may think of first. */
const ofThisPlace = ['bindery', 'bitrix24', 'password']
/** A keyboard that the lists do not have. */
const russianRows = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю']
/** Of 4: "safely unguessable", from 10^8 guesses on. */
const strongEnough = 3

/** What is wrong with a new password, in words for its owner; null when nothing is. */
export async function passwordFault(password: string, owner: { email: string; name: string }): Promise<string | null> {
  const length = [...password].length
  if (length < shortestPassword) return passwordFaults.short
  if (length > longestPassword) return passwordFaults.long
  const ofOwner = [owner.email, owner.email.split('@')[0] ?? '', owner.name]
  if (isMadeOf([...ofOwner, ...ofThisPlace], password.toLowerCase())) return passwordFaults.ownWords
  const result = (await guesser()).check(password, ofOwner)
  return result.score < strongEnough ? passwordFaults[faultBy[weaknessOf(result)] ?? 'common'] : null
}

/** Whether hardly anything is left of it without these words. */
function isMadeOf(words: readonly string[], password: string): boolean {
  const rest = words
    .map((word) => word.toLowerCase().trim())
    .filter((word) => word.length >= 3)
    .reduce((left, word) => left.replaceAll(word, ''), password)
  return [...rest.replaceAll(/[\d\s\p{P}]/gu, '')].length < 4 && rest.length < shortestPassword - 2
}

let guessing: Promise<ZxcvbnFactory> | null = null

/** Its lists take a moment and some memory to read, which only those who set a password need. */
function guesser(): Promise<ZxcvbnFactory> {
  guessing ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) =>
      new ZxcvbnFactory({ dictionary: { ...dictionary, russianRows }, graphs: adjacencyGraphs }),
  )
  return guessing
}

/** What its longest part is. */
function weaknessOf({ sequence }: ZxcvbnResult): string {
  const [longest] = [...sequence].sort((one, other) => other.token.length - one.token.length)
  return longest?.dictionaryName ?? longest?.pattern ?? ''
}
