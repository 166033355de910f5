import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Urgency, urgencies } from '../../src/core/turns/urgency.ts'
import { maximumCommands } from '../../src/portal/batch.ts'
import { type Parcel, parcelOf } from '../../src/portal/carrier.ts'
import type { RowList } from '../../src/portal/entities.ts'
import { RowBundles } from '../../src/portal/row-bundles.ts'
import { agingMs, growingMs, type Waiting, WaitingLine } from '../../src/portal/waiting-line.ts'
import { tries } from '../support/tries.ts'

const deals: RowList = { entity: 'deal', fields: [], custom: [] }
const command = { method: 'crm.deal.contact.items.get', params: { id: 1 } }
const fits = (next: Parcel, taken: readonly Parcel[]) =>
  taken.reduce((sum, { size }) => sum + size, next.size) <= maximumCommands
const commandsIn = (taken: readonly Parcel[]) => taken.reduce((sum, { size }) => sum + size, 0)
const every: (next: Parcel) => boolean = () => true

type Told = { answered: number; failed: number; sent: number }

/** A line in which all that joins notes what it is told. */
function aLine() {
  const line = new WaitingLine()
  const bundles = new RowBundles(line, (_question, answer) => {
    if (answer?.ok !== true) throw new Error('no answer')
    return new Map()
  })
  const everybody: Told[] = []
  const told = (): Told => {
    const one = { answered: 0, failed: 0, sent: 0 }
    everybody.push(one)
    return one
  }
  return {
    line,
    everybody,
    join(of: Partial<Waiting> & { urgency: Urgency }, size = 1): Told {
      const one = told()
      line.join({
        ...parcelOf(Array.from({ length: size }, () => command)),
        isWrite: false,
        since: 0,
        settle: () => void one.answered++,
        fail: () => void one.failed++,
        onSent: () => void one.sent++,
        ...of,
      })
      return one
    },
    wish(urgency: Urgency, id: number, since = 0): Told {
      const one = told()
      bundles.wish(deals, urgency, id, { since, onSent: () => void one.sent++ }).then(
        () => one.answered++,
        () => one.failed++,
      )
      return one
    },
  }
}

const answer = (taken: readonly Waiting[]) => {
  for (const parcel of taken) parcel.settle(parcel.build(String).map(() => ({ ok: true, result: null })))
}
const someUrgency = fc.constantFrom(...urgencies)
const step = fc.oneof(
  fc.record({
    kind: fc.constant('parcel' as const),
    urgency: someUrgency,
    size: fc.integer({ min: 1, max: 60 }),
    isWrite: fc.boolean(),
    isAborted: fc.constantFrom(false, false, false, true),
  }),
  fc.record({
    kind: fc.constant('wishes' as const),
    urgency: someUrgency,
    ids: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 120 }),
  }),
  fc.record({ kind: fc.constant('take' as const), afterMs: fc.integer({ min: 0, max: 15_000 }) }),
  fc.constant({ kind: 'turned away' as const }),
)

test('a list that several have waited for leaves before writes, one that can still grow after them', () => {
  const { line, join, wish } = aLine()
  const took = (now: number) => line.take(now, fits).map(({ isWrite }) => (isWrite ? 'write' : 'list'))
  for (let id = 1; id <= 5; id += 1) wish('live', id, 1_000)
  for (let write = 0; write < 75; write += 1) join({ urgency: 'live', isWrite: true, since: 1_000 }, 2)
  expect(took(1_000 + growingMs - 1)).toEqual(Array.from({ length: 25 }, () => 'write'))
  expect(took(1_000 + growingMs).slice(0, 2)).toEqual(['list', 'write'])
  wish('live', 6, 1_000)
  expect(took(1_000 + growingMs), 'of one alone').not.toContain('list')
})

test('nobody is lost, answered twice or sent without being told, and no request has more than fifty commands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { line, everybody, join, wish } = aLine()
      let now = 0
      const take = () => {
        const taken = line.take(now, fits)
        expect(commandsIn(taken)).toBeLessThanOrEqual(Math.max(maximumCommands, taken[0]?.size ?? 0))
        if (commandsIn(taken) > maximumCommands)
          expect(taken, 'one too large for any request goes alone').toHaveLength(1)
        return taken
      }
      for (const one of steps) {
        if (one.kind === 'parcel') {
          const signal = one.isAborted ? AbortSignal.abort(new Error('no longer ours')) : undefined
          join({ ...one, size: one.size, since: now, signal }, one.size)
        } else if (one.kind === 'wishes') for (const id of one.ids) wish(one.urgency, id, now)
        else if (one.kind === 'turned away') line.rejoin(take())
        else {
          now += one.afterMs
          answer(take())
        }
      }
      for (let left = line.size(); left > 0; left = line.size()) {
        answer(take())
        expect(line.size(), 'somebody leaves each time').toBeLessThan(left)
      }
      await Promise.resolve()
      for (const { answered, failed, sent } of everybody) {
        expect(answered + failed).toBe(1)
        if (answered === 1) expect(sent).toBeGreaterThan(0)
      }
      expect(line.load()).toEqual({ live: 0, manual: 0, again: 0, backfill: 0 })
      expect(line.oldest()).toBeNull()
    }),
  )
})

test('the commands of a parcel stay together, in their order', () => {
  const { line, join } = aLine()
  const parcel = parcelOf([1, 2, 3].map((id) => ({ ...command, params: { id } })))
  join({ urgency: 'live', ...parcel })
  expect(line.take(0, every).map((taken) => taken.build(String))).toEqual([parcel.build(String)])
})

describe('whose turn it is', () => {
  test('the most urgent first, among them writes, then questions, then lists', () => {
    const { line, join, wish } = aLine()
    for (const urgency of urgencies.toReversed()) {
      wish(urgency, 1)
      join({ urgency })
      join({ urgency, isWrite: true })
    }
    const inWords = line.take(0, every).map(({ urgency, isWrite, build }) => {
      const isList = build(String)[0]?.method === 'crm.item.list'
      return `${urgency} ${isWrite ? 'write' : isList ? 'list' : 'question'}`
    })
    expect(inWords).toEqual(urgencies.flatMap((one) => [`${one} write`, `${one} question`, `${one} list`]))
  })

  test('a full list goes before questions, as nothing is gained by its waiting', () => {
    const { line, join, wish } = aLine()
    for (let id = 1; id <= 110; id += 1) wish('live', id)
    join({ urgency: 'live' })
    join({ urgency: 'live', isWrite: true })
    expect(line.take(0, every).map(({ isWrite, build }) => (isWrite ? 'write' : build(String)[0]?.method))).toEqual([
      'write',
      'crm.item.list',
      'crm.item.list',
      'crm.deal.contact.items.get',
      // The last ten, who may be joined by others.
      'crm.item.list',
    ])
  })

  test('the first leaves even if it takes longer than is planned for a request', () => {
    const { line, join } = aLine()
    join({ urgency: 'live' })
    join({ urgency: 'live' })
    expect(line.take(0, () => false)).toHaveLength(1)
    expect(line.size()).toBe(1)
  })

  test('one that is too large for what is left of a request does not keep smaller ones from going along, and is next', () => {
    const { line, join } = aLine()
    join({ urgency: 'live' }, 30)
    const large = join({ urgency: 'live' }, 40)
    join({ urgency: 'live' }, 20)
    expect(line.take(0, fits).map(({ size }) => size)).toEqual([30, 20])
    expect(large.sent).toBe(0)
    expect(line.take(0, fits).map(({ size }) => size)).toEqual([40])
  })

  test.each(['write', 'question', 'list'] as const)(
    'a %s of a backfill leaves in bounded time, however much that is live keeps coming',
    (kind) => {
      fc.assert(
        fc.property(fc.integer({ min: 50, max: 100 }), fc.boolean(), (perSecond, isWrite) => {
          const { line, join, wish } = aLine()
          const backfill =
            kind === 'list' ? wish('backfill', 1) : join({ urgency: 'backfill', isWrite: kind === 'write' })
          let seconds = 0
          while (backfill.sent === 0) {
            for (let count = 0; count < perSecond; count += 1)
              join({ urgency: 'live', isWrite, since: seconds * 1_000 })
            line.take(seconds * 1_000, fits)
            seconds += 1
            // Twice as much as can be sent comes in at worst, so that the live ones age half as fast.
            expect(seconds * 1_000).toBeLessThan(urgencies.length * 2 * agingMs + 2 * agingMs)
          }
        }),
        tries(20),
      )
    },
  )

  test.each([
    { name: 'a write', isWrite: true, isList: false },
    { name: 'a question', isWrite: false, isList: false },
    { name: 'a list', isWrite: false, isList: true },
  ])('$name that has waited long lifts nobody who has come behind it', ({ isWrite, isList }) => {
    const { line, join, wish } = aLine()
    const ask = (urgency: Urgency, since: number, ids: number[]) =>
      isList ? ids.map((id) => wish(urgency, id, since)) : ids.map(() => join({ urgency, isWrite, since }))
    const now = 5 * agingMs
    const old = ask('backfill', 0, [1])
    const young = ask(
      'backfill',
      now,
      Array.from({ length: 50 }, (_, index) => index + 2),
    )
    const live = ask('live', now, [1])
    line.take(now, (_next, taken) => taken.length < 2)
    expect([old, live].flat().map(({ sent }) => sent)).toEqual([1, 1])
    // With a list go as many as it holds, which costs nobody a place.
    expect(young.filter(({ sent }) => sent > 0)).toHaveLength(isList ? 49 : 0)
  })

  test('each goes by how long it has waited itself, whoever else waits', () => {
    const rankOf = (
      { urgency, isWrite, since }: { urgency: Urgency; isWrite: boolean; since: number },
      now: number,
    ) => {
      const steps = Math.floor((now - since) / agingMs)
      return (urgencies.indexOf(urgency) - steps) * 2 + (isWrite ? 0 : 1)
    }
    const someone = fc.record({ urgency: someUrgency, isWrite: fc.boolean(), joinsMs: fc.nat(15_000) })
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 60 }), fc.nat(40_000), (everybody, restMs) => {
        const { line, join } = aLine()
        let now = 0
        const waiting = everybody.map(({ joinsMs, ...one }) => {
          now += joinsMs
          return { ...one, since: now }
        })
        for (const one of waiting) join(one)
        now += restMs
        const inTurn = waiting.toSorted((a, b) => rankOf(a, now) - rankOf(b, now) || a.since - b.since)
        const left = line.take(now, every).map(({ urgency, isWrite, since }) => ({ urgency, isWrite, since }))
        expect(left.map((one) => [rankOf(one, now), one.since])).toEqual(
          inTurn.map((one) => [rankOf(one, now), one.since]),
        )
      }),
    )
  })

  test('a live list leaves in bounded time although live writes and questions fill every request', () => {
    const { line, join, wish } = aLine()
    const list = wish('live', 1)
    let seconds = 0
    for (; list.sent === 0; seconds += 1) {
      for (let count = 0; count < 60; count += 1)
        join({ urgency: 'live', since: seconds * 1_000, isWrite: count % 2 === 0 })
      line.take(seconds * 1_000, fits)
      expect(seconds * 1_000).toBeLessThan(3 * agingMs)
    }
    expect(seconds).toBeGreaterThan(1)
  })
})

describe('lists', () => {
  test('up to fifty rows are one command, and one that several ask for is asked for once', () => {
    const { line, wish } = aLine()
    for (let id = 1; id <= 120; id += 1) for (const _ of [1, 2]) wish('live', id)
    expect(line.size()).toBe(3)
    const rows = line.take(0, every).map(({ build }) => build(String)[0]?.params.filter)
    expect(rows).toMatchObject([{ '@id': { length: 50 } }, { '@id': { length: 50 } }, { '@id': { length: 20 } }])
  })

  test('a list that does not get into a request stays open for more rows', () => {
    const { line, join, wish } = aLine()
    wish('live', 1)
    join({ urgency: 'live' }, 50)
    expect(line.take(0, fits)).toHaveLength(1)
    for (let id = 2; id <= 50; id += 1) wish('live', id)
    expect(line.size(), 'still one command').toBe(1)
  })
})

test('who has been given up is told why, and nothing of it is taken', () => {
  const { line, join } = aLine()
  const gone = new AbortController()
  const reasons: unknown[] = []
  const one = join({ urgency: 'live', isWrite: true, signal: gone.signal, fail: (reason) => void reasons.push(reason) })
  gone.abort('taken over')
  expect(line.take(0, every)).toEqual([])
  expect([reasons, one.sent]).toEqual([['taken over'], 0])
})
