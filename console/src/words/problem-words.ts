import { passwordFaults } from '../../../src/core/people/password.ts'
import type { Problem } from '../api/problem.ts'
import type { Say } from '../languages/say.ts'

/** Refusals at the doors, which people meet before they know anything of this place. */
export const toldProblems = [
  'invitation_spent',
  'link_spent',
  'wrong_password',
  'too_many_tries',
  'passwords_off',
  'has_account',
  'last_administrator',
  'not_first',
] as const

/** What went wrong, in the language of the page where it has words for it, else as the service says it. */
export function problemInWords({ kind, code, message }: Pick<Problem, 'kind' | 'code' | 'message'>, say: Say): string {
  if (toldProblems.some((one) => one === code)) return say(`problem.told.${code}`)
  const weakness = Object.entries(passwordFaults).find(([, words]) => message.includes(words))
  if (weakness !== undefined) return say(`problem.password.${weakness[0]}`)
  return message || say(`problem.${kind}.title`)
}
