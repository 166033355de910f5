import { InvalidArgumentError } from 'commander'
import { z } from 'zod'

/** A run's id as an argument. */
export function parseRunId(text: string): string {
  if (!z.guid().safeParse(text).success) {
    throw new InvalidArgumentError(`There is no run ${text}. Give a run's id, as the list of runs shows it.`)
  }
  return text.toLowerCase()
}
