import type { Parameters } from 'fast-check'

/**
 * How many cases a law is tried with: so few in the suite; `npm run test:laws` takes many times as many, from a seed of
 * its own. A function, as each law says its own number.
 */
export const tries = (few: number): Parameters<unknown> => ({ numRuns: few * Number(process.env.BINDERY_TIMES ?? 1) })
