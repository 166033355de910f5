import { z } from 'zod'
import type { Link } from '../core/deal/link.ts'

/** An id or a number as PHP may write it: `9314` or `"9314"`. */
export const Integer = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
])
export const Id = Integer.refine((id) => id > 0, 'is not an id')

/** PHP writes a list with gaps as an object. */
export const listOf = <Row extends z.ZodType>(row: Row) =>
  z.preprocess((value) => (isObject(value) ? Object.values(value) : value), z.array(row))

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Rows of `crm.deal.contact.items.get` and its siblings for companies and leads, as links. A row without `SORT` keeps
 * the place it came in.
 *
 * Source: Bitrix24 REST docs, `api-reference/crm/deals/contacts/crm-deal-contact-items-get`, read 2026-08-21.
 */
export const LinkRows = listOf(
  z.object({
    CONTACT_ID: Id,
    SORT: Integer.nullish(),
    IS_PRIMARY: z.enum(['Y', 'N']).nullish(),
  }),
).transform((rows) =>
  rows.map(
    (row, index): Link => ({
      contactId: row.CONTACT_ID,
      sort: row.SORT ?? (index + 1) * 10,
      isPrimary: row.IS_PRIMARY === 'Y',
    }),
  ),
)
