import type { Invitation, User } from '../../src/core/people/person.ts'
import type { HttpDeps } from '../../src/http/app.ts'
import { otherId, runId } from './examples.ts'

export const aUser = (differences: Partial<User> = {}): User => ({
  id: runId,
  email: 'ada@example.com',
  name: 'Ada',
  role: 'administrator',
  createdAt: '2026-08-21T10:00:00.000Z',
  lastSignInAt: null,
  disabledAt: null,
  ...differences,
})

const anInvitation: Invitation = {
  id: otherId,
  email: 'bob@example.com',
  role: 'editor',
  userId: null,
  createdAt: '2026-08-21T10:00:00.000Z',
  createdBy: 'Ada',
  expiresAt: '2026-08-24T10:00:00.000Z',
}
const link = 'http://bindery.example/invitation#token=shown-once'
const signedIn = {
  status: 'signed-in',
  user: aUser(),
  session: 'new-session',
  expiresAt: '2026-09-20T10:00:00.000Z',
} as const

/** Ada's service, where whatever is asked comes about. */
export const fakePeople: HttpDeps['people'] = {
  hasPasswords: true,
  signIn: async ({ password }) => (password === 'right' ? signedIn : { status: 'refused' }),
  isFirst: async () => false,
  createFirst: async () => signedIn,
  endSession: async () => true,
  endFormerSession: async () => {},
  endAllSessions: async () => 1,
  sessionsOf: async () => [],
  findUser: async (id) => (id === runId ? aUser() : null),
  changeOwn: async () => ({ status: 'changed', user: aUser() }),
  listUsers: async () => [aUser()],
  changeUser: async () => ({ status: 'changed', user: aUser(), tokensLeft: [] }),
  invite: async () => ({ status: 'made', invitation: anInvitation, link }),
  inviteToRenew: async () => ({ status: 'made', invitation: anInvitation, link }),
  openInvitations: async () => [anInvitation],
  findInvitation: async (token) => (token === 'shown-once' ? anInvitation : null),
  withdrawInvitation: async () => true,
  acceptInvitation: async () => signedIn,
}
