/** Numbers of the CRM object types. Source: Bitrix24 REST docs, `crm/data-types`, "Object types". */
export const entityTypeIds = { lead: 1, deal: 2, contact: 3, company: 4 } as const

export type EntityName = keyof typeof entityTypeIds

export const entityNames = Object.keys(entityTypeIds) as readonly EntityName[]

export const entityOfTypeId = (typeId: number | null): EntityName | null =>
  entityNames.find((name) => entityTypeIds[name] === typeId) ?? null

/** How records are kept: by item names (`stageId`), custom fields by their original names (`UF_CRM_…`). */
export type Item = { id: number; [field: string]: unknown }

/** `fm`: a phone, mail or the like. Source: Bitrix24 REST docs, `crm.item.get`. */
export type MultiField = { id: number; typeId: string; valueType: string; value: string }
