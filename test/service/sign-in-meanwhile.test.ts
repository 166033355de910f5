import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/open.ts'
import { sessionsOf } from '../../src/database/sessions.ts'
import { changeOwn, changeUser, createUserIn } from '../../src/database/users.ts'
import { createPeople } from '../../src/service/people.ts'
import { createSignInLimit } from '../../src/service/sign-in-limit.ts'
import { databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'

const actor = { kind: 'machine', id: null, name: 'a test' } as const

describe.each(databaseKinds)('while a password is checked, on %s', (kind) => {
  let opened: TestDatabase
  let database: Database
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
    database = opened.db
  })
  afterAll(() => opened.remove())

  /** Signs in with a password that was right; `meanwhile` happens before that is told. */
  async function signIn(email: string, meanwhile: (userId: string) => Promise<unknown>) {
    const user = await database.transaction((tx) =>
      createUserIn(tx, { email, name: 'Ada', role: 'viewer', passwordHash: 'the former' }),
    )
    if (user === null) throw new Error('there is such an account already')
    const passwords = {
      hash: async () => 'another',
      isOutdated: () => false,
      async isRight(_password: string, kept: string | null) {
        await meanwhile(user.id)
        return kept === 'the former'
      },
    }
    const { people } = createPeople({
      ...{ database, passwords, limit: createSignInLimit(), isOpenidOnly: false },
      ...{ refusedSignIns: { record: async () => {} }, isBreached: async () => false },
      ...{ publicUrl: 'http://127.0.0.1', now: () => new Date() },
    })
    const outcome = await people.signIn({ email, password: 'whatever', address: '203.0.113.7', browser: null })
    return { outcome, sessions: await sessionsOf(database, user.id) }
  }

  test('nothing happens: it is let in', async () => {
    const { outcome, sessions } = await signIn('calm@example.com', async () => {})
    expect(outcome).toMatchObject({ status: 'signed-in' })
    expect(sessions).toHaveLength(1)
  })

  test.each([
    {
      name: 'its owner sets another, which ends all sessions',
      email: 'changed@example.com',
      meanwhile: (userId: string) =>
        changeOwn(database, { userId, sessionId: null, passwordHash: 'the new one', actor }),
    },
    {
      name: 'the user is disabled',
      email: 'disabled@example.com',
      meanwhile: (userId: string) => changeUser(database, userId, { isDisabled: true }, actor),
    },
  ])('$name: no session begins after that', async ({ email, meanwhile }) => {
    expect(await signIn(email, meanwhile)).toEqual({ outcome: { status: 'refused' }, sessions: [] })
  })
})
