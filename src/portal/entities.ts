/** Type ids. Source: Bitrix24 REST docs, `api-reference/crm/data-types`, read 2026-08-21. */
export const entityTypeIds = { deal: 2, contact: 3, company: 4 } as const
export type Entity = keyof typeof entityTypeIds

/** Rows of one entity, by id, with at least these fields. */
export type RowList = { entity: Entity; fields: readonly string[] | 'all'; custom: readonly string[] }
