import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NoticeKind } from '../../../src/core/alarms/notice.ts'
import { eventStream } from '../../../src/http/event-stream.ts'
import { createNotices, type NoticeLimits, type Notices } from '../../../src/service/status/notices.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Notices on a database that tells what the test says. */
async function onPaper(limits: Partial<NoticeLimits> = {}) {
  let tell = (_payload: string | null) => {}
  const state = { now: 'well' }
  const notices = await createNotices({
    database: {
      listen: async (_channel, heard) => {
        tell = heard
        return async () => {}
      },
    },
    stateNow: () => state.now,
    limits,
  })
  return { notices, state, tell: (kind: NoticeKind | null) => tell(kind) }
}

function listening(notices: Notices, caller = 'Ada') {
  const heard = notices.hear(caller)
  if (heard.status !== 'listening') throw new Error(heard.status)
  return heard.listener
}

test('a burst is told in few words: each kind once in half a second', async () => {
  const { notices, tell } = await onPaper()
  const listener = listening(notices)
  const told: (readonly NoticeKind[])[] = []
  const reading = (async () => {
    for (;;) {
      const kinds = await listener.next(60_000)
      if (kinds === null) return
      told.push(kinds)
    }
  })()
  for (let n = 0; n < 10_000; n += 1) {
    tell(n % 2 === 0 ? 'event.received' : 'run.recorded')
    if (n % 100 === 0) await vi.advanceTimersByTimeAsync(20)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  // Two seconds of it.
  expect(told.length).toBeGreaterThanOrEqual(4)
  expect(told.length).toBeLessThanOrEqual(6)
  expect(told.at(-1)).toEqual(['run.recorded', 'event.received'])
  await notices.close()
  await reading
})

test('one that does not read misses no kind and keeps nothing else', async () => {
  const { notices, tell } = await onPaper()
  const listener = listening(notices)
  for (let n = 0; n < 50; n += 1) {
    tell('run.recorded')
    await vi.advanceTimersByTimeAsync(600)
  }
  tell('rule.saved')
  await vi.advanceTimersByTimeAsync(600)
  expect(await listener.next(0)).toEqual(['run.recorded', 'rule.saved'])
  const nothing = listener.next(1_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await nothing).toEqual([])
})

test('another state of the portal is told, the same one is not', async () => {
  const { notices, state } = await onPaper({ lookEveryMs: 1_000 })
  const listener = listening(notices)
  const same = listener.next(5_000)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await same).toEqual([])
  state.now = 'limited'
  const other = listener.next(5_000)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await other).toEqual(['status'])
})

test('only so many listen, and only so many of one caller; who goes makes room', async () => {
  const { notices } = await onPaper({ all: 3, each: 2 })
  const first = listening(notices)
  listening(notices)
  expect(notices.hear('Ada').status).toBe('too-many-of-caller')
  listening(notices, 'Bob')
  expect(notices.hear('Cy').status).toBe('too-many')
  first.close()
  expect(await first.next(1)).toBeNull()
  expect(notices.hear('Cy').status).toBe('listening')
})

test('at the stop everybody is sent away, and who comes later as well', async () => {
  const { notices } = await onPaper()
  const waiting = listening(notices).next(60_000)
  await notices.close()
  expect(await waiting).toBeNull()
  expect(await listening(notices).next(60_000)).toBeNull()
})

test('a stream tells events, beats when there are none, and ends when its caller may not listen any more', async () => {
  const { notices, tell } = await onPaper()
  let isAllowed = true
  const stream = eventStream(listening(notices), async () => isAllowed, 15_000)
  expect((await stream.next()).value).toBe('retry: 2000\n\n')
  const event = stream.next()
  tell('rule.saved')
  await vi.advanceTimersByTimeAsync(500)
  expect((await event).value).toBe('event: rule.saved\ndata: {}\n\n')
  const beat = stream.next()
  await vi.advanceTimersByTimeAsync(15_000)
  expect((await beat).value).toBe(': nothing new\n\n')
  isAllowed = false
  const end = stream.next()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(await end).toEqual({ done: true, value: undefined })
})
