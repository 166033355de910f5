import { expect, test } from 'vitest'
import { createSlices } from '../../../src/service/deals/slices.ts'

/** So many work for that long each; how many had done so whenever something else was heard. */
async function heardDuring(count: number, eachMs: number): Promise<number[]> {
  let now = 0
  let done = 0
  const heard: number[] = []
  const giveWay = createSlices(() => now)
  const listen = () => {
    heard.push(done)
    if (done < count) setImmediate(listen)
  }
  setImmediate(listen)
  await Promise.all(
    Array.from({ length: count }, async () => {
      await giveWay()
      now += eachMs
      done += 1
    }),
  )
  heard.push(done)
  return heard
}

test('work of many that takes long lets others in between, little of it does not hold itself up', async () => {
  const heard = await heardDuring(50, 4)
  for (const [index, done] of heard.entries()) expect(done - (heard[index - 1] ?? 0)).toBeLessThanOrEqual(3)
  expect((await heardDuring(50, 0.1)).length, 'heard a few times').toBeLessThanOrEqual(4)
})

test('who comes alone is not kept waiting for others', async () => {
  const giveWay = createSlices()
  await giveWay()
  await giveWay()
})
