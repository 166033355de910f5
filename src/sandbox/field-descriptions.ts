import type { Field } from './fields.ts'

/** One field as `crm.item.fields` tells it; flags are real booleans there. Source: Bitrix24 REST docs, `crm.item.fields`. */
export const describedField = (field: Field): Record<string, unknown> => ({
  type: field.type,
  isRequired: field.isRequired === true,
  isReadOnly: field.isReadOnly === true,
  isImmutable: field.isImmutable === true,
  isMultiple: field.isMultiple === true,
  isDynamic: field.isDynamic,
  title: field.title,
  upperName: field.upperName,
  ...(field.statusType === undefined ? {} : { statusType: field.statusType }),
  ...(field.items === undefined
    ? {}
    : { items: field.items.map(({ id, value }) => ({ ID: String(id), VALUE: value })) }),
  ...(field.settings === undefined ? {} : { settings: field.settings }),
  ...(field.isDeprecated ? { isDeprecated: true } : {}),
})

/** The same for `crm.deal.fields` and its siblings. Source: Bitrix24 REST docs, `crm.deal.fields`. */
export const describedClassicField = (field: Field): Record<string, unknown> => {
  const { upperName: _, ...described } = describedField(field)
  return described
}
