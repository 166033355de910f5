import { sql } from 'drizzle-orm'
import { test } from 'vitest'
import { openTestDatabase } from '../support/databases.ts'
import { queueBench } from '../support/queue-bench.ts'
import { until } from '../support/until.ts'

test('work goes on after PostgreSQL has dropped every connection', async () => {
  const opened = await openTestDatabase('postgres')
  const bench = await queueBench(opened)
  const queue = await bench.start()
  const worked: number[] = []
  await queue.work(
    async ({ dealId }) => {
      worked.push(dealId)
      return 'done'
    },
    async () => {},
  )
  await bench.receive(queue, 1)
  await until(() => worked.length === 1, 'it works')
  // The backend that runs this ends with the others.
  await opened.db.orm
    .execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()`)
    .then(
      () => {},
      () => {},
    )
  await until(
    () =>
      bench.receive(queue, 2).then(
        () => true,
        () => false,
      ),
    'events can be written again',
  )
  await until(() => worked.includes(2), 'it works again')
  await bench.end()
  await opened.remove()
})
