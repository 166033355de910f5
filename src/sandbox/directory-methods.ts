import type { StageSemantics, Status } from './directories.ts'
import { entityNames, entityOfTypeId, entityTypeIds, type Item } from './entities.ts'
import { PortalError } from './errors.ts'
import type { Field, FieldType } from './fields.ts'
import { filterTest } from './filter.ts'
import { ordered, pageOf } from './listing.ts'
import { crmMethod, type Method, type PortalState } from './method.ts'
import { classicParam, exactParam, integerOf, textOf, valuesOf } from './params.ts'
import { serverTime } from './server-time.ts'

/** Source: Bitrix24 REST docs, `crm.category.list`. */
const categoryList = crmMethod((params, { directories, rights }) => {
  const entity = entityOfTypeId(integerOf(exactParam(params, 'entityTypeId')))
  if (entity === null) throw new PortalError(400, 'NOT_FOUND', 'Smart process not found')
  if (entity !== 'deal') {
    throw new PortalError(400, 'ENTITY_TYPE_NOT_SUPPORTED', `Entity type ${entity.toUpperCase()} is not supported`)
  }
  const readable = directories.categories.filter((category) => rights.canReadCategory(category.id))
  const { rows, ...paging } = pageOf(readable, exactParam(params, 'start'))
  const categories = rows.map(({ id, name, sort }) => ({
    id,
    name,
    sort,
    entityTypeId: entityTypeIds.deal,
    isDefault: id === 0 ? 'Y' : 'N',
    ...(id === 0 ? {} : { originId: '', originatorId: '' }),
  }))
  return { result: { categories }, ...paging }
})

/** Rows of a directory are filtered and sorted by their shown names, each of one type. */
function selection(
  params: Parameters<Method['answer']>[0],
  rows: readonly Item[],
  types: Record<string, FieldType>,
  portal: PortalState,
): Item[] {
  const { utcOffsetMinutes } = portal.behaviour
  const fieldOf = (name: string): Field | undefined => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) return undefined
    return { key: name, name, upperName: name, classicName: name, type, title: name, isDynamic: false }
  }
  const passes = filterTest(classicParam(params, 'filter'), { fieldOf, utcOffsetMinutes, unknownNames: 'refused' })
  return ordered(rows.filter(passes), classicParam(params, 'order'), fieldOf, utcOffsetMinutes)
}

const semanticsWord = (status: Status): string => {
  if (status.statusId.endsWith('APOLOGY')) return 'apology'
  const words: Readonly<Record<StageSemantics, string>> = { P: 'process', S: 'success', F: 'failure' }
  return words[status.semantics ?? 'P']
}

/** Strings, and no pages. Source: Bitrix24 REST docs, `crm.status.list`. */
const statusList = crmMethod((params, portal) => {
  const rows = portal.directories.statuses.map(
    (status): Item => ({
      id: status.id,
      ID: String(status.id),
      ENTITY_ID: status.entityId,
      STATUS_ID: status.statusId,
      NAME: status.name,
      NAME_INIT: '',
      SORT: String(status.sort),
      SYSTEM: 'N',
      CATEGORY_ID: /^DEAL_STAGE_(\d+)$/.exec(status.entityId)?.[1] ?? null,
      COLOR: '#39A8EF',
      SEMANTICS: status.semantics === 'S' || status.semantics === 'F' ? status.semantics : null,
      ...(status.semantics === undefined ? {} : { EXTRA: { SEMANTICS: semanticsWord(status), COLOR: '#39A8EF' } }),
    }),
  )
  const types = { ID: 'integer', ENTITY_ID: 'string', STATUS_ID: 'string', NAME: 'string', SORT: 'integer' } as const
  return { result: selection(params, rows, types, portal).map(shown) }
})

/** Without the lower-case id that sorts rows of equal rank. */
const shown = ({ id: _, ...row }: Item): Record<string, unknown> => row

/** Source: Bitrix24 REST docs, `crm.stagehistory.list`. That all its fields can be filtered is an assumption. */
const stageHistoryList = crmMethod((params, portal) => {
  const entity = entityOfTypeId(integerOf(exactParam(params, 'entityTypeId')))
  if (entity !== 'deal' && entity !== 'lead') {
    throw new PortalError(400, 0, `${(entity ?? 'unknown').toUpperCase()} entity is not supported`)
  }
  const [stage, semantics] =
    entity === 'deal' ? (['STAGE_ID', 'STAGE_SEMANTIC_ID'] as const) : (['STATUS_ID', 'STATUS_SEMANTIC_ID'] as const)
  const rows = portal.directories.stageChanges
    .filter((change) => change.entity === entity && portal.rights.canRead(entity, change.ownerId))
    .map(
      (change): Item => ({
        id: change.id,
        ID: change.id,
        TYPE_ID: change.typeId,
        OWNER_ID: change.ownerId,
        CREATED_TIME: serverTime(change.createdAt, portal.behaviour.utcOffsetMinutes),
        ...(entity === 'deal' ? { CATEGORY_ID: change.categoryId } : {}),
        [semantics]: change.semantics,
        [stage]: change.stageId,
      }),
    )
  const types: Record<string, FieldType> = {
    ID: 'integer',
    TYPE_ID: 'integer',
    OWNER_ID: 'integer',
    CREATED_TIME: 'datetime',
    CATEGORY_ID: 'integer',
    [semantics]: 'string',
    [stage]: 'string',
  }
  const { rows: page, ...paging } = pageOf(selection(params, rows, types, portal), exactParam(params, 'start'))
  const select = valuesOf(exactParam(params, 'select')).map(textOf)
  const isShown = (name: string): boolean => select.length === 0 || select.includes('*') || select.includes(name)
  const items = page.map((row) => Object.fromEntries(Object.entries(shown(row)).filter(([name]) => isShown(name))))
  return { result: { items }, ...paging }
})

/** Ids are strings, flags booleans, and some dates empty objects. Source: Bitrix24 REST docs, `user.get`. */
const userGet: Method = {
  scope: ['user', 'user_basic', 'user_brief'],
  answer(params, portal) {
    const showsMail = portal.rights.scopes.some((scope) => scope === 'user' || scope === 'user_basic')
    const rows = [...portal.directories.users.values()].map(
      (user): Item => ({
        id: user.id,
        ID: String(user.id),
        ACTIVE: user.isActive !== false,
        NAME: user.name,
        LAST_NAME: user.lastName,
        ...(showsMail ? { EMAIL: user.email ?? '', LAST_LOGIN: '', DATE_REGISTER: {} } : {}),
        TIME_ZONE: user.timeZone ?? '',
        WORK_POSITION: user.workPosition ?? '',
        USER_TYPE: 'employee',
      }),
    )
    const types = { ID: 'integer', ACTIVE: 'boolean', NAME: 'string', LAST_NAME: 'string' } as const
    const { rows: page, ...paging } = pageOf(selection(params, rows, types, portal), classicParam(params, 'start'))
    return { result: page.map(shown), ...paging }
  },
}

/** Source: Bitrix24 REST docs, `crm.enum.ownertype`. */
const ownerTypes = crmMethod(() => ({
  result: entityNames.map((entity) => ({
    ID: entityTypeIds[entity],
    NAME: entity.slice(0, 1).toUpperCase() + entity.slice(1),
    SYMBOL_CODE: entity.toUpperCase(),
    SYMBOL_CODE_SHORT: { lead: 'L', deal: 'D', contact: 'C', company: 'CO' }[entity],
  })),
}))

export const directoryMethods: Readonly<Record<string, Method>> = {
  'crm.category.list': categoryList,
  'crm.status.list': statusList,
  'crm.stagehistory.list': stageHistoryList,
  'crm.enum.ownertype': ownerTypes,
  'user.get': userGet,
}
