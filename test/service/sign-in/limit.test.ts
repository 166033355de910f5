import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSignInLimit } from '../../../src/service/sign-in/limit.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const about = (of: { address?: string; account?: string } = {}) => ({
  address: '203.0.113.7',
  account: 'ada@example.com',
  ...of,
})

test('an account is closed after its tries, from wherever they come', async () => {
  const limit = createSignInLimit({ perAddress: 100, perAccount: 2, windowSeconds: 60 })
  const from = (address: string) => limit.begin(about({ address }))
  expect([await from('203.0.113.1'), await from('203.0.113.2')]).toEqual([null, null])
  expect(await from('203.0.113.3')).toBeGreaterThan(50)
  expect(await limit.begin(about({ account: 'bob@example.com' }))).toBeNull()
})

test('an address is closed after its tries, whomever they try', async () => {
  const limit = createSignInLimit({ perAddress: 2, perAccount: 100, windowSeconds: 60 })
  const of = (account: string) => limit.begin(about({ account }))
  expect([await of('a'), await of('b'), await of('c')]).toEqual([null, null, expect.any(Number)])
  expect(await limit.begin(about({ address: '203.0.113.8' }))).toBeNull()
})

test('whoever knows the password is never kept out by having signed in', async () => {
  const limit = createSignInLimit({ perAddress: 2, perAccount: 2, windowSeconds: 60 })
  for (let time = 0; time < 10; time++) {
    expect(await limit.begin(about())).toBeNull()
    await limit.succeeded(about())
  }
})

test('a right password frees no address of the tries of others', async () => {
  const limit = createSignInLimit({ perAddress: 3, perAccount: 100, windowSeconds: 60 })
  const of = (account: string) => limit.begin(about({ account }))
  expect([await of('a'), await of('b'), await of('own')]).toEqual([null, null, null])
  await limit.succeeded(about({ account: 'own' }))
  expect([await of('c'), await of('d')]).toEqual([null, expect.any(Number)])
})

test('a window ends', async () => {
  const limit = createSignInLimit({ perAddress: 100, perAccount: 1, windowSeconds: 60 })
  await limit.begin(about())
  expect(await limit.begin(about())).toBe(60)
  await vi.advanceTimersByTimeAsync(59_000)
  expect(await limit.begin(about())).toBe(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await limit.begin(about())).toBeNull()
})
