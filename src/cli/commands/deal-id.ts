import { InvalidArgumentError } from 'commander'

export function parseDealId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give the id of a deal, a positive whole number.')
  return Number(text)
}
