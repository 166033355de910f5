import { type Command, InvalidArgumentError } from 'commander'
import { isoMoment } from '../core/deal/iso-moment.ts'

/** Ends the command as wrongly used, for what no single option can tell. */
export function refuse(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: 2, code: 'wrong_usage' })
}

/** Reads an option that is a whole number from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1.')
  return Number(text)
}

/** Reads an option that is a date or time, as the service takes it. */
export function momentOption(text: string): string {
  if (!isoMoment.safeParse(text).success)
    throw new InvalidArgumentError('Give a date or time as 2026-08-21 or 2026-08-21T09:30:00Z.')
  return text
}
