import { isAtLeast, type Role } from '../../../src/core/people/person.ts'

/**
 * What the console offers only to some, each with the role that the service asks for it: the one place that decides
 * what is shown. The service decides again; a test holds the two against each other.
 */
export const permissions = {
  'rules.edit': 'editor',
  'deals.run': 'editor',
  'deals.release': 'editor',
  'runs.revert': 'editor',
  'holds.settle': 'editor',
  'writes.stop': 'editor',
  'backtests.start': 'editor',
  'backfills.start': 'editor',
  'people.manage': 'administrator',
  'tokens.manage': 'administrator',
  'alerts.test': 'administrator',
  'audit.read': 'administrator',
} as const satisfies Record<string, Role>

export type Permission = keyof typeof permissions

/** False for a role that is not known yet, so that nothing flashes up that is then taken away. */
export const isPermitted = (permission: Permission, role: Role | null): boolean =>
  role !== null && isAtLeast(role, permissions[permission])
