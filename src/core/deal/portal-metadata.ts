import type { EntityName } from './fields.ts'

/** How the portal describes one field, with what a check of rules needs to know. Source: Bitrix24 REST docs, `crm.item.fields`. */
export type FieldMetadata = {
  type: string
  isMultiple: boolean
  title: string
  /** The directory that a `crm_status` field takes its values from; null for others. */
  statusType: string | null
  /** The choices of a list field; null for others. */
  items: { id: string; value: string }[] | null
}

export type Category = { id: number; name: string }
/** An entry of a directory: a stage, a source, a type. Source: Bitrix24 REST docs, `crm.status.list`. */
export type Status = { entityId: string; statusId: string; name: string }

/** What the portal tells of its fields and lists. A part that could not be read is null. */
export type PortalMetadata = {
  fields: Record<EntityName, Record<string, FieldMetadata> | null>
  /** The funnels of deals that the webhook's owner may read. */
  categories: Category[] | null
  statuses: Status[] | null
}

export const entityNames = ['deal', 'company', 'contact'] as const satisfies readonly EntityName[]

/** The directory that holds a funnel's stages: `DEAL_STAGE` for the default one. */
export const isStageDirectory = (entityId: string): boolean => /^DEAL_STAGE(_\d+)?$/.test(entityId)

/** Somebody who works on the portal. `name` is empty where the portal tells none. */
export type PortalUser = { id: number; name: string }

/** A deal as people know it again; 0 and "" where there is nothing. */
export type DealFound = { id: number; title: string; stageId: string; categoryId: number; companyId: number }
