import type { MultiField } from './entities.ts'
import { PortalError } from './errors.ts'
import type { Field } from './fields.ts'
import { entriesOf, integerOf, isPhpArray, isYes, textOf, valuesOf } from './params.ts'
import { instantOf, serverTime } from './server-time.ts'

const notValid = (field: Field): PortalError =>
  new PortalError(400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', `Invalid value for field "${field.upperName}"`)

/**
 * A written value in the form in which records keep it: numbers for ids and sums, `Y`/`N` for flags, server time for
 * dates. Throws `PortalError` on a value that the field cannot hold. Source: Bitrix24 REST docs, `crm.item.update`.
 */
export function storedValue(field: Field, value: unknown, utcOffsetMinutes: number): unknown {
  if (!field.isMultiple) return storedScalar(field, value, utcOffsetMinutes)
  if (value === null || value === '' || value === false) return []
  if (!isPhpArray(value)) {
    throw new PortalError(400, 100, `Expected iterable value for multiple field, but got ${phpTypeOf(value)} instead`)
  }
  return valuesOf(value)
    .map((one) => storedScalar(field, one, utcOffsetMinutes))
    .filter((one) => one !== null && one !== '')
}

function storedScalar(field: Field, value: unknown, utcOffsetMinutes: number): unknown {
  if (isPhpArray(value)) throw notValid(field)
  if (value === null || value === undefined || value === '') return emptyOf(field)
  switch (field.type) {
    case 'boolean':
    case 'char':
      return isYes(value) ? 'Y' : 'N'
    case 'double': {
      const number = Number(value)
      if (Number.isNaN(number)) throw notValid(field)
      return number
    }
    case 'date':
    case 'datetime': {
      const instant = instantOf(value, utcOffsetMinutes)
      if (instant === null) throw notValid(field)
      return serverTime(instant, utcOffsetMinutes)
    }
    case 'integer':
    case 'user':
    case 'enumeration':
    case 'crm_category':
    case 'crm_company':
    case 'crm_contact':
    case 'crm_lead':
    case 'crm_quote':
    case 'crm_entity': {
      const number = integerOf(value)
      if (number === null) throw notValid(field)
      return number
    }
    case 'crm':
      return typeof value === 'number' ? value : String(value)
    default:
      return String(value)
  }
}

const emptyOf = (field: Field): unknown => {
  if (field.type === 'crm_company') return 0
  if (field.type === 'string' && !field.isDynamic) return ''
  return field.initial === undefined || Array.isArray(field.initial) ? null : field.initial
}

const phpTypeOf = (value: unknown): string => {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}

/**
 * Phones and mails after a write: an entry without id is new, one with an id is changed, or removed when its value is
 * empty; entries that are not named stay. Source: Bitrix24 REST docs, `crm.item.update`, `fm`.
 */
export function multiFieldsAfter(before: readonly MultiField[], written: unknown, nextId: () => number): MultiField[] {
  const after = before.map((entry) => ({ ...entry }))
  for (const raw of valuesOf(written)) {
    const entry = new Map(entriesOf(raw))
    const id = integerOf(entry.get('id'))
    const value = textOf(entry.get('value')).trim()
    const old = after.find((one) => one.id === id)
    if (old !== undefined) {
      if (value === '') after.splice(after.indexOf(old), 1)
      else Object.assign(old, { value, valueType: textOf(entry.get('valueType') ?? old.valueType) })
    } else if (value !== '') {
      const typeId = textOf(entry.get('typeId') ?? 'PHONE').toUpperCase()
      after.push({ id: nextId(), typeId, valueType: textOf(entry.get('valueType') ?? 'WORK'), value })
    }
  }
  return after
}
