import { classicItem, classicValues } from './classic-fields.ts'
import type { Params } from './decode.ts'
import { type EntityName, entityNames, type Item } from './entities.ts'
import { classicError, PortalError } from './errors.ts'
import { describedClassicField } from './field-descriptions.ts'
import type { Field } from './fields.ts'
import { ordered, pageOf } from './listing.ts'
import { crmMethod, type Method, type PortalState } from './method.ts'
import { classicParam, idOf, isPhpArray, textOf, valuesOf } from './params.ts'
import { search } from './search.ts'

/** Errors of these methods have no code. Source: Bitrix24 REST docs, `crm.deal.get` and its neighbours. */
function requiredId(entity: EntityName, params: Params, { records }: PortalState): number {
  const id = idOf(classicParam(params, 'id'))
  if (id === null) throw classicError('ID is not defined or invalid')
  if (records.get(entity, id) === undefined) throw classicError('Not found')
  return id
}

function writtenFields(entity: EntityName, params: Params, { fields }: PortalState): Record<string, unknown> {
  const written = classicParam(params, 'fields')
  if (!isPhpArray(written)) throw classicError("Parameter 'fields' must be array.")
  const options = classicParam(params, 'params')
  if (options !== undefined && !isPhpArray(options)) throw classicError("Parameter 'params' must be array.")
  return classicValues(entity, written, fields)
}

const get = (entity: EntityName): Method =>
  crmMethod((params, portal) => {
    const id = requiredId(entity, params, portal)
    if (!portal.rights.canRead(entity, id)) throw classicError('Access denied')
    return { result: classicItem(entity, portal.records.view(entity, id) ?? { id }, shownFields(entity, portal)) }
  })

/** A deal has its primary contact only here, in answers and in filters. Source: Bitrix24 REST docs, `crm.deal.list`. */
const list = (entity: EntityName): Method =>
  crmMethod((params, portal) => {
    if (!portal.rights.allows(entity)) throw classicError('Access denied.')
    for (const name of ['order', 'filter']) {
      const value = classicParam(params, name)
      if (value !== undefined && !isPhpArray(value)) throw classicError(`Parameter '${name}' must be array.`)
    }
    const { utcOffsetMinutes } = portal.behaviour
    const shown = shownFields(entity, portal)
    const fieldOf = (name: string): Field | undefined => shown.find((field) => field.classicName === name)
    const dialect = { fieldOf, utcOffsetMinutes, unknownNames: 'ignored' } as const
    const items = search(portal, entity, classicParam(params, 'filter'), dialect)
    const known = Object.entries(classicParam(params, 'order') ?? {}).filter(([name]) => fieldOf(name) !== undefined)
    const sorted = ordered(items, Object.fromEntries(known), fieldOf, utcOffsetMinutes)
    const { rows, ...paging } = pageOf(sorted, classicParam(params, 'start'))
    const select = valuesOf(classicParam(params, 'select')).map(textOf)
    const selected = shown.filter((field) => isSelected(field, select))
    return { result: rows.map((item: Item) => classicItem(entity, item, selected)), ...paging }
  })

/** `*` means system fields, `UF_*` custom ones; without `select` system fields come. */
function isSelected(field: Field, select: readonly string[]): boolean {
  if (field.key === 'id' || select.includes(field.classicName)) return true
  if (field.type === 'crm_multifield') return select.includes('PHONE') || select.includes('EMAIL')
  return field.isDynamic ? select.includes('UF_*') : select.length === 0 || select.includes('*')
}

function shownFields(entity: EntityName, { fields }: PortalState): Field[] {
  return fields.of(entity).filter((field) => {
    if (field.name === 'observers') return false
    if (/^(phone|email)[A-Z]/.test(field.name)) return false
    return !(field.isDerived && field.isMultiple)
  })
}

const add = (entity: EntityName): Method =>
  crmMethod((params, portal) => {
    const values = writtenFields(entity, params, portal)
    if (!portal.rights.allows(entity)) throw classicError('Access denied')
    return { result: withoutCode(() => portal.crm.add(entity, values, portal.ownerId)) }
  })

/** Cannot change the funnel of a deal. Source: Bitrix24 REST docs, `crm.deal.update`. */
const update = (entity: EntityName): Method =>
  crmMethod((params, portal) => {
    const id = requiredId(entity, params, portal)
    const { categoryId: _, ...values } = writtenFields(entity, params, portal)
    if (!portal.rights.canModify(entity, id)) throw classicError('Access denied')
    withoutCode(() => portal.crm.update(entity, id, values, portal.ownerId))
    return { result: true }
  })

const remove = (entity: EntityName): Method =>
  crmMethod((params, portal) => {
    const id = requiredId(entity, params, portal)
    if (!portal.rights.canModify(entity, id)) throw classicError('Access denied')
    portal.crm.remove(entity, id)
    return { result: true }
  })

const fields = (entity: EntityName): Method =>
  crmMethod((_params, portal) => ({
    result: Object.fromEntries(
      portal.fields.of(entity).map((field) => [field.classicName, describedClassicField(field)]),
    ),
  }))

function withoutCode<T>(save: () => T): T {
  try {
    return save()
  } catch (error) {
    throw error instanceof PortalError ? classicError(error.message) : error
  }
}

/** `crm.deal.*`, `crm.lead.*`, `crm.contact.*`, `crm.company.*`: frozen, but in use. */
export const classicMethods: Readonly<Record<string, Method>> = Object.fromEntries(
  entityNames.flatMap((entity) =>
    Object.entries({ get, list, add, update, delete: remove, fields }).map(([name, method]) => [
      `crm.${entity}.${name}`,
      method(entity),
    ]),
  ),
)
