import { expect, test } from 'vitest'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import { aClient, aStubOf, errorOf } from './portals.ts'

/** Whatever id is asked to be passed, the same rows. */
async function aPortalThatGoesNoFurther(count: number) {
  const ids = Array.from({ length: count }, (_, index) => index + 1)
  const moves = ids.map((id) => ({
    ID: id,
    OWNER_ID: id,
    CREATED_TIME: '2026-08-30T10:00:00+02:00',
    CATEGORY_ID: 4,
    STAGE_ID: 'C4:NEW',
  }))
  const stub = await aStubOf({
    'crm.item.list': { items: ids.map((id) => ({ id })) },
    'crm.stagehistory.list': { items: moves },
  })
  return createDealPortals(aClient(stub.webhookUrl))
}

test('of such a portal with fewer rows than a page has, the page is the last one, though nothing of it is new', async () => {
  const { changed, lists } = await aPortalThatGoesNoFurther(49)
  expect(await changed.listChanged(new Date(0), 49)).toEqual({ deals: [], isLast: true })
  expect(await changed.listMoves(49)).toEqual({ moves: [], isLast: true })
  expect(await lists.listDeals({}, 49)).toEqual({ dealIds: [], isLast: true })
})

test('a portal that gives the same page again, whatever id it is to go on from, is not asked without end', async () => {
  const { changed, lists } = await aPortalThatGoesNoFurther(50)
  for (const pageOf of [
    async (afterId: number) => (await changed.listChanged(new Date(0), afterId)).deals.map(({ id }) => id),
    async (afterId: number) => (await changed.listOpen(afterId)).deals.map(({ id }) => id),
    async (afterId: number) => (await changed.listMoves(afterId)).moves.map(({ id }) => id),
    async (afterId: number) => (await lists.listDeals({}, afterId)).dealIds,
  ]) {
    expect(await pageOf(0)).toHaveLength(50)
    // What it gives again is not looked at again.
    expect(await pageOf(45)).toEqual([46, 47, 48, 49, 50])
    const error = await errorOf(pageOf(50))
    expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', isHopeless: true })
    expect(error.message).toContain('nothing after id 50')
  }
})
