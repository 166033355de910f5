import { expect, test } from 'vitest'
import { createGroupCommit, Overloaded } from '../src/group-commit.ts'

/** A write that ends when the test says so. */
function heldWrites() {
  const writes: { entries: string[]; finish: () => void; fail: (error: Error) => void }[] = []
  const write = (entries: string[]) =>
    new Promise<void>((resolve, reject) => writes.push({ entries, finish: resolve, fail: reject }))
  return { writes, write }
}

/** Long enough for whatever can go on to have gone on. */
const settled = async () => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('entries that arrive while a write is under way share the next one', async () => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, { maxBatch: 2 })
  const first = commit('a')
  await settled()
  const others = Promise.all(['b', 'c', 'd'].map(commit))
  for (let at = 0; at < 3; at++) {
    await settled()
    writes[at]?.finish()
  }
  await Promise.all([first, others])
  expect(writes.map(({ entries }) => entries)).toEqual([['a'], ['b', 'c'], ['d']])
})

test('with two lanes a second write is made beside the first, once enough entries wait', async () => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, { maxBatch: 10, lanes: { most: 2, worthwhileFrom: 2 } })
  const batches = () => writes.map(({ entries }) => entries.join(''))
  const all = [commit('a')]
  await settled()
  all.push(commit('b'))
  await settled()
  expect(batches(), 'one entry alone waits').toEqual(['a'])
  all.push(commit('c'))
  await settled()
  expect(batches()).toEqual(['a', 'bc'])
  all.push(commit('d'), commit('e'))
  await settled()
  expect(batches(), 'no third lane').toEqual(['a', 'bc'])
  writes[1]?.finish()
  await settled()
  expect(batches()).toEqual(['a', 'bc', 'de'])
  all.push(commit('f'))
  writes[2]?.finish()
  await settled()
  expect(batches(), 'left to the lane that is open anyway').toEqual(['a', 'bc', 'de'])
  const drained = commit.drain()
  writes[0]?.finish()
  await settled()
  expect(batches()).toEqual(['a', 'bc', 'de', 'f'])
  writes[3]?.finish()
  await Promise.all([...all, drained])
})

test.each([1, 2])('no entry is left behind, whenever it comes: %i lanes', async (most) => {
  const lanes = { most, worthwhileFrom: 2 }
  const commit = createGroupCommit(async (_entries: number[]) => {}, { maxBatch: 10, lanes })
  for (let turns = 0; turns < 30; turns++) {
    await commit(0)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    await Promise.all([commit(1), commit(2), commit(3)])
  }
})

test('an entry is durable only when its own write is done', async () => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, { maxBatch: 10 })
  const done: string[] = []
  const commitNoting = (entry: string) => commit(entry).then(() => done.push(entry))
  const first = commitNoting('a')
  await settled()
  const second = commitNoting('b')
  writes[0]?.finish()
  await settled()
  expect(done).toEqual(['a'])
  writes[1]?.finish()
  const all = [first, second]
  await Promise.all(all)
})

test('a bad entry fails alone', async () => {
  const written: string[] = []
  const commit = createGroupCommit<string>(
    async (entries) => {
      await settled()
      if (entries.includes('bad')) throw new Error('bad entry')
      written.push(...entries)
    },
    { maxBatch: 10 },
  )
  const outcomes = await Promise.allSettled(['first', 'good', 'bad', 'also good'].map(commit))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(written).toEqual(['first', 'good', 'also good'])
})

test('a fault of the database fails the batch at once, without a try for each', async () => {
  let writes = 0
  const commit = createGroupCommit<string>(
    async () => {
      writes++
      await settled()
      throw new Error('database gone')
    },
    { maxBatch: 10, isSharedFault: () => true },
  )
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(commit))
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  expect(writes).toBe(1)
})

test('beyond its bound it refuses, and serves on when there is room again', async () => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, { maxBatch: 10, maxWaiting: 1 })
  const accepted = [commit('under way')]
  await settled()
  accepted.push(commit('waiting'))
  await expect(commit('too much')).rejects.toThrow(Overloaded)
  writes[0]?.finish()
  await settled()
  accepted.push(commit('later'))
  writes[1]?.finish()
  await settled()
  writes[2]?.finish()
  await Promise.all(accepted)
})

test('drain waits for everything handed in', async () => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, { maxBatch: 1 })
  const done: string[] = []
  for (const entry of ['a', 'b']) void commit(entry).then(() => done.push(entry))
  const drained = commit.drain()
  await settled()
  writes[0]?.finish()
  await settled()
  writes[1]?.finish()
  await drained
  expect(done).toEqual(['a', 'b'])
})

test('entries get the answers of their own places, and alone where the shared write failed', async () => {
  const writes: string[][] = []
  const ask = createGroupCommit(
    async (entries: string[]) => {
      writes.push(entries)
      if (entries.includes('bad')) throw new Error('bad entry')
      return entries.map((entry) => entry.toUpperCase())
    },
    { maxBatch: 3 },
  )
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd', 'bad'].map(ask))
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'refused'))).toEqual([
    'A',
    'B',
    'C',
    'D',
    'refused',
  ])
  expect(writes).toEqual([['a', 'b', 'c'], ['d', 'bad'], ['d'], ['bad']])
})

test.each([
  { answeredAtOnce: 2, turns: [2, 4, 5] },
  { answeredAtOnce: undefined, turns: [5, 5, 5] },
])('answers so many in one turn of the event loop: $answeredAtOnce', async ({ answeredAtOnce, turns }) => {
  const { writes, write } = heldWrites()
  const commit = createGroupCommit(write, {
    maxBatch: 5,
    ...(answeredAtOnce === undefined ? {} : { answeredAtOnce }),
  })
  let answered = 0
  const all = ['a', 'b', 'c', 'd', 'e'].map((entry) => commit(entry).then(() => answered++))
  await settled()
  writes[0]?.finish()
  const seen: number[] = []
  for (let turn = 0; turn < turns.length; turn++) {
    for (let step = 0; step < 20; step++) await Promise.resolve()
    seen.push(answered)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(seen).toEqual(turns)
  await Promise.all(all)
})
