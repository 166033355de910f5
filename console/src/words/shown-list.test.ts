import { expect, test } from 'vitest'
import { listOf, type ShownList, withFresh, withNewest, withOlder } from './shown-list.ts'

/** "9 8 7 >": ids from the newest, and whether there is more. */
function page(text: string) {
  const ids = text.split(' ').filter((word) => word !== '' && word !== '>')
  return { items: ids.map((id) => ({ id, text: id })), nextCursor: text.endsWith('>') ? `after ${ids.at(-1)}` : null }
}
const idOf = ({ id }: { id: string }) => id
const inWords = ({ items, fresh, hasGap, olderCursor }: ShownList<{ id: string; text: string }>) =>
  `${fresh.map(({ id }) => id).join(' ')}${hasGap ? ' …' : ''} | ${items.map(({ text }) => text).join(' ')}${olderCursor ? ' >' : ''}`

test.each([
  { name: 'the same page again', shown: '3 2 1', newest: '3 2 1', is: ' | 3 2 1' },
  { name: 'one is new', shown: '3 2 >', newest: '4 3 >', is: '4 | 3 2 >' },
  { name: 'more are new than a page holds', shown: '3 2 >', newest: '9 8 >', is: '9 8 … | 3 2 >' },
  { name: 'the first ever', shown: '', newest: '1', is: ' | 1' },
])('$name', ({ shown, newest, is }) => {
  expect(inWords(withNewest(listOf(page(shown)), page(newest), idOf))).toBe(is)
})

test('what is shown is brought up to date where it stands', () => {
  const list = withNewest(listOf(page('2 1')), { items: [{ id: '1', text: 'done' }], nextCursor: null }, idOf)
  expect(inWords(list)).toBe(' | 2 done')
})

test('fresh ones are put on top, older ones below', () => {
  const list = withOlder(withNewest(listOf(page('3 2 >')), page('5 4 3 >'), idOf), page('1'))
  expect(inWords(withFresh(list, 'x'))).toBe(' | 5 4 3 2 1')
})

test('across a gap the list begins anew, so that nothing is left out', () => {
  const list = withNewest(listOf(page('3 2 >')), page('9 8 >'), idOf)
  expect(inWords(withFresh(list, 'after 8'))).toBe(' | 9 8 >')
  expect(withFresh(list, 'after 8').olderCursor).toBe('after 8')
})
