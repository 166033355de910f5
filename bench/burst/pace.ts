/** How many deals were right so many seconds after the first change. */
export type Sample = { seconds: number; rightDeals: number }

/**
 * Seconds in which all deals would have been right at the pace of the second half of the time, when the burst allowance
 * was used up and the portal's steady rate was what counted. Infinite if nothing moved then.
 */
export function secondsProjected(samples: readonly Sample[], deals: number): number {
  const last = samples.at(-1)
  if (last === undefined) return Number.POSITIVE_INFINITY
  const middle = samples.findLast(({ seconds }) => seconds <= last.seconds / 2) ?? { seconds: 0, rightDeals: 0 }
  const perSecond = (last.rightDeals - middle.rightDeals) / (last.seconds - middle.seconds)
  return last.seconds + (deals - last.rightDeals) / perSecond
}
