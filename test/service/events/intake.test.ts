import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../../../src/database/connection/open.ts'
import { openSpool, type Spool } from '../../../src/database/spool/spool.ts'
import { createLog } from '../../../src/log.ts'
import type { DealQueue } from '../../../src/queue/deal-queue.ts'
import { createIntake } from '../../../src/service/events/intake.ts'

afterEach(() => void vi.useRealTimers())

/** An intake on a database of which nothing is used but `write`, which never comes to taking in what was kept aside. */
async function anIntake(write: (values: string) => Promise<void>, { withSpool = true } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-intake-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const options = { limitBytes: 1_000_000, onDamage: () => {}, onKept: () => {} }
  const spool: Spool | null = withSpool ? await openSpool({ directory, ...options }) : null
  const database = {
    kind: 'postgres',
    urgently: (_statement: unknown, values: unknown) => write(JSON.stringify(values)),
    ping: () => Promise.reject(new Error('away')),
  }
  const queue = { enqueueWith: () => ({}), valuesFor: () => ({}), wake: () => {} }
  const intake = createIntake({
    database: database as unknown as Database,
    queue: queue as unknown as DealQueue,
    ...{ portalId: 1, spool, now: () => new Date() },
    ruleSet: { listensTo: async () => true },
    metrics: { eventTaken: () => {} },
    log: createLog({ level: 'silent', redactText: (text) => text }),
  })
  const accept = (dealId: number) =>
    intake.accept({ event: 'ONCRMDEALUPDATE', dealId, memberId: null, domain: null, ts: null })
  return { intake, accept }
}

const refusing = (code: string) => Object.assign(new Error('the database says no'), { code })

test.each(['57P01', '25006', '42P01', '42501', '57014', 'XX000', '22P05', ''])(
  'what the database does not take, saying %j, is kept aside, and what comes then waits behind it',
  async (code) => {
    const written: string[] = []
    const { intake, accept } = await anIntake(async (values) => {
      written.push(values)
      throw refusing(code)
    })
    expect(await accept(1)).toMatchObject({ status: 'accepted' })
    expect(intake.spool()).toMatchObject({ events: 1 })
    expect(await accept(2)).toMatchObject({ status: 'accepted' })
    expect(intake.spool()).toMatchObject({ events: 2 })
    expect(written, 'the second was not tried').toHaveLength(1)
    await intake.close()
  },
)

test('what it does not take within three seconds is kept aside as well', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const slow = Promise.withResolvers<void>()
  const { intake, accept } = await anIntake(() => slow.promise)
  const accepted = accept(1)
  await vi.advanceTimersByTimeAsync(2_999)
  expect(intake.isAside()).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await accepted).toMatchObject({ status: 'accepted' })
  expect(intake.spool()).toMatchObject({ events: 1 })
  slow.resolve()
  await intake.close()
})

test('one whose values the database refuses fails alone, and others that came with it do not', async () => {
  const { intake, accept } = await anIntake(
    async (values) => {
      if (values.includes('\\"dealId\\":13')) throw refusing('22P05')
    },
    { withSpool: false },
  )
  const outcomes = await Promise.allSettled([12, 13, 14].map(accept))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await intake.close()
})

test('it ends when all that was handed in is kept', async () => {
  const slow = Promise.withResolvers<void>()
  const steps: string[] = []
  const { intake, accept } = await anIntake(() => slow.promise, { withSpool: false })
  const accepted = accept(1).then(() => steps.push('kept'))
  await nextTurn()
  const closed = intake.close().then(() => steps.push('closed'))
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  expect(steps).toEqual([])
  slow.resolve()
  await Promise.all([accepted, closed])
  expect(steps).toEqual(['kept', 'closed'])
})
