export const durationUnits = ['H', 'D', 'W', 'M'] as const
export type DurationUnit = (typeof durationUnits)[number]
export type PlainDuration = { amount: number; unit: DurationUnit }

/** A duration of one unit, as people say it; null for one of several, which stays as it is written. */
export function plainDuration(text: unknown): PlainDuration | null {
  const match = typeof text === 'string' ? /^P(?:T(\d{1,5})(H)|(\d{1,5})([DWM]))$/.exec(text) : null
  if (match === null) return null
  const [, hours, hourUnit, amount, unit] = match
  // One of the two pairs is there.
  return { amount: Number(hours ?? amount), unit: (hourUnit ?? unit) as DurationUnit }
}

export const writtenDuration = ({ amount, unit }: PlainDuration): string =>
  unit === 'H' ? `PT${amount}H` : `P${amount}${unit}`
