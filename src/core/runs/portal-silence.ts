import { PortalError } from './portal-error.ts'

/** What to do where the portal has not answered a person in time. */
export const silenceRemedies = {
  usual:
    'Nothing was changed; try again in a minute. If it stays, "npm run bindery -- doctor" tells what is wrong with the portal.',
  // A portal takes its time to count, the longer the more deals it has.
  count:
    'Nothing was started. Try again, narrow the filter, or start it without: it counts for itself, however long that takes.',
  check: 'Check again in a few minutes. If it stays, open the portal from this machine, with curl for instance.',
} as const
export type SilenceRemedy = keyof typeof silenceRemedies

/** What a person is told: about what they asked, that the portal has not answered within so many seconds, and what to do. */
export const silenceInWords = (about: string, seconds: number, remedy: SilenceRemedy): string =>
  `${about}: the portal did not answer within ${seconds} s. ${silenceRemedies[remedy]}`

/** What such a message says, for those who say it in another language; null: it is another one. */
export function silenceIn(message: string): { seconds: string; remedy: SilenceRemedy } | null {
  const seconds = /: the portal did not answer within (?<seconds>[\d.]+) s\./.exec(message)?.groups?.seconds
  const told = Object.entries(silenceRemedies).find(([, words]) => message.endsWith(words))
  // The names of the remedies are the keys of that very object.
  return seconds === undefined || told === undefined ? null : { seconds, remedy: told[0] as SilenceRemedy }
}

/** The portal has not answered in time, though it may still: whoever waited is told so. */
export const notAnsweredYet = (message: string): PortalError =>
  new PortalError('transient', { code: 'NO_ANSWER_YET', method: 'batch', message })
