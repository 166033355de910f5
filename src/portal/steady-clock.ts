import { performance } from 'node:perf_hooks'

/**
 * A clock that nobody sets, for how long things last: a time of day that is put right in the midst of a pause would end it
 * at once, or make it last for hours. Milliseconds since 1970, by the time of day when the process began.
 */
export const steadyNow = (): number => performance.timeOrigin + performance.now()

/**
 * The time of day at a moment of that clock, for those who keep to the former. How far apart they are is told in whole
 * seconds, so that one moment is told as the same each time.
 */
export const timeOfDay = (moment: number): number =>
  Math.ceil(moment) + Math.round((Date.now() - steadyNow()) / 1000) * 1000
