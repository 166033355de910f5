import { setTimeout as wait } from 'node:timers/promises'
import { validate, version } from 'uuid'
import { expect, test } from 'vitest'
import { timeOrderedId } from '../../../src/service/process/time-ordered-id.ts'

test('ids are UUIDv7 of their own, in the order of their milliseconds', async () => {
  const begin = Date.now()
  const ids = Array.from({ length: 1_000 }, timeOrderedId)
  const end = Date.now()
  while (Date.now() === end) await wait(1)
  const later = timeOrderedId()
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) {
    expect([validate(id), version(id)]).toEqual([true, 7])
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    expect(time >= begin && time <= end).toBe(true)
    expect(id < later).toBe(true)
  }
})
