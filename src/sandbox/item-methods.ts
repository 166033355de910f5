import type { Params } from './decode.ts'
import { type EntityName, entityOfTypeId, entityTypeIds, type Item } from './entities.ts'
import { PortalError, systemErrors } from './errors.ts'
import { describedField } from './field-descriptions.ts'
import type { Field } from './fields.ts'
import { ordered, pageOf } from './listing.ts'
import { type Answer, crmMethod, type Method, type PortalState } from './method.ts'
import { entriesOf, exactParam, integerOf, isPhpArray, isYes, textOf, valuesOf } from './params.ts'
import { search } from './search.ts'

type ItemCall = { entity: EntityName; originalUfNames: boolean; params: Params; portal: PortalState }

/** Names are exact here, unlike in classic methods. Source: Bitrix24 REST docs, `crm/universal`. */
const itemMethod = (answer: (call: ItemCall) => Answer): Method =>
  crmMethod((params, portal) => {
    if (!portal.rights.isOwnerIntranetUser) throw systemErrors.intranetOnly()
    const typeId = exactParam(params, 'entityTypeId')
    if (typeId === undefined) throw missingParameter('entityTypeId')
    const entity = entityOfTypeId(integerOf(typeId))
    if (entity === null) throw new PortalError(400, 'NOT_FOUND', 'SPA not found')
    const originalUfNames = isYes(exactParam(params, 'useOriginalUfNames'))
    return answer({ entity, originalUfNames, params, portal })
  })

const missingParameter = (name: string): PortalError =>
  new PortalError(400, '100', `Could not find value for parameter {${name}}`)

const mayNotView = (): PortalError =>
  new PortalError(400, 'ACCESS_DENIED', 'You do not have permission to view this item')

/** Source: Bitrix24 REST docs, `crm.item.get`. */
const get = itemMethod((call) => {
  const { entity, portal } = call
  const item = requiredItem(call, 'Element not found')
  if (!portal.rights.canRead(entity, item.id)) throw mayNotView()
  return { result: { item: presented(call, item, portal.fields.of(entity)) } }
})

/** Source: Bitrix24 REST docs, `crm.item.list`. What comes without `select` is an assumption. */
const list = itemMethod((call) => {
  const { entity, params, portal } = call
  if (!portal.rights.allows(entity)) throw mayNotView()
  const { utcOffsetMinutes } = portal.behaviour
  const fieldOf = (name: string): Field | undefined => portal.fields.byItemName(entity, name, call.originalUfNames)
  const dialect = { fieldOf, utcOffsetMinutes, unknownNames: 'refused' } as const
  const items = search(portal, entity, exactParam(params, 'filter'), dialect)
  const sorted = ordered(items, exactParam(params, 'order'), fieldOf, utcOffsetMinutes)
  const { rows, ...paging } = pageOf(sorted, exactParam(params, 'start'))
  const shown = selectedFields(call).filter(
    ({ key }) => key !== 'contactIds' || !portal.behaviour.listsLeaveOutContactIds,
  )
  return { result: { items: rows.map((item) => presented(call, item, shown)) }, ...paging }
})

function selectedFields(call: ItemCall): Field[] {
  const all = call.portal.fields.of(call.entity)
  const select = valuesOf(exactParam(call.params, 'select')).map(textOf)
  if (select.length === 0) return all.filter((field) => field.type !== 'crm_multifield' && !isList(field))
  if (select.includes('*')) return all
  return all.filter((field) => field.key === 'id' || select.includes(itemName(call, field)))
}

const isList = (field: Field): boolean => field.isDerived === true && field.isMultiple === true

/** Source: Bitrix24 REST docs, `crm.item.add`. */
const add = itemMethod((call) => {
  const { entity, portal } = call
  if (!portal.rights.allows(entity)) throw new PortalError(400, 'ACCESS_DENIED', 'Access denied')
  const id = portal.crm.add(entity, writtenValues(call), portal.ownerId)
  return { result: { item: presented(call, portal.records.view(entity, id) ?? { id }, portal.fields.of(entity)) } }
})

/** Source: Bitrix24 REST docs, `crm.item.update`. */
const update = itemMethod((call) => {
  const { entity, portal } = call
  const { id } = requiredItem(call, 'Item not found')
  if (!portal.rights.canModify(entity, id)) throw new PortalError(400, 'ACCESS_DENIED', 'Access denied')
  portal.crm.update(entity, id, writtenValues(call), portal.ownerId)
  return { result: { item: presented(call, portal.records.view(entity, id) ?? { id }, portal.fields.of(entity)) } }
})

/** Answers an empty array. Source: Bitrix24 REST docs, `crm.item.delete`. */
const remove = itemMethod((call) => {
  const { entity, portal } = call
  const { id } = requiredItem(call, 'Item not found')
  if (!portal.rights.canModify(entity, id)) throw new PortalError(400, 'ACCESS_DENIED', 'Access denied')
  portal.crm.remove(entity, id)
  return { result: [] }
})

/** Source: Bitrix24 REST docs, `crm.item.fields`. */
const fields = itemMethod((call) => {
  if (!call.portal.rights.allows(call.entity)) throw mayNotView()
  const described = call.portal.fields.of(call.entity).map((field) => [itemName(call, field), describedField(field)])
  return { result: { fields: Object.fromEntries(described) } }
})

function requiredItem({ entity, params, portal }: ItemCall, missing: string): Item {
  if (exactParam(params, 'id') === undefined) throw missingParameter('id')
  const item = portal.records.view(entity, integerOf(exactParam(params, 'id')) ?? 0)
  if (item === undefined) throw new PortalError(400, 'NOT_FOUND', missing)
  return item
}

const itemName = ({ originalUfNames }: ItemCall, field: Field): string => (originalUfNames ? field.key : field.name)

function presented(call: ItemCall, item: Item, shown: readonly Field[]): Record<string, unknown> {
  const isWhole = shown.some((field) => field.key === 'createdTime')
  return {
    ...Object.fromEntries(shown.map((field) => [itemName(call, field), item[field.key] ?? null])),
    ...(isWhole ? { entityTypeId: entityTypeIds[call.entity] } : {}),
  }
}

/** Known fields by record key. An empty array does not clear a list of choices: its old values silently stay. */
function writtenValues(call: ItemCall): Record<string, unknown> {
  const written = exactParam(call.params, 'fields')
  if (!isPhpArray(written)) throw missingParameter('fields')
  return Object.fromEntries(
    entriesOf(written).flatMap(([name, value]): [string, unknown][] => {
      const field = call.portal.fields.byItemName(call.entity, name, call.originalUfNames)
      if (field === undefined) return []
      const isIgnored = field.type === 'enumeration' && isPhpArray(value) && valuesOf(value).length === 0
      return isIgnored ? [] : [[field.key, value]]
    }),
  )
}

export const itemMethods: Readonly<Record<string, Method>> = {
  'crm.item.get': get,
  'crm.item.list': list,
  'crm.item.add': add,
  'crm.item.update': update,
  'crm.item.delete': remove,
  'crm.item.fields': fields,
}
