/** Fields of a deal, company or contact, named as `crm.item.get` names them and typed by `core/fields.ts`. */
export type Fields = Record<string, unknown>

/** How the portal describes one field. Source: Bitrix24 REST docs, `crm.item.fields`. */
export type FieldDescription = { type: string; isMultiple: boolean }
export type FieldDescriptions = Record<string, FieldDescription>

/** The deal's fields as the last recorded run saw them. */
export type DealSnapshot = { takenAt: string; deal: Fields }
