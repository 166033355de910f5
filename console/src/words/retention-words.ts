/** Days as somebody types them: nothing is for ever; `wrong` is no number of days that is taken. */
export function daysOf(text: string, least: number): number | null | 'wrong' {
  if (text.trim() === '') return null
  const days = Number(text)
  return Number.isInteger(days) && days >= least && days <= 36_500 ? days : 'wrong'
}

/** The least that is taken, as the service has it. */
export const leastDays = { personalDataDays: 1, runsDays: 100, eventsDays: 7 } as const
export type Kept = keyof typeof leastDays
