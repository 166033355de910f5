import type { Item } from './entities.ts'
import { PortalError } from './errors.ts'
import type { Field } from './fields.ts'
import { entriesOf, integerOf, isPhpArray, isYes, valuesOf } from './params.ts'
import { instantOf } from './server-time.ts'

export type Test = (item: Item) => boolean

/** How names in a filter are understood, and what is said of a wrong one. */
export type FilterDialect = {
  fieldOf(name: string): Field | undefined
  utcOffsetMinutes: number
  /** `crm.item.*` refuses unknown names; classic lists pass over them. */
  unknownNames: 'refused' | 'ignored'
}

type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '%' | '!%' | '=%' | '!=%'
type Comparable = string | number

const prefixes: readonly (readonly [prefix: string, operator: Operator])[] = [
  ['!=%', '!=%'],
  ['!%=', '!=%'],
  ['=%', '=%'],
  ['%=', '=%'],
  ['!%', '!%'],
  ['!@', '!='],
  ['!=', '!='],
  ['>=', '>='],
  ['<=', '<='],
  ['!', '!='],
  ['>', '>'],
  ['<', '<'],
  ['=', '='],
  ['@', '='],
  ['%', '%'],
]

const invalid = (description: string): PortalError =>
  new PortalError(400, 'INVALID_ARG_VALUE', `Invalid filter: ${description}`)

/**
 * Reads a filter: prefixes, arrays as IN, numbered groups with `logic: "OR"`. Throws `PortalError` on an unknown field
 * or a value that it cannot have. Source: Bitrix24 REST docs, `crm.item.list`.
 */
export function filterTest(filter: unknown, dialect: FilterDialect): Test {
  const isOr = entriesOf(filter).some(([name, value]) => name.toLowerCase() === 'logic' && value === 'OR')
  const tests = entriesOf(filter).flatMap(([name, value]): Test[] => {
    if (name.toLowerCase() === 'logic') return []
    if (/^\d+$/.test(name)) return isPhpArray(value) ? [filterTest(value, dialect)] : []
    return conditionTest(name, value, dialect)
  })
  return isOr ? (item) => tests.some((test) => test(item)) : (item) => tests.every((test) => test(item))
}

/**
 * Ids that a record must have one of to pass the filter, where it says so at the top by `id` or `@id`; `null` where any
 * record might pass. A look at these records instead of all gives the same answer.
 */
export function idsWanted(filter: unknown, dialect: FilterDialect): ReadonlySet<number> | null {
  const conditions = entriesOf(filter)
  if (conditions.some(([name]) => name.toLowerCase() === 'logic')) return null
  for (const [key, value] of conditions) {
    const [prefix, operator] = operatorOf(key)
    if (operator !== '=' || dialect.fieldOf(key.slice(prefix.length))?.key !== 'id') continue
    return new Set((isPhpArray(value) ? valuesOf(value) : [value]).flatMap((one) => integerOf(one) ?? []))
  }
  return null
}

const operatorOf = (key: string): readonly [prefix: string, operator: Operator] =>
  prefixes.find(([start]) => key.startsWith(start)) ?? ['', '=']

function conditionTest(key: string, value: unknown, dialect: FilterDialect): Test[] {
  const [prefix, operator] = operatorOf(key)
  const name = key.slice(prefix.length)
  const field = dialect.fieldOf(name)
  if (field === undefined || field.type === 'crm_multifield') {
    if (dialect.unknownNames === 'ignored') return []
    throw invalid(`field '${name}' is not allowed in filter`)
  }
  const wanted = (isPhpArray(value) ? valuesOf(value) : [value]).map((one) => {
    const comparable = isPhpArray(one) ? null : comparableOf(field, one, dialect.utcOffsetMinutes)
    if (comparable === null) throw invalid(`field '${name}' has invalid value`)
    return comparable
  })
  const isNegative = operator.startsWith('!')
  return [
    (item) => {
      const stored = item[field.key]
      const present = (Array.isArray(stored) && stored.length > 0 ? stored : [stored]).map(
        (one) => comparableOf(field, Array.isArray(one) ? null : one, dialect.utcOffsetMinutes) ?? '',
      )
      return isNegative
        ? present.every((one) => wanted.every((other) => compares(one, operator, other)))
        : present.some((one) => wanted.some((other) => compares(one, operator, other)))
    },
  ]
}

function compares(present: Comparable, operator: Operator, wanted: Comparable): boolean {
  switch (operator) {
    case '=':
      return present === wanted
    case '!=':
      return present !== wanted
    case '>':
      return present !== '' && present > wanted
    case '>=':
      return present !== '' && present >= wanted
    case '<':
      return present !== '' && present < wanted
    case '<=':
      return present !== '' && present <= wanted
    case '%':
      return String(present).includes(String(wanted))
    case '!%':
      return !String(present).includes(String(wanted))
    case '=%':
      return isLike(String(present), String(wanted))
    case '!=%':
      return !isLike(String(present), String(wanted))
    default:
      return operator satisfies never
  }
}

/** `%` stands for any run of characters. Linear in the text, as the pattern comes from outside. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('%')
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return text === pattern
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

const numeric = new Set<Field['type']>([
  'integer',
  'user',
  'crm_category',
  'crm_company',
  'crm_contact',
  'crm_lead',
  'crm_quote',
  'crm_entity',
])

/** A value as it sorts and compares: ids and sums as numbers, times as instants, texts in lower case. `null`: not one. */
export function comparableOf(field: Field, value: unknown, utcOffsetMinutes: number): Comparable | null {
  if (numeric.has(field.type)) {
    if (value === null || value === undefined || value === '') return 0
    return integerOf(value)
  }
  if (value === null || value === undefined || value === '') return field.type === 'double' ? 0 : ''
  switch (field.type) {
    case 'double': {
      const number = Number(value)
      return Number.isNaN(number) ? null : number
    }
    case 'boolean':
    case 'char':
      return isYes(value) ? 'Y' : 'N'
    case 'date':
    case 'datetime':
      return instantOf(value, utcOffsetMinutes)
    default:
      return String(value).toLowerCase()
  }
}
