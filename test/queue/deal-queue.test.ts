import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { gate, type QueueBench, queueBench } from '../support/queue-bench.ts'
import { anEvent, journalEvents } from '../support/stored.ts'
import { until } from '../support/until.ts'

const neverExhausted = async () => {
  throw new Error('nothing should be exhausted here')
}

describe.each(databaseKinds)('the queue of deals on %s', (kind) => {
  const own = ownDatabase(kind)
  let bench: QueueBench
  beforeEach(async () => {
    bench = await queueBench(own)
  })
  afterEach(() => bench.end())

  test('a transaction that fails leaves no job', async () => {
    const queue = await bench.start()
    const failing = own.db.transaction(async (tx) => {
      await queue.enqueue(tx, [{ portalId: bench.portalId, dealId: 1 }])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, retrying: 0 })
  })

  test('many events of one deal are one waiting job, and one more while it is active; tries never overlap', async () => {
    const queue = await bench.start()
    for (let count = 0; count < 3; count++) await bench.receive(queue, 1)
    expect(await queue.depth()).toEqual({ waiting: 1, active: 0, retrying: 0 })
    const first = gate()
    let [running, most, tries] = [0, 0, 0]
    await queue.work(async () => {
      most = Math.max(most, ++running)
      if (++tries === 1) await first.promise
      running--
      return 'done'
    }, neverExhausted)
    await until(() => running === 1, 'the first try runs')
    for (let count = 0; count < 3; count++) await bench.receive(queue, 1)
    expect(await queue.depth()).toEqual({ waiting: 1, active: 1, retrying: 0 })
    first.resolve()
    await until(() => tries === 2 && running === 0, 'the second try is done')
    expect(most).toBe(1)
  })

  test('other deals are worked on at the same time, as many as there are workers', async () => {
    const queue = await bench.start()
    const all = gate()
    const running = new Set<number>()
    await queue.work(async ({ dealId }) => {
      running.add(dealId)
      await all.promise
      return 'done'
    }, neverExhausted)
    for (const dealId of [1, 2, 3, 4]) await bench.receive(queue, dealId)
    await until(() => running.size === 3, 'three deals run')
    expect(await queue.depth()).toEqual({ waiting: 1, active: 3, retrying: 0 })
    all.resolve()
    await until(() => running.size === 4, 'the fourth runs')
  })

  test('what an event or a person waits for goes before what jobs have brought', async () => {
    const queue = await bench.start({ concurrency: 1 })
    await own.db.transaction((tx) =>
      queue.enqueue(
        tx,
        [1, 2, 3].map((dealId) => ({ portalId: bench.portalId, dealId })),
        'later',
      ),
    )
    await bench.receive(queue, 9)
    const order: number[] = []
    await queue.work(async ({ dealId }) => {
      order.push(dealId)
      return 'done'
    }, neverExhausted)
    await until(() => order.length === 4, 'all are done')
    expect(order[0]).toBe(9)
  })

  test('what jobs have brought has its turn while ever more events come than there is room for', async () => {
    const queue = await bench.start({ concurrency: 1 })
    await own.db.transaction((tx) =>
      queue.enqueue(
        tx,
        [1, 2].map((dealId) => ({ portalId: bench.portalId, dealId })),
        'later',
      ),
    )
    await bench.receive(queue, 10)
    const order: number[] = []
    await queue.work(async ({ dealId }) => {
      order.push(dealId)
      if (order.length < 40) await bench.receive(queue, 10 + order.length)
      return 'done'
    }, neverExhausted)
    await until(() => order.length >= 40, 'forty are done')
    const places = [1, 2].map((dealId) => order.indexOf(dealId))
    expect(Math.min(...places)).toBeGreaterThan(5)
    expect(Math.max(...places)).toBeLessThan(30)
  })

  test('a backlog is worked through without a pause between jobs', async () => {
    const queue = await bench.start({ lookEveryMs: 60_000 })
    const deals = Array.from({ length: 60 }, (_, at) => ({ portalId: bench.portalId, dealId: at + 1 }))
    const seen = new Set<number>()
    await queue.work(async ({ dealId }) => {
      seen.add(dealId)
      return 'done'
    }, neverExhausted)
    await own.db.transaction((tx) => queue.enqueue(tx, deals))
    queue.wake()
    // Half of the time after which the queue looks by itself.
    await until(() => seen.size === 60, 'every deal was worked on', 30_000)
  })

  test('a failing deal is tried again after a growing delay, then given up once', async () => {
    const queue = await bench.start({ retryLimit: 2, longestRetryDelaySeconds: 30 })
    const tries: [number, boolean][] = []
    const exhausted: unknown[] = []
    /** By the database's clock. */
    let triedAtMs = 0
    await queue.work(
      async ({ attempt, isLastAttempt }) => {
        tries.push([attempt, isLastAttempt])
        triedAtMs = (await bench.jobs())[0]?.readAtMs ?? 0
        throw Object.assign(new Error('https://portal/rest/1/secret/'), { code: 'portal_down' })
      },
      async (given) => void exhausted.push(given),
    )
    await bench.receive(queue, 1)
    const retrying = () => bench.jobs().then((jobs) => jobs.find(({ state }) => state === 'retry'))
    const first = await until(retrying, 'the job waits for its retry')
    // It has failed at some time between the try and now, however long that is on a slow machine.
    expect(first.startsAtMs - triedAtMs).toBeGreaterThan(500)
    expect(first.startsAtMs - first.readAtMs).toBeLessThan(2_100)
    expect(JSON.stringify(first.output), 'no message of an error is stored').not.toContain('secret')
    expect(first.output).toMatchObject({ code: 'portal_down' })
    await makeDue()
    const second = await until(
      () => retrying().then((job) => (job && job.retryCount === 1 ? job : null)),
      'the second retry',
    )
    expect(second.startsAtMs - triedAtMs).toBeGreaterThan(1_500)
    await makeDue()
    await until(() => exhausted.length, 'it was given up')
    expect(tries).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    expect(exhausted).toEqual([{ portalId: bench.portalId, dealId: 1, attempts: 3 }])
    await until(() => queue.depth().then(({ active }) => active === 0), 'nothing is left')
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, retrying: 0 })
  })

  /** As if the delay had passed. */
  async function makeDue() {
    await own.db.orm.execute(sql`update pgboss.job set start_after = now() where state = 'retry'`)
  }

  test('an event during the delay is tried at once; if that fails too, the retry is still there for both', async () => {
    const queue = await bench.start({ longestRetryDelaySeconds: 30 })
    const exhausted: unknown[] = []
    let [tries, isDown] = [0, true]
    await queue.work(
      async () => {
        tries++
        if (isDown) throw new Error('down')
        return 'done'
      },
      async (given) => void exhausted.push(given),
    )
    await bench.receive(queue, 1)
    await until(() => queue.depth().then(({ retrying }) => retrying === 1), 'the first job waits')
    // The delay must outlast the next steps, however slow the machine.
    await own.db.orm.execute(sql`update pgboss.job set start_after = now() + interval '1 hour' where state = 'retry'`)
    await bench.receive(queue, 1)
    await until(() => tries === 2, 'the second job was tried')
    const letters = () => bench.jobs().then((jobs) => jobs.filter(({ name }) => name === 'deal-failed'))
    await until(
      async () => (await letters()).some(({ state }) => state === 'completed'),
      'the dead letter is dealt with',
    )
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, retrying: 1 })
    expect(exhausted).toEqual([])
    isDown = false
    await makeDue()
    await until(() => tries === 3, 'the retry runs')
  })

  test('a second job that had no room for its retry gives nothing up once the first one’s retry is done', async () => {
    const queue = await bench.start({ longestRetryDelaySeconds: 30 })
    const exhausted: unknown[] = []
    let [tries, isDown] = [0, true]
    await queue.work(
      async () => {
        tries++
        if (isDown) throw new Error('down')
        return 'done'
      },
      async (given) => void exhausted.push(given),
    )
    await bench.receive(queue, 1)
    await until(() => queue.depth().then(({ retrying }) => retrying === 1), 'the first job waits')
    await own.db.orm.execute(sql`update pgboss.job set start_after = now() + interval '1 hour' where state = 'retry'`)
    await bench.receive(queue, 1)
    const letters = () => bench.jobs().then((jobs) => jobs.filter(({ name }) => name === 'deal-failed'))
    await until(async () => (await letters()).length === 1, 'the second job has failed for good')
    isDown = false
    await makeDue()
    await until(async () => (await letters()).every(({ state }) => state === 'completed'), 'it is dealt with')
    await until(() => tries >= 3, 'the retry has run')
    await until(() => queue.depth().then(({ waiting, active }) => waiting + active === 0), 'nothing is left')
    expect(exhausted, 'the deal had tries left').toEqual([])
  })

  test('coming back later costs no try', async () => {
    const queue = await bench.start({ retryLimit: 1 })
    const attempts: number[] = []
    await queue.work(async ({ attempt }) => {
      attempts.push(attempt)
      if (attempts.length === 1) throw new Error('once')
      return attempts.length < 4 ? { retryAt: new Date(Date.now() + 100) } : 'done'
    }, neverExhausted)
    await bench.receive(queue, 1)
    await until(() => attempts.length === 4, 'it came back')
    expect(attempts).toEqual([1, 2, 2, 2])
  })

  test('coming back later is a matter of how long, whatever the clocks of process and database say', async () => {
    const queue = await bench.start()
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 300_000)
    onTestFinished(() => clock.mockRestore())
    let attempts = 0
    await queue.work(async () => {
      attempts += 1
      return attempts < 2 ? { retryAt: new Date(Date.now() + 100) } : 'done'
    }, neverExhausted)
    await bench.receive(queue, 1)
    await until(() => attempts === 2, 'it came back')
  })

  test('what stop() cannot wait for is at once another process’s, with its tries as they were', async () => {
    const leaving = await bench.start()
    const signals: AbortSignal[] = []
    await leaving.work(({ signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    }, neverExhausted)
    await bench.receive(leaving, 1)
    await until(() => signals.length === 1, 'it runs')
    const staying = await bench.start({ lookEveryMs: 10 })
    const attempts: number[] = []
    await staying.work(async ({ attempt }) => {
      attempts.push(attempt)
      return 'done'
    }, neverExhausted)
    await leaving.stop({ timeoutMs: 200 })
    expect(signals[0]?.aborted).toBe(true)
    await until(() => attempts.length === 1, 'the other process has it')
    expect(attempts, 'of one whose heartbeat was lost it would be another try').toEqual([1])
    expect(bench.errors).toEqual([])
  })

  test('a deal of a burst that ends has its next job taken while others of the burst still run', async () => {
    const queue = await bench.start({ concurrency: 20 })
    const others = gate()
    const tries: number[] = []
    await queue.work(async ({ dealId }) => {
      tries.push(dealId)
      if (dealId !== 1) await others.promise
      return 'done'
    }, neverExhausted)
    const deals = Array.from({ length: 10 }, (_, at) => ({ portalId: bench.portalId, dealId: at + 1 }))
    await own.db.transaction((tx) => queue.enqueue(tx, deals))
    queue.wake()
    await until(() => tries.length === 10, 'all were begun')
    await bench.receive(queue, 1)
    await until(() => tries.filter((dealId) => dealId === 1).length === 2, 'the first deal was run again')
    await until(async () => (await queue.depth()).active === 9, 'its jobs are completed')
    others.resolve()
    await until(async () => (await queue.depth()).active === 0, 'nothing is left')
    expect((await bench.jobs()).map(({ state }) => state)).toEqual(Array.from({ length: 11 }, () => 'completed'))
  })

  test('a run is told when its job was failed by a supervisor, and settles nothing of the try that follows', async () => {
    // Heartbeats, and with them the look whether a job is still ours, come four times in that time.
    const queue = await bench.start({ heartbeatSeconds: 10 })
    const signals: AbortSignal[] = []
    const ending = gate()
    await queue.work(async ({ signal }) => {
      signals.push(signal)
      if (signals.length === 1) await ending.promise
      return 'done'
    }, neverExhausted)
    await bench.receive(queue, 1)
    await until(() => signals.length === 1, 'it runs')
    await own.db.orm.execute(
      sql`update pgboss.job set state = 'retry', retry_count = retry_count + 1, start_after = now() + interval '1 hour'
          where state = 'active'`,
    )
    await until(() => signals[0]?.aborted, 'it is told')
    ending.resolve()
    await makeDue()
    await until(() => signals.length === 2, 'the deal is tried again')
    expect(signals[1]?.aborted).toBe(false)
    await until(async () => (await queue.depth()).active === 0, 'and done')
  })

  test('stop() while a burst is gathered loses none of it', async () => {
    const leaving = await bench.start({ concurrency: 20 })
    const seen = new Set<number>()
    const handler = async ({ dealId }: { dealId: number }) => {
      seen.add(dealId)
      return 'done' as const
    }
    await leaving.work(handler, neverExhausted)
    const deals = Array.from({ length: 15 }, (_, at) => ({ portalId: bench.portalId, dealId: at + 1 }))
    await own.db.transaction((tx) => leaving.enqueue(tx, deals))
    leaving.wake()
    await leaving.stop({ timeoutMs: 5_000 })
    const staying = await bench.start({ concurrency: 20 })
    expect((await staying.depth()).active, 'nothing is held by who has gone').toBe(0)
    await staying.work(handler, neverExhausted)
    await until(() => seen.size === 15, 'every deal was worked on')
  })

  test('stop() lets a short run finish', async () => {
    const queue = await bench.start()
    const running = gate()
    let isDone = false
    await queue.work(async ({ signal }) => {
      await running.promise
      isDone = !signal.aborted
      return 'done'
    }, neverExhausted)
    await bench.receive(queue, 1)
    await until(() => queue.depth().then(({ active }) => active === 1), 'it runs')
    const stopped = queue.stop({ timeoutMs: 5_000 })
    running.resolve()
    await stopped
    expect(isDone).toBe(true)
    expect((await bench.jobs()).map(({ state }) => state)).toEqual(['completed'])
  })

  test('the guard gives deals without a job one, and leaves the others alone', async () => {
    const queue = await bench.start({ orphanedAfterMs: 0 })
    const { portalId } = bench
    await own.db.transaction((tx) =>
      journalEvents(
        tx,
        portalId,
        [1, 2, 3].map((dealId) => anEvent({ dealId })),
      ),
    )
    await own.db.transaction((tx) =>
      queue.enqueue(
        tx,
        [2, 3].map((dealId) => ({ portalId, dealId })),
      ),
    )
    await own.db.orm.execute(sql`update pgboss.job set state = 'retry' where singleton_key = ${`${portalId}:3`}`)
    await until(async () => (await queue.requeueOrphans()) === 1, 'the first deal has one now')
    expect(await queue.requeueOrphans()).toBe(0)
    expect(await queue.depth()).toEqual({ waiting: 2, active: 0, retrying: 1 })
    const patient = await bench.start({ orphanedAfterMs: 60_000 })
    await own.db.transaction((tx) => journalEvents(tx, portalId, [anEvent({ dealId: 4 })]))
    expect(await patient.requeueOrphans(), 'it may just be being enqueued').toBe(0)
  })

  test('a deal whose last try ended with its worker is given up, without a run beside it', async () => {
    const queue = await aQueueWhoseWorkerDied()
    const exhausted: unknown[] = []
    await queue.work(
      async () => {
        throw new Error('nothing should be tried here')
      },
      async (given) => {
        if (exhausted.push(given) === 1) throw new Error('the database was away')
      },
    )
    await until(() => exhausted.length === 2, 'it was given up, at the second go')
    expect(exhausted[1]).toEqual({ portalId: bench.portalId, dealId: 1, attempts: 3 })
    await until(() => queue.depth().then(({ active, retrying }) => active + retrying === 0), 'nothing is left')
  })

  test('an event that comes after a deal’s last try has ended with its worker gets a try of its own', async () => {
    const queue = await aQueueWhoseWorkerDied()
    const said: string[] = []
    let isOurTurn = false
    await queue.work(
      async () => {
        said.push('tried')
        return 'done'
      },
      async () => void said.push('given up'),
      { isOurTurn: () => isOurTurn },
    )
    const letters = () => bench.jobs().then((jobs) => jobs.filter(({ name }) => name === 'deal-failed'))
    await until(async () => (await letters()).some(({ state }) => state === 'completed'), 'the letter is dealt with')
    said.push('an event comes')
    await bench.receive(queue, 1)
    isOurTurn = true
    queue.wake()
    await until(() => said.includes('tried'), 'the event is tried')
    await until(() => queue.depth().then(({ waiting, active }) => waiting + active === 0), 'nothing is left')
    expect(said, 'nothing is given up once it is there').toEqual(['given up', 'an event comes', 'tried'])
  })

  test('an event that is being written as a deal’s last try fails is not given up with it', async () => {
    const queue = await bench.start({ retryLimit: 0 })
    const exhausted: unknown[] = []
    const [failing, writing] = [gate(), gate()]
    let tries = 0
    await queue.work(
      async () => {
        if (++tries > 1) return 'done'
        await failing.promise
        throw new Error('down')
      },
      async (given) => void exhausted.push(given),
    )
    await bench.receive(queue, 1)
    await until(() => tries === 1, 'it runs')
    const written = own.db.transaction(async (tx) => {
      await journalEvents(tx, bench.portalId, [anEvent({ dealId: 1 })])
      await queue.enqueue(tx, [{ portalId: bench.portalId, dealId: 1 }])
      failing.resolve()
      await writing.promise
    })
    // Where there is one connection, what comes next waits for it anyway.
    if (kind === 'postgres') await until(isLockAwaited, 'giving up waits for the event')
    writing.resolve()
    await written
    queue.wake()
    await until(() => tries === 2, 'the event is tried')
    expect(exhausted).toEqual([])
  })

  /** With deal 1 in it, in the midst of whose last try the worker died an hour ago. */
  const aQueueWhoseWorkerDied = async () => {
    const queue = await bench.start()
    await bench.receive(queue, 1)
    await own.db.orm.execute(sql`update pgboss.job set state = 'active', retry_count = retry_limit,
      started_on = now(), heartbeat_on = now() - interval '1 hour'`)
    return queue
  }

  const isLockAwaited = async () => {
    const [found] = await own.db.orm
      .select({ awaited: sql<number>`count(*)::int` })
      .from(sql`pg_locks join pg_database on pg_database.oid = pg_locks.database`)
      .where(sql`datname = current_database() and locktype = 'advisory' and not granted`)
    return found?.awaited === 1
  }
})
