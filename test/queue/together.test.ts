import { expect, test } from 'vitest'
import { together } from '../../src/queue/together.ts'

test('what is handed in within a turn is done by one call, in its order, and no call takes more than it may', async () => {
  const calls: number[][] = []
  const hand = together<number>(3, async (entries) => void calls.push(entries))
  await Promise.all([1, 2, 3, 4, 5].map(hand))
  await hand(6)
  expect(calls).toEqual([[1, 2, 3], [4, 5], [6]])
})

test('a call that fails fails its own entries, and no others', async () => {
  const hand = together<number>(2, async (entries) => {
    if (entries.includes(1)) throw new Error('no')
  })
  const ended = await Promise.allSettled([1, 2, 3].map(hand))
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})
