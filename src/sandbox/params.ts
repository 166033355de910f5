import type { Params } from './decode.ts'

/** PHP has one array type: a JSON array and a JSON object both pass as one. */
export const isPhpArray = (value: unknown): value is Params => typeof value === 'object' && value !== null

/** The values of a PHP array, in order. */
export const valuesOf = (value: unknown): unknown[] => (isPhpArray(value) ? Object.values(value) : [])

export const entriesOf = (value: unknown): [string, unknown][] => (isPhpArray(value) ? Object.entries(value) : [])

/** Reads a parameter by its exact name, as the controller-style methods (`crm.item.*`) do. */
export const exactParam = (params: Params, name: string): unknown =>
  Object.hasOwn(params, name) ? params[name] : undefined

/**
 * Reads a parameter in any letter case: documented samples call classic methods with `id` and with `ID`, and both work.
 * Source: Bitrix24 REST docs, `crm.deal.get` and `crm.deal.update` (samples).
 */
export function classicParam(params: Params, name: string): unknown {
  const exact = exactParam(params, name)
  if (exact !== undefined) return exact
  const wanted = name.toLowerCase()
  return Object.entries(params).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

/** An integer given as a number or as digits; anything else is `null`. */
export function integerOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*-?\d{1,16}\s*$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : null
}

/** An id as PHP's `(int)` would take it: above zero, or `null`. */
export function idOf(value: unknown): number | null {
  const id = integerOf(value)
  return id !== null && id > 0 ? id : null
}

export const isYes = (value: unknown): boolean =>
  value === true || value === 1 || value === 'Y' || value === 'y' || value === '1' || value === 'true'

/** A value as PHP writes it into a text: nothing is empty, an array is `Array`. */
export const textOf = (value: unknown): string => (isPhpArray(value) ? 'Array' : String(value ?? ''))

/** `halt` and its kind: `0`, `false`, `N` and nothing are off, the rest is on. */
export const isOn = (value: unknown): boolean =>
  !(value === undefined || value === null || value === false || value === 0) &&
  !(typeof value === 'string' && ['', '0', 'false', 'n'].includes(value.toLowerCase()))
