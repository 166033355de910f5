import type { z } from 'zod'
import type { Page } from '../../core/turns/store.ts'

/** The cursor did not come from a page of this list. Start over without one. */
export class InvalidCursor extends Error {
  override name = 'InvalidCursor'
  readonly code = 'invalid_cursor'
  constructor() {
    super('The cursor is not one that this list gave out. Ask for the first page, without a cursor.')
  }
}

/** How a list of a kind writes where a page ended, and reads it back. Callers see opaque text. */
export type CursorOf<Place> = { write(place: Place): string; read(cursor: string): Place }

export function cursorOf<Place>(shape: z.ZodType<Place>): CursorOf<Place> {
  return {
    write: (place) => Buffer.from(JSON.stringify(place)).toString('base64url'),
    read: (cursor) => {
      const place = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
      if (!place.success) throw new InvalidCursor()
      return place.data
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const longestPage = 1000

/** Throws a `RangeError` unless `limit` is 1 to 1000; callers check what people send before. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > longestPage) {
    throw new RangeError(`limit: ${limit} is not a whole number from 1 to ${longestPage}`)
  }
}

/** The first `limit` of the rows, which were read with one more than that to see whether a next page exists. */
export function pageOf<Item>(rows: Item[], limit: number, cursorAfter: (last: Item) => string): Page<Item> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorAfter(last) : null }
}
