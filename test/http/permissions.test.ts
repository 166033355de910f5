import { expect, test } from 'vitest'
import { isPermitted, type Permission, permissions } from '../../console/src/words/permissions.ts'
import { routesOf } from '../../src/http/routes.ts'
import { fakeDeps } from './fake-deps.ts'

/** The request of the service that each permission stands for. */
const askedFor: Record<Permission, string> = {
  'rules.edit': 'put /api/rules/{key}',
  'deals.run': 'post /api/deals/{id}/run',
  'deals.release': 'post /api/deals/{id}/release',
  'runs.revert': 'post /api/runs/{id}/revert',
  'holds.settle': 'post /api/holds/{id}/release',
  'writes.stop': 'post /api/stop',
  'backtests.start': 'post /api/backtests',
  'backfills.start': 'post /api/backfills',
  'people.manage': 'post /api/invitations',
  'tokens.manage': 'post /api/tokens',
  'alerts.test': 'post /api/alerts/test',
  'audit.read': 'get /api/audit',
}

test('what the console offers is what the service permits', () => {
  const access = new Map(routesOf(fakeDeps().deps).map((route) => [`${route.method} ${route.path}`, route.access]))
  const served = Object.fromEntries(Object.entries(askedFor).map(([permission, row]) => [permission, access.get(row)]))
  expect(served).toEqual(permissions)
})

test.each([
  [null, 'rules.edit', false],
  ['viewer', 'rules.edit', false],
  ['editor', 'rules.edit', true],
  ['editor', 'people.manage', false],
  ['administrator', 'people.manage', true],
] as const)('%s may %s: %s', (role, permission, isAllowed) => {
  expect(isPermitted(permission, role)).toBe(isAllowed)
})
