import { z } from 'zod'
import type { Link } from '../core/deal/link.ts'
import type { FieldDescriptions, Fields } from '../core/deal/snapshot.ts'
import type { Question } from './ask.ts'
import { type Entity, entityTypeIds, type RowList } from './entities.ts'
import { Id, LinkRows, listOf } from './link-rows.ts'
import { withoutFileAddresses } from './redact.ts'

/** Custom fields under the names that administrators see, `UF_CRM_…`, not their camelCase. CRM 25.0.0 and later. */
const originalNames = { useOriginalUfNames: 'Y' } as const

// Schemas are built once: building one takes longer than reading an answer with it.
const Item = z
  .object({
    item: z.record(z.string(), z.unknown()).transform((item) => withoutFileAddresses(item) as Fields),
  })
  .transform((result) => result.item)
const Rows = z
  .object({
    items: listOf(z.looseObject({ id: Id }).transform((row) => withoutFileAddresses(row) as Fields & { id: number })),
  })
  .transform(({ items }): Map<number, Fields> => new Map(items.map((row) => [row.id, row])))
const Hits = z
  .union([z.array(z.unknown()).length(0), z.object({ CONTACT: listOf(Id).optional() })])
  .transform((result) => ('CONTACT' in result ? (result.CONTACT ?? []) : []))

/** Source: Bitrix24 REST docs, `api-reference/crm/universal/crm-item-get`, read 2026-08-21. */
export const item = (entity: Entity, id: number): Question<Fields> => ({
  method: 'crm.item.get',
  params: { entityTypeId: entityTypeIds[entity], id, ...originalNames },
  answer: Item,
})

/**
 * Rows are under `items`, and what may not be read is left out of them without a word. At most 50 ids.
 *
 * Everything is asked for in two ways, as nothing says what `*` leaves out: the lists of contacts and the custom fields
 * by their names as well. Multi-fields (phones, mails) come only with `*`. Ids may be references to the results of
 * earlier commands, a text one to a list of them.
 * Source: Bitrix24 REST docs, `api-reference/crm/universal/crm-item-list`, read 2026-08-21.
 */
export const rowsById = (list: RowList, ids: readonly (number | string)[] | string): Question<Map<number, Fields>> => ({
  method: 'crm.item.list',
  params: {
    entityTypeId: entityTypeIds[list.entity],
    select:
      list.fields === 'all' ? ['*', ...listsOf[list.entity], ...list.custom] : [...new Set(['id', ...list.fields])],
    filter: { '@id': typeof ids === 'string' ? ids : [...ids] },
    order: { id: 'ASC' },
    start: -1,
    ...originalNames,
  },
  answer: Rows,
})

/** Rows of one page of a list. Source: Bitrix24 REST docs, `list-methods-pecularities`, read 2026-08-21. */
export const pageSize = 50

/**
 * A page of deals by ascending id; pages follow by `>id`, uncounted, as rows that change meanwhile would jump others.
 * Source: Bitrix24 REST docs, `settings/performance/huge-data`, read 2026-08-21.
 */
export const dealsWhere = (
  select: readonly string[],
  filter: Record<string, unknown>,
): Question<Map<number, Fields>> => ({
  method: 'crm.item.list',
  params: {
    entityTypeId: entityTypeIds.deal,
    select: [...select],
    filter,
    order: { id: 'ASC' },
    start: -1,
    ...originalNames,
  },
  answer: Rows,
})

const listsOf = { deal: ['contactIds'], company: [], contact: [] } as const

/** `id` may be a reference to the result of an earlier command. */
export const linksOf = (owner: 'deal' | 'company' | 'lead', id: number | string): Question<Link[]> => ({
  method: `crm.${owner}.contact.items.get`,
  params: { id },
  answer: LinkRows,
})

/**
 * Contacts with one phone or mail. Without a hit the answer is PHP's empty array.
 *
 * Source: Bitrix24 REST docs, `api-reference/crm/duplicates/crm-duplicate-find-by-comm`, read 2026-08-21.
 */
export const contactsWith = (by: 'phone' | 'email', value: string): Question<number[]> => ({
  method: 'crm.duplicate.findbycomm',
  params: { type: by === 'phone' ? 'PHONE' : 'EMAIL', values: [value], entity_type: 'CONTACT' },
  answer: Hits,
})

/** PHP writes an empty map as an empty list. */
export const phpMap = z.union([
  z.record(z.string(), z.unknown()),
  z
    .array(z.unknown())
    .length(0)
    .transform(() => ({})),
])

const FieldDescription = z
  .object({ type: z.string(), isMultiple: z.boolean().optional().catch(undefined) })
  .transform(({ type, isMultiple }) => ({ type, isMultiple: isMultiple ?? false }))
const FieldsDescribed = z
  .object({ fields: phpMap })
  .transform(({ fields }) => {
    const known = Object.entries(fields).map(([name, field]) => [name, FieldDescription.safeParse(field).data] as const)
    // One that is described in another way is left out: its values are then taken as they come.
    return Object.fromEntries(known.flatMap(([name, field]) => (field === undefined ? [] : [[name, field]])))
  })
  // Not so all of them: rules would meet texts where there are flags and numbers, on every deal.
  .refine((fields) => Object.keys(fields).length > 0, 'describes no field')

/** Source: Bitrix24 REST docs, `api-reference/crm/universal/crm-item-fields`, read 2026-08-21. */
export const fieldsOf = (entity: Entity): Question<FieldDescriptions> => ({
  method: 'crm.item.fields',
  params: { entityTypeId: entityTypeIds[entity], ...originalNames },
  answer: FieldsDescribed,
})
