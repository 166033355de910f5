import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { type Role, roles } from '../../src/core/people/person.ts'
import type { Route } from '../../src/http/route.ts'
import { routesOf } from '../../src/http/routes.ts'
import { runId } from './examples.ts'
import { fakeDeps, tokenOf } from './fake-deps.ts'

const { app, deps } = fakeDeps()
const routes = routesOf(deps)
const rowOf = ({ method, path }: Route) => `${method} ${path}`

/** What anybody may call; each for a reason. */
const isPublic = new Set([
  'get /api/openapi.json',
  // How one signs in, and doing so.
  'get /api/session',
  'post /api/session',
  'post /api/invitations/read',
  'post /api/invitations/accept',
])

/** Everything about other people and keys, what is gone for good, and what goes out to others. */
const forAdministrators = /^\w+ \/api\/(tokens|users|invitations|audit|retention|contacts|alerts\/test)(\/|$)/

/** One's own account and session are everybody's own affair. */
const ofOneself = /^\w+ \/api\/(me|session)(\/|$)/

/** Asked with POST as they take a document, and change nothing. */
const asksOnly = /^post \/api\/(preview|(\w+\/)*validate|(.*\/)?preview)$/

function expectedAccess(route: Route): Route['access'] {
  const row = rowOf(route)
  if (isPublic.has(row)) return 'public'
  if (forAdministrators.test(row)) return 'administrator'
  if (ofOneself.test(row)) return 'viewer'
  return route.method === 'get' || asksOnly.test(row) ? 'viewer' : 'editor'
}

const apiRoutes = routes.filter(({ path }) => path.startsWith('/api/'))

describe('the role table', () => {
  test.each(apiRoutes.map((route) => [rowOf(route), route] as const))(
    '%s needs the role of its kind',
    (_row, route) => {
      expect(route.access).toBe(expectedAccess(route))
    },
  )

  test('names no route that is not there', () => {
    const rows = new Set(apiRoutes.map(rowOf))
    for (const row of isPublic) expect(rows).toContain(row)
  })
})

/** Who may use a route of each kind. */
const allowed: Record<Role, readonly Role[]> = {
  viewer: ['viewer', 'editor', 'administrator'],
  editor: ['editor', 'administrator'],
  administrator: ['administrator'],
}

const guarded = routes.filter((route) => route.access !== 'public')
const cases = guarded.flatMap((route) => roles.map((role) => ({ row: rowOf(route), role, route })))

test.each(cases)('$row as $role', async ({ role, route }) => {
  if (route.access === 'public') throw new Error('not among the cases')
  const path = route.path.replace('{key}', 'attach-primary').replaceAll(/\{\w+\}/g, runId)
  const answer = await request(app)[route.method](path).set('Authorization', `Bearer ${tokenOf[role]}`)
  if (allowed[route.access].includes(role)) {
    expect([401, 403]).not.toContain(answer.status)
  } else {
    expect([answer.status, answer.body.error.code]).toEqual([403, 'forbidden'])
    expect(answer.body.error.message).toContain(`needs the role ${route.access}`)
    expect(answer.body.error.message).toContain(`Ada has the role ${role}`)
  }
})

test.each(guarded.map(rowOf))('%s is closed to strangers', async (row) => {
  const [method = '', path = ''] = row.split(' ')
  expect((await request(app)[method as 'get'](path.replaceAll(/\{\w+\}/g, runId))).status).toBe(401)
})
