import { expect, test } from 'vitest'
import { contactName, createShelf, type Moment, type Shelf } from '../../src/portal/shelf.ts'
import { aClock } from './portals.ts'

/** Asks for a fact that has left at once, and counts how often it is asked for. */
function asker(shelf: Shelf) {
  const asked: string[] = []
  const recall = (name: string, since: Moment, fact = name, heardAt: number | null = null) =>
    shelf.recall(name, { moment: since, heardAt }, async (onSent) => {
      asked.push(name)
      onSent()
      return fact
    })
  return { asked, recall }
}

test('a fact serves everybody who began before it was asked for, and nobody who began later', async () => {
  const shelf = createShelf(aClock().now)
  const { asked, recall } = asker(shelf)
  const [first, second] = [shelf.moment(), shelf.moment()]
  expect(await recall('company 1', first)).toBe('company 1')
  expect(await recall('company 1', second)).toBe('company 1')
  expect(asked).toHaveLength(1)
  expect(await recall('company 1', shelf.moment(), 'changed since'), 'in the same millisecond').toBe('changed since')
  expect(asked).toHaveLength(2)
  expect(await recall('company 1', first), 'newer than it need be').toBe('changed since')
})

test('who begins later shares it where what they answer was heard of clearly before it was asked for', async () => {
  const clock = aClock()
  const shelf = createShelf(clock.now)
  const { asked, recall } = asker(shelf)
  const heardAt = clock.now()
  await clock.wait(2_001)
  await recall('company 1', shelf.moment())
  expect(await recall('company 1', shelf.moment(), 'anew', heardAt)).toBe('company 1')
  expect(asked).toHaveLength(1)
  expect(await recall('company 1', shelf.moment(), 'anew', heardAt + 1), 'clocks of hosts differ').toBe('anew')
})

test('what came along with a guess is as old as its question, however late the answer came', async () => {
  const clock = aClock()
  const shelf = createShelf(clock.now)
  const { recall } = asker(shelf)
  const askedAt = shelf.moment()
  await clock.wait(1_000)
  const heardAt = clock.now()
  await clock.wait(10_000)
  shelf.put('company 1', askedAt, 'as it was before the event')
  expect(await recall('company 1', shelf.moment(), 'anew', heardAt)).toBe('anew')
})

test('a clock that is set back makes no old fact new', async () => {
  let time = 5_000
  const shelf = createShelf(() => time)
  const { recall } = asker(shelf)
  await recall('company 1', shelf.moment(), 'old')
  time = 1_000
  expect(await recall('company 1', shelf.moment(), 'new')).toBe('new')
})

test('nor does it make one newer than what is heard of until it has caught up', async () => {
  let time = 60 * 60_000
  const shelf = createShelf(() => time)
  const { recall } = asker(shelf)
  await recall('company 1', shelf.moment(), 'old')
  time = 0
  shelf.moment()
  time = 30 * 60_000
  expect(await recall('company 1', shelf.moment(), 'new', time - 5_000)).toBe('new')
})

test('a question that has yet to leave can be joined by who begins meanwhile; once it has left, no more', async () => {
  const shelf = createShelf(aClock().now)
  const { promise: answer, resolve } = Promise.withResolvers<string>()
  let send = () => {}
  const slow = (onSent: () => void) => {
    send = onSent
    return answer
  }
  const asked = shelf.recall('company 1', { moment: shelf.moment(), heardAt: null }, slow)
  const { asked: anew, recall } = asker(shelf)
  const joined = recall('company 1', shelf.moment())
  const beforeItLeft = shelf.moment()
  send()
  const joinedLate = recall('company 1', beforeItLeft)
  const later = recall('company 1', shelf.moment(), 'of its own')
  resolve('shared')
  expect(await Promise.all([asked, joined, joinedLate, later])).toEqual(['shared', 'shared', 'shared', 'of its own'])
  expect(anew).toHaveLength(1)
})

test('a question that is asked once more is as new as its second leaving', async () => {
  const shelf = createShelf(aClock().now)
  const between = { moment: shelf.moment() }
  await shelf.recall('company 1', { moment: shelf.moment(), heardAt: null }, async (onSent) => {
    onSent()
    between.moment = shelf.moment()
    onSent()
    return 'answer'
  })
  const { asked, recall } = asker(shelf)
  expect(await recall('company 1', between.moment)).toBe('answer')
  expect(asked).toEqual([])
})

test('a failure befalls all who wait for it, and is not kept', async () => {
  const shelf = createShelf(aClock().now)
  const since = shelf.moment()
  const failing = () =>
    shelf.recall('company 1', { moment: since, heardAt: null }, () => Promise.reject(new Error('ill')))
  const both = await Promise.allSettled([failing(), failing()])
  expect(both).toMatchObject([{ reason: new Error('ill') }, { reason: new Error('ill') }])
  expect(await asker(shelf).recall('company 1', since)).toBe('company 1')
})

test('what came along with a guess is found, also that there is no such record', async () => {
  const shelf = createShelf(aClock().now)
  const since = shelf.moment()
  shelf.put('contact 1', shelf.moment(), undefined)
  const { asked, recall } = asker(shelf)
  expect(await recall('contact 1', since)).toBeUndefined()
  expect(asked).toEqual([])
})

test('facts are kept for ten minutes, and ten thousand of them at most', async () => {
  const clock = aClock()
  const shelf = createShelf(clock.now)
  const { asked, recall } = asker(shelf)
  const since = shelf.moment()
  await recall('first', since)
  await clock.wait(601_000)
  await recall('second', since)
  await recall('first', since)
  expect(asked, 'gone after ten minutes').toEqual(['first', 'second', 'first'])
  for (let count = 0; count < 10_000; count += 1) shelf.put(`contact ${count}`, shelf.moment(), count)
  await recall('second', since)
  await recall('contact 9999', since)
  expect(asked, 'the oldest go first').toEqual(['first', 'second', 'first', 'second'])
})

test('a contact read with other fields is another fact, in whatever order they are named', () => {
  expect(contactName(1, ['name', 'post'])).toBe(contactName(1, ['post', 'name']))
  expect(new Set([contactName(1, []), contactName(1, ['name']), contactName(1, 'all')]).size).toBe(3)
})
