import { z } from 'zod'
import { withinReach } from '../../core/deal/iso-moment.ts'

/** Bitrix24's ids in addresses and queries. */
export const IdText = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'a positive whole number')
  .transform(Number)
  .pipe(z.int().positive())

/** A date or time in an address or a document. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'a date or time as ISO 8601 has it, such as 2026-08-21T09:30:00Z (write a "+" in an address as %2B)',
  })
  .transform((text) => withinReach(new Date(text)))
  // JSON has no dates: told to the document in its own words.
  .pipe(z.date().meta({ type: 'string', format: 'date-time' }))

/** `from` is included, `to` is not. */
export const period = { from: moment.exactOptional(), to: moment.exactOptional() }

export const paging = {
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,512}$/, 'not a cursor of this list')
    .exactOptional()
    .describe('`nextCursor` of the page before.'),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(1, 'at least 1').max(1000, 'at most 1000'))
    .default(50),
}

/** One page of a list, newest first. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable().describe('Null on the last page.') })
