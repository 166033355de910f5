import type { FieldDescriptions, Fields } from './snapshot.ts'

/**
 * References that every portal has, by name, so that one that is missing from an answer still reads as 0.
 * Source: Bitrix24 REST docs, `object-fields`, read 2026-08-21.
 */
const dealReferences = [
  'companyId',
  'contactId',
  'leadId',
  'quoteId',
  'assignedById',
  'createdBy',
  'updatedBy',
  'movedBy',
  'categoryId',
] as const
const companyReferences = ['assignedById', 'createdBy', 'updatedBy', 'leadId'] as const
const contactReferences = ['companyId', 'leadId', 'assignedById', 'createdBy', 'updatedBy'] as const
const referencesOf = { deal: dealReferences, company: companyReferences, contact: contactReferences } as const

/** Lists of ids; the portal promises no order in them. */
const referenceLists = new Set(['contactIds', 'companyIds', 'observers'])

/** Field types whose value is one id of something else. */
const referenceTypes = new Set([
  'crm_company',
  'crm_contact',
  'crm_lead',
  'crm_quote',
  'crm_deal',
  'crm_entity',
  'crm_category',
  'user',
])
const numberTypes = new Set(['integer', 'double', 'int', 'float'])

export type EntityName = keyof typeof referencesOf

/** Fields that rules can read on every portal, whatever it describes. */
export const alwaysThere = (entity: EntityName): readonly string[] => ['id', ...referencesOf[entity]]

/**
 * The fields of one item as rules see them: flags become booleans and digits numbers by the field's described type,
 * never by its value; an absent reference is 0. Text stays text and dates stay ISO 8601 strings.
 */
export function readFields(entity: EntityName, item: Fields, descriptions: FieldDescriptions): Fields {
  const references = new Set<string>(referencesOf[entity])
  for (const [name, description] of Object.entries(descriptions)) {
    const isOwnField = !name.startsWith('UF_') && !name.startsWith('PARENT_ID_')
    if (isOwnField && referenceTypes.has(description.type) && !description.isMultiple) references.add(name)
  }
  const fields: Fields = Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      const description = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined
      return [name, references.has(name) ? referenceId(value) : typed(value, description?.type, name)]
    }),
  )
  for (const name of references) fields[name] ??= 0
  return fields
}

function referenceId(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : 0
}

function typed(value: unknown, type: string | undefined, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => (referenceLists.has(name) ? referenceId(one) : typed(one, type, name)))
  }
  if (type === 'boolean') return asFlag(value)
  // An empty custom field may come as `false`, whatever its type.
  if (value === false && name.startsWith('UF_')) return null
  const isNumber = name === 'id' || (type !== undefined && numberTypes.has(type))
  if (isNumber && typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return Number(value)
  return value
}

function asFlag(value: unknown): unknown {
  if (value === 'Y' || value === '1' || value === 1) return true
  if (value === 'N' || value === '0' || value === 0) return false
  return value
}

/** Names of the fields that differ between two sights of a deal, sorted; all of them when there was none before. */
export function changedFields(now: Fields, before: Fields | undefined): string[] {
  if (before === undefined) return Object.keys(now).sort()
  const names = new Set([...Object.keys(now), ...Object.keys(before)])
  return [...names].filter((name) => comparable(name, now[name]) !== comparable(name, before[name])).sort()
}

function comparable(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (referenceLists.has(name) && Array.isArray(value)) return JSON.stringify([...value].sort())
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
