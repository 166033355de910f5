import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core'
import { longestPassword, shortestPassword } from '../core/people/password.ts'

/** What people here may think of first. */
const ofThisPlace = ['bindery', 'bitrix24', 'password']
/** A keyboard that the lists do not have. */
const russianRows = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю']
/** Of 4: "safely unguessable", from 10^8 guesses on. */
const strongEnough = 3

/** What is wrong with a new password, in words for its owner; null when nothing is. */
export async function passwordFault(password: string, owner: { email: string; name: string }): Promise<string | null> {
  const length = [...password].length
  if (length < shortestPassword) return `shorter than ${shortestPassword} characters; a few unrelated words do well`
  if (length > longestPassword) return `longer than ${longestPassword} characters`
  const ofOwner = [owner.email, owner.email.split('@')[0] ?? '', owner.name]
  if (isMadeOf([...ofOwner, ...ofThisPlace], password.toLowerCase())) return inWords('userInputs')
  const result = (await guesser()).check(password, ofOwner)
  return result.score < strongEnough ? inWords(weaknessOf(result)) : null
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

function inWords(weakness: string): string {
  const what: Record<string, string> = {
    userInputs: 'made of your name, your address or the word password',
    repeat: 'the same piece over and over',
    sequence: 'a row of the keyboard or the alphabet',
    spatial: 'a row of the keyboard or the alphabet',
    date: 'a date or a number that is soon guessed',
  }
  return `${what[weakness] ?? 'among the first that a guesser tries'}; a few unrelated words do well`
}
