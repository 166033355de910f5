import { expect, test } from 'vitest'
import { kill, startChild } from '../support/child.ts'
import { openTestDatabase } from '../support/databases.ts'
import { queueBench } from '../support/queue-bench.ts'
import { until } from '../support/until.ts'

// 10 s is the shortest heartbeat that pg-boss takes; with the default of 20 it is 10 s more.
const heartbeatSeconds = 10

test('the deal of a killed process is in work again well within a minute', async () => {
  const opened = await openTestDatabase('postgres')
  const bench = await queueBench(opened)
  const queue = await bench.start({ heartbeatSeconds })
  const { child, lines } = startChild('hanging-worker.ts', [opened.url ?? ''])
  try {
    await bench.receive(queue, 1)
    await until(() => lines.includes('working on 1'), 'the other process has the job')
    await kill(child)
    const killedAt = Date.now()
    const attempts: number[] = []
    await queue.work(
      async ({ attempt }) => {
        attempts.push(attempt)
        return 'done'
      },
      async () => {},
    )
    await until(() => attempts.length > 0, 'the job is in work again')
    expect(attempts).toEqual([2])
    // 10 s heartbeat, 1 s until the supervisor looks, 1 to 2 s delay, and what a busy machine adds.
    expect(Date.now() - killedAt).toBeLessThan(25_000)
  } finally {
    await kill(child)
    await bench.end()
    await opened.remove()
  }
})
