import { expect, test } from 'vitest'
import type { Fields } from '../../../src/core/deal/snapshot.ts'
import { createContactNames } from '../../../src/service/portal/contact-names.ts'

function onPaper(contacts: Record<number, Fields>) {
  const asked: number[][] = []
  const clock = { ms: 0 }
  let answer = async (ids: readonly number[]) =>
    new Map(ids.flatMap((id): [number, Fields][] => (contacts[id] ? [[id, contacts[id]]] : [])))
  const names = createContactNames(
    {
      // The only part of a portal that names are asked of.
      forRun: () =>
        ({
          readContacts: (ids: readonly number[]) => {
            asked.push([...ids])
            return answer(ids)
          },
        }) as never,
    },
    () => clock.ms,
  )
  return {
    names,
    asked,
    clock,
    fail: (error: Error) => {
      answer = () => Promise.reject(error)
    },
  }
}

const anna = { name: 'Anna', lastName: 'Titova' }

test('a name is asked for once and remembered for ten minutes; who is unknown, for one', async () => {
  const { names, asked, clock } = onPaper({ 7: anna, 8: { name: ' ', lastName: null } })
  expect(await names.of([7, 8, 9])).toEqual(new Map([[7, 'Anna Titova']]))
  await names.of([7, 8, 9])
  clock.ms += 2 * 60_000
  await names.of([7, 8, 9])
  clock.ms += 9 * 60_000
  await names.of([7])
  expect(asked).toEqual([[7, 8, 9], [8, 9], [7]])
})

test('pages that open together share a question', async () => {
  const { names, asked } = onPaper({ 7: anna })
  const [one, two] = await Promise.all([names.of([7]), names.of([7])])
  expect([one, two]).toEqual([new Map([[7, 'Anna Titova']]), new Map([[7, 'Anna Titova']])])
  expect(asked).toEqual([[7]])
})

test('a portal that is away leaves names out, and is asked again', async () => {
  const { names, asked, fail } = onPaper({})
  fail(new Error('away'))
  expect(await names.of([7])).toEqual(new Map())
  expect(await names.of([7])).toEqual(new Map())
  expect(asked).toEqual([[7], [7]])
})

test('who is forgotten while their name is being read stays forgotten', async () => {
  const { names, asked } = onPaper({ 7: anna, 8: anna })
  const reading = names.of([7, 8])
  names.forget(7)
  expect(await reading).toEqual(new Map([[8, 'Anna Titova']]))
  names.forget(8)
  expect(await names.of([8]), 'asked for anew').toEqual(new Map([[8, 'Anna Titova']]))
  expect(asked).toEqual([[7, 8], [8]])
})

test('whoever is told that nobody knows who was erased forgets everybody, also whom it is just reading', async () => {
  const { names, asked } = onPaper({ 7: anna, 8: anna })
  await names.of([7])
  const reading = names.of([8])
  names.forget(null)
  await reading
  await names.of([7, 8])
  expect(asked).toEqual([[7], [8], [7, 8]])
})
