import type { EntityName, Item } from './entities.ts'
import type { Field, Fields } from './fields.ts'
import { classicParam, entriesOf, isPhpArray, isYes, valuesOf } from './params.ts'
import { multiFieldsOf } from './records.ts'

const multiFieldTypes = ['PHONE', 'EMAIL', 'WEB', 'IM'] as const

/** A record in upper-case names, every scalar a string or `null`. Source: Bitrix24 REST docs, `crm.deal.get`. */
export function classicItem(entity: EntityName, item: Item, fields: readonly Field[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.type !== 'crm_multifield') shown[field.classicName] = classicValue(field, item[field.key])
    else if (entity !== 'deal') Object.assign(shown, classicMultiFields(item))
  }
  return shown
}

function classicValue(field: Field, value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? false : value.map((one) => classicValue(field, one))
  if (value === null || value === undefined) return null
  if (field.type === 'double') return Number(value).toFixed(2)
  if (field.type === 'boolean' && field.isDynamic) return isYes(value) ? '1' : '0'
  return String(value)
}

function classicMultiFields(item: Item): Record<string, unknown> {
  const groups = multiFieldTypes.map((typeId) => {
    const entries = multiFieldsOf(item).filter((entry) => entry.typeId === typeId)
    return [
      typeId,
      entries.map(({ id, valueType, value }) => ({
        ID: String(id),
        VALUE_TYPE: valueType,
        VALUE: value,
        TYPE_ID: typeId,
      })),
    ] as const
  })
  return Object.fromEntries(groups.filter(([, entries]) => entries.length > 0))
}

/**
 * Written upper-case fields by record key; unknown names are passed over. Deals take `CONTACT_IDS` here, though they do
 * not show them. Source: Bitrix24 REST docs, `crm.deal.update`.
 */
export function classicValues(entity: EntityName, written: unknown, fields: Fields): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const fm: unknown[] = []
  for (const [name, value] of entriesOf(written)) {
    if (multiFieldTypes.some((typeId) => typeId === name))
      fm.push(...valuesOf(value).map((entry) => fmEntry(name, entry)))
    const field = fields.byClassicName(entity, name)
    if (field === undefined || field.type === 'crm_multifield') continue
    values[field.key] = field.isMultiple && !isPhpArray(value) && value !== '' ? [value] : value
  }
  if (fm.length > 0) values.fm = fm
  return values
}

function fmEntry(typeId: string, entry: unknown): Record<string, unknown> {
  if (!isPhpArray(entry)) return { typeId, value: entry }
  const isDeleted = isYes(classicParam(entry, 'DELETE'))
  return {
    id: classicParam(entry, 'ID'),
    typeId,
    valueType: classicParam(entry, 'VALUE_TYPE'),
    value: isDeleted ? '' : classicParam(entry, 'VALUE'),
  }
}
