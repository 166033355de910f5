import { describe, expect, test } from 'vitest'
import { beginSessionIn, sessionsOf } from '../../../src/database/people/sessions.ts'
import { changeOwn, changeUser, createUserIn, holdPasswordIn } from '../../../src/database/people/users.ts'
import { createSignInLimit } from '../../../src/service/sign-in/limit.ts'
import { createPeople } from '../../../src/service/sign-in/people.ts'
import { databaseKinds, ownDatabase } from '../../support/databases.ts'
import { until } from '../../support/until.ts'
import { waitsForLock } from '../../support/waits-for-lock.ts'

const actor = { kind: 'machine', id: null, name: 'a test' } as const

describe.each(databaseKinds)('while a password is checked, on %s', (kind) => {
  const own = ownDatabase(kind)

  /** Signs in with a password that was right; `meanwhile` happens before that is told. */
  async function signIn(email: string, meanwhile: (userId: string) => Promise<unknown>) {
    const user = await own.db.transaction((tx) =>
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
      ...{ database: own.db, passwords, limit: createSignInLimit(), isOpenidOnly: false },
      ...{ refusedSignIns: { record: async () => {} }, isBreached: async () => false },
      ...{ publicUrl: 'http://127.0.0.1', now: () => new Date() },
    })
    const outcome = await people.signIn({ email, password: 'whatever', address: '203.0.113.7', browser: null })
    return { outcome, sessions: await sessionsOf(own.db, user.id) }
  }

  test('nothing happens: it is let in', async () => {
    const { outcome, sessions } = await signIn('calm@example.com', async () => {})
    expect(outcome).toMatchObject({ status: 'signed-in' })
    expect(sessions).toHaveLength(1)
  })

  test.runIf(kind === 'postgres')(
    'another that is set right before the session begins ends it all the same',
    async () => {
      const user = await own.db.transaction((tx) =>
        createUserIn(tx, { email: 'soon@example.com', name: 'Ada', role: 'viewer', passwordHash: 'the former' }),
      )
      if (user === null) throw new Error('there is such an account already')
      let isChanged = false
      const changing = await own.db.transaction(async (tx) => {
        expect(await holdPasswordIn(tx, user.id, 'the former')).toBe(true)
        const change = { userId: user.id, sessionId: null, passwordHash: 'the new one', actor }
        const done = changeOwn(own.db, change).then(() => {
          isChanged = true
        })
        await until(async () => isChanged || (await waitsForLock(own.db)), 'it is changed, or waits for that')
        await beginSessionIn(tx, { userId: user.id, expiresAt: new Date(Date.now() + 60_000), browser: null })
        return { done }
      })
      await changing.done
      expect(await sessionsOf(own.db, user.id)).toEqual([])
    },
  )

  test('whom nobody knows is asked for the password as well, so that time tells nothing', async () => {
    const checked: (string | null)[] = []
    const { people } = createPeople({
      ...{ database: own.db, limit: createSignInLimit(), isOpenidOnly: false, publicUrl: 'http://127.0.0.1' },
      ...{ refusedSignIns: { record: async () => {} }, isBreached: async () => false },
      passwords: {
        hash: async () => 'another',
        isOutdated: () => false,
        async isRight(_password, kept) {
          checked.push(kept)
          return false
        },
      },
      now: () => new Date(),
    })
    const attempt = { email: 'nobody@example.com', password: 'whatever', address: '203.0.113.7', browser: null }
    expect(await people.signIn(attempt)).toEqual({ status: 'refused' })
    expect(checked).toEqual([null])
  })

  test.each([
    {
      name: 'its owner sets another, which ends all sessions',
      email: 'changed@example.com',
      meanwhile: (userId: string) => changeOwn(own.db, { userId, sessionId: null, passwordHash: 'the new one', actor }),
    },
    {
      name: 'the user is disabled',
      email: 'disabled@example.com',
      meanwhile: (userId: string) => changeUser(own.db, userId, { isDisabled: true }, actor),
    },
  ])('$name: no session begins after that', async ({ email, meanwhile }) => {
    expect(await signIn(email, meanwhile)).toEqual({ outcome: { status: 'refused' }, sessions: [] })
  })
})
