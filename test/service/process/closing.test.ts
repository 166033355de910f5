import { expect, test } from 'vitest'
import { Closing } from '../../../src/service/process/closing.ts'
import { gate } from '../../support/queue-bench.ts'

test('what is opened later is closed first; what is closed together waits for none of it', async () => {
  const closing = new Closing()
  const closed: string[] = []
  const second = gate()
  closing.later(() => void closed.push('opened first'))
  const together = closing.together()
  together(async () => {
    await second.promise
    closed.push('one')
  })
  closing.later(() => void closed.push('opened last'))
  together(() => {
    second.resolve()
    closed.push('other')
  })
  await closing.close()
  expect(closed).toEqual(['opened last', 'other', 'one', 'opened first'])
})

test('one that fails keeps nothing open, and is told', async () => {
  const closing = new Closing()
  const closed: string[] = []
  closing.later(() => void closed.push('opened first'))
  const together = closing.together()
  together(() => Promise.reject(new Error('stuck')))
  together(async () => void closed.push('other'))
  await expect(closing.close()).rejects.toThrow('stuck')
  expect(closed).toEqual(['other', 'opened first'])
})
