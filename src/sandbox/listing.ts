import type { Item } from './entities.ts'
import { PortalError } from './errors.ts'
import type { Field } from './fields.ts'
import { comparableOf } from './filter.ts'
import { entriesOf, integerOf, textOf } from './params.ts'

/** Lists come 50 rows at a time. Source: Bitrix24 REST docs, `how-to-call-rest-api/list-methods-pecularities`. */
const pageSize = 50

export type Page<Row> = { rows: Row[]; total: number; next?: number }

/**
 * One page from `start`, with `next` while more follows; `start: -1` skips counting: `total` 0 and no `next`.
 * Source: Bitrix24 REST docs, `performance/huge-data`.
 */
export function pageOf<Row>(rows: readonly Row[], start: unknown): Page<Row> {
  const from = integerOf(start) ?? 0
  if (from < 0) return { rows: rows.slice(0, pageSize), total: 0 }
  const next = from + pageSize
  return { rows: rows.slice(from, next), total: rows.length, ...(next < rows.length ? { next } : {}) }
}

/** Sorts by `{field: "ASC" | "DESC"}`, by id where nothing is said. Throws as `crm.item.list` documents. */
export function ordered(
  items: readonly Item[],
  order: unknown,
  fieldOf: (name: string) => Field | undefined,
  utcOffsetMinutes: number,
): Item[] {
  const keys = entriesOf(order).map(([name, direction]) => {
    const field = fieldOf(name)
    if (field === undefined || field.isMultiple || (field.isDerived && !field.name.endsWith('Id'))) {
      throw invalidOrder(`field '${name}' is not allowed in order`)
    }
    const sign = textOf(direction).toUpperCase()
    if (sign !== 'ASC' && sign !== 'DESC') {
      throw invalidOrder(`allowed sort directions are ASC, DESC. But got '${textOf(direction)}' for field '${name}'`)
    }
    return { field, sign: sign === 'ASC' ? 1 : -1 }
  })
  return [...items].sort((left, right) => {
    for (const { field, sign } of keys) {
      const one = comparableOf(field, left[field.key], utcOffsetMinutes) ?? ''
      const other = comparableOf(field, right[field.key], utcOffsetMinutes) ?? ''
      if (one !== other) return (one < other ? -1 : 1) * sign
    }
    return left.id - right.id
  })
}

const invalidOrder = (description: string): PortalError =>
  new PortalError(400, 'INVALID_ARG_VALUE', `Invalid order: ${description}`)
