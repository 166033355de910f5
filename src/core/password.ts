/** Long enough that guessing is hopeless within the limits on signing in; no rules on kinds of characters, as NIST SP 800-63B advises. */
export const shortestPassword = 12
export const longestPassword = 200

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '12345678901',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
]
const steps = new Set(
  rows.flatMap((row) => [...row].slice(1).flatMap((next, at) => [`${row[at]}${next}`, `${next}${row[at]}`])),
)
/** How many of the characters may follow from the one before. */
const mostSteps = 0.6

function shareOfSteps(text: string): number {
  const characters = [...text]
  const isStep = (character: string, at: number) =>
    at > 0 && (character === characters[at - 1] || steps.has(`${characters[at - 1]}${character}`))
  return characters.filter(isStep).length / (characters.length - 1)
}

/** What is wrong with a new password, in words for its owner; null when nothing is. */
export function passwordFault(password: string, owner: { email: string; name: string }): string | null {
  const length = [...password].length
  if (length < shortestPassword) return `shorter than ${shortestPassword} characters; a few unrelated words do well`
  if (length > longestPassword) return `longer than ${longestPassword} characters`
  if (new Set(password).size < 5) return 'the same few characters over and over; a few unrelated words do well'
  const plain = password.toLowerCase()
  if (/^(.+?)\1+$/u.test(plain)) return 'the same piece over and over; a few unrelated words do well'
  if (shareOfSteps(plain) > mostSteps) {
    return 'mostly a row of the keyboard or the alphabet; a few unrelated words do well'
  }
  const known = [owner.email, owner.email.split('@')[0] ?? '', owner.name, 'bindery', 'password', 'bitrix24']
  const rest = known
    .map((word) => word.toLowerCase().trim())
    .filter((word) => word.length >= 3)
    .reduce((left, word) => left.replaceAll(word, ''), plain)
  return [...rest.replaceAll(/[\d\s\p{P}]/gu, '')].length < 4 && rest.length < shortestPassword - 2
    ? 'made of your name, your address or the word password; a few unrelated words do well'
    : null
}
