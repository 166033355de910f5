import { describe, expect, test } from 'vitest'
import { Fields } from '../../src/sandbox/fields.ts'
import { idsWanted } from '../../src/sandbox/filter.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aPortal, call } from './client.ts'

const fields = new Fields()
const dialect = {
  fieldOf: (name: string) => fields.byItemName('deal', name, false),
  utcOffsetMinutes: 0,
  unknownNames: 'refused',
} as const

describe('a filter by id', () => {
  const aPortalWithDeals = async (): Promise<Sandbox> => {
    const portal = await aPortal()
    for (let count = 0; count < 120; count += 1) portal.data.addDeal({ opportunity: count % 7, companyId: count % 3 })
    for (const id of [4, 77]) portal.data.setReadable('deal', id, false)
    return portal
  }

  const ids = [90, '3', 3, 4, 77, 120, 121, 0, -1, '', null]

  // Inside a group the condition is one among others, so every record is looked at.
  test.each([
    { name: 'IN', byId: { '@id': ids } },
    { name: 'a plain list', byId: { id: ids } },
    { name: 'one id', byId: { id: 90 } },
    { name: 'one id as text', byId: { '=id': '90' } },
    { name: 'one that is missing', byId: { id: 404 } },
    { name: 'one that is hidden', byId: { id: 77 } },
    { name: 'none', byId: { '@id': [] } },
    { name: 'nothing', byId: { id: null } },
    { name: 'twice', byId: { id: [3, 90], '@id': [90, 120] } },
    { name: 'and a negative one', byId: { '@id': ids, '!id': 90 } },
  ])('$name gives what a look at all gives', async ({ byId }) => {
    const portal = await aPortalWithDeals()
    const asked = { entityTypeId: 2, select: ['id', 'opportunity', 'contactIds'], order: { opportunity: 'DESC' } }
    const answerTo = async (filter: object, start: number) => {
      const { time: _, ...answer } = (await call(portal, 'crm.item.list', { ...asked, filter, start })).body
      return answer
    }
    for (const more of [{}, { '>opportunity': 2 }, { companyId: [1, 2] }]) {
      for (const start of [0, -1]) {
        expect(await answerTo({ ...byId, ...more }, start)).toEqual(await answerTo({ 0: byId, ...more }, start))
      }
    }
  })

  test('does so in classic lists as well', async () => {
    const { result } = await call(await aPortalWithDeals(), 'crm.deal.list', {
      select: ['ID'],
      filter: { '@ID': [90, 3, 77] },
    })
    expect(result).toEqual([{ ID: '3' }, { ID: '90' }])
  })
})

test.each([
  [{ '@id': [5, '7'] }, [5, 7]],
  [{ id: 5, title: 'Apple' }, [5]],
  [{ '>id': 5 }, null],
  [{ '!@id': [5] }, null],
  [{ companyId: 5 }, null],
  [{ 0: { id: 5 } }, null],
  [{ logic: 'OR', id: 5, title: 'Apple' }, null],
  [undefined, null],
])('%j narrows to %j', (filter, ids) => {
  const wanted = idsWanted(filter, dialect)
  expect(wanted === null ? null : [...wanted]).toEqual(ids)
})
