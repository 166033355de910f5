import type { EntityName, Item } from './entities.ts'
import { PortalError } from './errors.ts'
import { crmMethod, type Method } from './method.ts'
import { classicParam, textOf, valuesOf } from './params.ts'
import { multiFieldsOf } from './records.ts'

/** Only the first values count, and a type with so many hits ends the search. Source: `crm.duplicate.findbycomm`. */
const mostValues = 20
const mostHits = 20

const searched: readonly EntityName[] = ['lead', 'contact', 'company']

/** Source: Bitrix24 REST docs, `crm.duplicate.findbycomm`. */
const findByComm = crmMethod((params, portal) => {
  const type = textOf(classicParam(params, 'type')).toUpperCase()
  if (type === '') throw refused('Communication type is not defined', "Parameter 'type' is required.")
  if (type !== 'EMAIL' && type !== 'PHONE') {
    throw refused(`Communication type '${type}' is not supported in current context`, '')
  }
  const values = valuesOf(classicParam(params, 'values')).map((value) => normalised(type, textOf(value)))
  if (values.length === 0) throw refused('Communication values is not defined', "Parameter 'values' is required.")
  if (searched.every((entity) => !portal.rights.allows(entity))) throw new PortalError(403, 'Access denied', '')

  const wanted = new Set(values.slice(0, mostValues).filter((value) => value !== ''))
  const only = textOf(classicParam(params, 'entity_type')).toUpperCase()
  const found: Record<string, number[]> = {}
  for (const entity of searched) {
    const name = entity.toUpperCase()
    if (only !== '' && only !== name) continue
    const ids = portal.records
      .all(entity)
      .filter((item) => portal.rights.canRead(entity, item.id) && communicates(item, type, wanted))
      .map(({ id }) => id)
    if (ids.length > 0) found[name] = ids
    if (ids.length >= mostHits) break
  }
  const isEmpty = Object.keys(found).length === 0
  return { result: isEmpty && portal.behaviour.noDuplicates === 'array' ? [] : found }
})

const refused = (code: string, description: string): PortalError => new PortalError(400, code, description)

const communicates = (item: Item, type: string, wanted: ReadonlySet<string>): boolean =>
  multiFieldsOf(item).some((entry) => entry.typeId === type && wanted.has(normalised(type, entry.value)))

/** Mails in lower case; phones as digits, without extension. */
function normalised(type: string, value: string): string {
  if (type === 'EMAIL') return value.trim().toLowerCase()
  const [number = ''] = value.split(/;|,|ext|#/i)
  return number.replace(/\D/g, '').replace(/^00/, '')
}

export const duplicateMethods: Readonly<Record<string, Method>> = { 'crm.duplicate.findbycomm': findByComm }
