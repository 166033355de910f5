import { describe, expect, test } from 'vitest'
import { createPasswords } from '../../../src/service/sign-in/passwords.ts'

const cheap = { ln: 4, r: 8, p: 1 }
const password = 'tin lantern orchard seven'

describe('passwords', () => {
  test('the cost is that of the recommendation unless a test says otherwise', async () => {
    const passwords = createPasswords()
    const kept = await passwords.hash(password)
    expect(kept).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/)
    expect(await passwords.isRight(password, kept)).toBe(true)
    expect(passwords.isOutdated(kept)).toBe(false)
  })

  test('the same password is kept differently each time, and found right each time', async () => {
    const passwords = createPasswords(cheap)
    const kept = await Promise.all([passwords.hash(password), passwords.hash(password)])
    expect(new Set(kept).size).toBe(2)
    for (const one of kept) {
      expect(await passwords.isRight(password, one)).toBe(true)
      expect(await passwords.isRight(`${password} `, one)).toBe(false)
      expect(one).not.toContain(password)
    }
  })

  test('a letter counts the same however a keyboard writes it', async () => {
    const passwords = createPasswords(cheap)
    const kept = await passwords.hash('caf\u00e9 am Fenster')
    expect(await passwords.isRight('cafe\u0301 am Fenster', kept)).toBe(true)
  })

  test('without an account nothing is right', async () => {
    const passwords = createPasswords(cheap)
    expect(await passwords.isRight(password, null)).toBe(false)
    expect(await passwords.isRight('', null)).toBe(false)
  })

  test('a hash of another cost is understood, and known to be of another', async () => {
    const kept = await createPasswords(cheap).hash(password)
    const dearer = createPasswords({ ln: 5, r: 8, p: 1 })
    expect(await dearer.isRight(password, kept)).toBe(true)
    expect(dearer.isOutdated(kept)).toBe(true)
  })

  test('more than can be checked at a time wait, and more than can wait are told to try again', async () => {
    const passwords = createPasswords(cheap)
    const asked = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.isRight(password, null)))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(22)
    for (const one of asked) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'overloaded' })
    }
    expect(await passwords.isRight(password, await passwords.hash(password)), 'afterwards all is well').toBe(true)
  })
})
