import { expect, test } from 'vitest'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { aClient, aSandbox, aStubOf } from './portals.ts'

test('a deal is found by a part of its title in any case, newest first, and by its id before all', async () => {
  const { sandbox, client } = await aSandbox()
  const { data } = sandbox
  const first = data.addDeal({ title: 'Spare parts, September' })
  const second = data.addDeal({ title: 'SPARE PARTS 2' })
  const third = data.addDeal({ title: `Follows ${first}` })
  const { findDeals } = createDealPortals(client).lookups(new AbortController().signal)
  expect((await findDeals('spare')).map(({ id }) => id)).toEqual([second, first])
  expect((await findDeals(String(first))).map(({ id }) => id)).toEqual([first, third])
  expect(await findDeals('nothing of the kind')).toEqual([])
})

test('users are listed, beyond the first page too; without the scope there are none to pick', async () => {
  const { client, sandbox } = await aSandbox()
  sandbox.data.addUser({ id: 71, name: 'Mira', lastName: 'Lindqvist' })
  sandbox.data.addUser({ id: 72, name: 'Gone', lastName: '', isActive: false })
  const listed = await createDealPortals(client).lookups(new AbortController().signal).users()
  expect(listed?.filter(({ id }) => id > 70)).toEqual([{ id: 71, name: 'Mira Lindqvist' }])
  sandbox.data.setScopes(['crm'])
  expect(await createDealPortals(client).lookups(new AbortController().signal).users()).toBeNull()

  // Every page is the same here: the second look at it adds nobody.
  const page = Array.from({ length: 50 }, (_, index) => ({ ID: String(index + 1), NAME: 'A', LAST_NAME: null }))
  const stub = await aStubOf({ 'user.get': page })
  const users = await createDealPortals(aClient(stub.webhookUrl)).lookups(new AbortController().signal).users()
  expect(users).toHaveLength(50)
  expect(users?.[0]).toEqual({ id: 1, name: 'A' })
})
