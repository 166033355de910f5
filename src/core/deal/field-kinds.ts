import type { FieldMetadata } from './portal-metadata.ts'

/** What rules see of a field, as `fields.ts` types it; `other` where nothing certain can be said. */
export type FieldKind = 'number' | 'id' | 'flag' | 'date' | 'text' | 'choice' | 'other'

const kinds: Record<string, FieldKind> = {
  integer: 'number',
  double: 'number',
  boolean: 'flag',
  date: 'date',
  datetime: 'date',
  string: 'text',
  crm_status: 'text',
  crm_currency: 'text',
  enumeration: 'choice',
}
/** Read as one id where they are the portal's own fields. */
const references = new Set(['crm_company', 'crm_contact', 'crm_lead', 'crm_quote', 'crm_deal', 'crm_category', 'user'])

export function kindOf(name: string, { type }: FieldMetadata): FieldKind {
  if (references.has(type)) return name.startsWith('UF_') || name.startsWith('PARENT_ID_') ? 'other' : 'id'
  return kinds[type] ?? 'other'
}

export const kindInWords: Record<Exclude<FieldKind, 'other'>, string> = {
  number: 'a number',
  id: 'an id, a number',
  flag: 'true or false',
  date: 'a date, text as ISO 8601 has it',
  text: 'text',
  choice: 'the id of a choice',
}

/** Whether a field of this kind can ever be equal to the value. Null is what a field without a value may hold. */
export function canBe(kind: FieldKind, value: unknown): boolean {
  switch (kind) {
    case 'number':
      return value === null || typeof value === 'number'
    case 'id':
      return typeof value === 'number'
    case 'flag':
      return value === null || typeof value === 'boolean'
    case 'date':
    case 'text':
      return value === null || typeof value === 'string'
    case 'choice':
      return value === null || typeof value === 'number' || typeof value === 'string'
    case 'other':
      return true
    default:
      return kind satisfies never
  }
}

/** What to write instead of a value of the wrong kind; empty when nobody can know. */
export function remedyOf(kind: FieldKind, value: unknown): string {
  if (kind === 'flag') {
    if (value === 'Y' || value === 1 || value === '1' || value === 'true') return '; write true'
    if (value === 'N' || value === 0 || value === '0' || value === 'false') return '; write false'
  }
  const isNumeric = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
  if ((kind === 'number' || kind === 'id') && isNumeric) return `; write ${value}`
  if (kind === 'id' && (value === null || value === '')) return '; one that is absent is 0, or ask with isEmpty'
  if (kind === 'text' && typeof value === 'number') return `; write "${value}"`
  return ''
}
