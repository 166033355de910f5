import { PortalError, systemErrors } from './errors.ts'
import type { Method, Methods } from './method.ts'
import { classicParam, isOn, textOf } from './params.ts'
import { serverTime } from './server-time.ts'

const basic = (answer: Method['answer']): Method => ({ scope: null, answer })

/** Scopes that a portal knows; `scope` with `full` lists them all. Source: Bitrix24 REST docs, `scope`. */
const knownScopes = [
  'basic',
  'crm',
  'user',
  'user_basic',
  'user_brief',
  'department',
  'task',
  'bizproc',
  'placement',
  'im',
]

/** Empty if the owner is dismissed. Source: Bitrix24 REST docs, `profile`. */
const profile = basic((_params, { directories, ownerId }) => {
  const user = directories.users.get(ownerId)
  if (user === undefined || user.isActive === false) return { result: [] }
  return {
    result: {
      ID: String(user.id),
      ADMIN: user.isAdmin === true,
      NAME: user.name,
      LAST_NAME: user.lastName,
      PERSONAL_GENDER: '',
      TIME_ZONE: user.timeZone ?? '',
    },
  }
})

/** Source: Bitrix24 REST docs, `scope`. */
const scope = basic((params, { rights }) => ({
  result: isOn(classicParam(params, 'full')) ? knownScopes : [...rights.scopes],
}))

/** Source: Bitrix24 REST docs, `server.time`. */
const time = basic((_params, { clock, behaviour }) => ({ result: serverTime(clock(), behaviour.utcOffsetMinutes) }))

/** Source: Bitrix24 REST docs, `user.admin`. */
const admin = basic((_params, { directories, ownerId }) => ({
  result: directories.users.get(ownerId)?.isAdmin === true,
}))

/** Source: Bitrix24 REST docs, `app.info`. */
const appInfo = basic(() => {
  throw new PortalError(400, 'ACCESS_DENIED', 'Access denied! Application context required')
})

/** Subscriptions and placements belong to applications. Source: Bitrix24 REST docs, `events/event-bind`. */
const applicationOnly = basic(() => {
  throw systemErrors.wrongAuthType()
})

/** Tells of a method whether the portal has it and whether the scopes reach it. Source: Bitrix24 REST docs, `method.get`. */
const methodGet = (methods: () => Methods): Method =>
  basic((params, { rights }) => {
    const wanted = methods().get(textOf(classicParam(params, 'name')))
    const isAvailable = wanted !== undefined && isInScope(wanted, rights.scopes)
    return { result: { isExisting: wanted !== undefined, isAvailable } }
  })

export const isInScope = (method: Method, scopes: readonly string[]): boolean =>
  method.scope === null || method.scope.some((one) => scopes.includes(one))

const applicationMethods = ['event.bind', 'event.get', 'event.unbind', 'event.test', 'events', 'event.offline.get']

export const systemMethods = (methods: () => Methods): Readonly<Record<string, Method>> => ({
  profile,
  scope,
  'server.time': time,
  'user.admin': admin,
  'app.info': appInfo,
  'method.get': methodGet(methods),
  ...Object.fromEntries([...applicationMethods, 'placement.bind'].map((name) => [name, applicationOnly])),
})
