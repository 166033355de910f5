import type { User } from '../api/client.ts'

/** Whether nobody else could manage people if this user could not: the service refuses to let that happen. */
export function isLastAdministrator(user: User, users: readonly User[]): boolean {
  const inForce = users.filter(({ role, disabledAt }) => role === 'administrator' && disabledAt === null)
  return inForce.length === 1 && inForce[0]?.id === user.id
}
