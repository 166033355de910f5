import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../support/databases.ts'
import { gate, queueBench } from '../support/queue-bench.ts'
import { until } from '../support/until.ts'

test('the database is told of many jobs while they are in work', async () => {
  const opened = await openTestDatabase('postgres')
  const bench = await queueBench(opened)
  const queue = await bench.start({ concurrency: 500 })
  const known = async () => {
    const [row] = await opened.db.orm
      .select({ jobs: sql<number>`coalesce(sum(reltuples), 0)::int` })
      .from(sql`pg_class join pg_inherits on inhrelid = pg_class.oid`)
      .where(sql`inhparent = 'pgboss.job'::regclass`)
    return row?.jobs ?? 0
  }
  // Nobody else counts them, as the server does by itself now and then.
  await opened.db.orm.execute(sql`do $$ declare part regclass; begin
    for part in select inhrelid from pg_inherits where inhparent = 'pgboss.job'::regclass loop
      execute format('alter table %s set (autovacuum_enabled = false)', part);
    end loop;
  end $$`)
  const mayEnd = gate()
  let inWork = 0
  await queue.work(
    async () => {
      inWork += 1
      await mayEnd.promise
      return 'done'
    },
    async () => {},
  )
  const receive = async (count: number) => {
    const deals = Array.from({ length: count }, (_, at) => ({ portalId: bench.portalId, dealId: inWork + at + 1 }))
    await opened.db.transaction((tx) => queue.enqueue(tx, deals))
    const all = inWork + count
    queue.wake()
    await until(() => inWork === all, `${all} are in work`)
  }
  await receive(60)
  expect(await known(), 'few are not worth it').toBeLessThan(60)
  await receive(60)
  await until(async () => (await known()) >= 120, 'the jobs are counted')
  mayEnd.resolve()
  await bench.end()
  expect(bench.errors).toEqual([])
  await opened.remove()
})
