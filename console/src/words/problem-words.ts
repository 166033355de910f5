import { passwordFaults } from '../../../src/core/people/password.ts'
import { silenceIn } from '../../../src/core/runs/portal-silence.ts'
import type { Problem } from '../api/problem.ts'
import type { Say } from '../languages/say.ts'

/** Refusals at the doors, which people meet before they know anything of this place. */
export const toldProblems = [
  'invitation_spent',
  'wrong_password',
  'too_many_tries',
  'passwords_off',
  'has_account',
  'last_administrator',
  'not_first',
] as const

const roleNeeded = /^This needs the role (?<needed>\w+), and .* has the role (?<own>\w+)\./s

/** What went wrong, in the language of the page where it has words for it, else as the service says it. */
export function problemInWords({ kind, code, message }: Pick<Problem, 'kind' | 'code' | 'message'>, say: Say): string {
  if (toldProblems.some((one) => one === code)) return say(`problem.told.${code}`)
  const roles = kind === 'forbidden' ? roleNeeded.exec(message)?.groups : undefined
  if (roles !== undefined) {
    return say('problem.needsRole', { needed: say(`role.${roles.needed}`), own: say(`role.${roles.own}`) })
  }
  const silence = silenceIn(message)
  if (silence !== null) return say(`problem.silence.${silence.remedy}`, { seconds: silence.seconds })
  const weakness = Object.entries(passwordFaults).find(([, words]) => message.includes(words))
  if (weakness !== undefined) return say(`problem.password.${weakness[0]}`)
  return message || say(`problem.${kind}.title`)
}

/** What a page says below its own words of why it cannot be shown; empty where those say it all. */
export function problemDetail(problem: Pick<Problem, 'kind' | 'code' | 'message'>, say: Say): string {
  return problem.kind === 'not-found' || problem.message === '' ? '' : problemInWords(problem, say)
}
