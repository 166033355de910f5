import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/rules/rule.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let service: RunningService
let [anna, ben, cleo] = [0, 0, 0]
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  ;[anna, ben, cleo] = [data.addContact(), data.addContact(), data.addContact()]
})
beforeEach(async () => {
  await service.quiet()
  service.sandbox.faults.clear()
})
afterAll(() => service.close())

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })
/** Every case begins with Anna, the primary one, and Ben. */
const cases: { call: string; action: () => Action; links: () => string }[] = [
  { call: 'add', action: () => ({ type: 'attach', contacts: ids(cleo) }), links: () => `${anna}* ${ben} ${cleo}` },
  { call: 'delete', action: () => ({ type: 'detach', contacts: ids(ben) }), links: () => `${anna}*` },
  { call: 'items.set', action: () => ({ type: 'setPrimary', contacts: ids(ben) }), links: () => `${anna} ${ben}*` },
  { call: 'items.delete', action: () => ({ type: 'clear' }), links: () => '' },
]

describe.each(cases)('$call', ({ call, action, links }) => {
  beforeEach(() => service.obey(aRule({ actions: [action()] })))

  test.each(['reset-after', 'json-500-after', 'html-502-after', 'truncated-json', 'empty-answer'] as const)(
    'was done, and its answer lost (%s): it is read back, not repeated',
    async (kind) => {
      service.sandbox.faults.next({ kind, method: `crm.deal.contact.${call}` })
      const dealId = service.sandbox.data.addDeal({ contactIds: [anna, ben] })
      const run = await service.waitForRun(dealId)
      expect(run).toMatchObject({ status: 'applied', attempt: 1, error: null })
      expect(run.operations).toEqual([
        {
          method: `crm.deal.contact.${call}`,
          params: expect.objectContaining({ id: dealId }),
          result: null,
          error: { code: expect.any(String), message: expect.stringContaining('may or may not have been done') },
        },
      ])
      expect(run.rules[0]?.actions[0]?.effect).toBe('applied')
      expect(writesOn(service.sandbox, dealId)).toEqual([call])
      expect(linksInWords(service.sandbox.data.links(dealId))).toBe(links())
      expect(linksInWords(run.linksAfter)).toBe(links())
    },
  )

  test.each(['reset-before', 'html-502', 'error-under-200'] as const)(
    'was not done (%s): it is repeated once that was seen',
    async (kind) => {
      service.sandbox.faults.next({ kind, method: `crm.deal.contact.${call}` })
      const dealId = service.sandbox.data.addDeal({ contactIds: [anna, ben] })
      const run = await service.waitForRun(dealId)
      expect(run).toMatchObject({ status: 'applied', attempt: 1, error: null })
      expect(run.operations).toMatchObject([
        { method: `crm.deal.contact.${call}`, result: null, error: { code: expect.any(String) } },
        { method: `crm.deal.contact.${call}`, result: true, error: null },
      ])
      expect(writesOn(service.sandbox, dealId), 'the first request was lost before its calls were made').toEqual([call])
      expect(linksInWords(service.sandbox.data.links(dealId))).toBe(links())
    },
  )
})

test('the answer to the reading back is lost as well: the next try finishes the run', async () => {
  await service.obey(aRule({ actions: [{ type: 'attach', contacts: ids(ben) }] }))
  service.sandbox.faults.next({ kind: 'reset-after', method: 'crm.deal.contact.add' })
  // The first read of the links is part of a batch; reads are asked twice before the try is given up.
  service.sandbox.faults.next({ kind: 'html-502', method: 'crm.deal.contact.items.get', skip: 1, times: 2 })
  const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
  const run = await service.waitForRun(dealId)
  expect(run).toMatchObject({ status: 'applied', attempt: 2, error: null })
  expect(run.operations).toMatchObject([{ method: 'crm.deal.contact.add', result: null }])
  expect(linksInWords(run.linksBefore)).toBe(`${anna}*`)
  expect(linksInWords(run.linksAfter)).toBe(`${anna}* ${ben}`)
  expect(run.rules[0]?.actions[0]?.effect).toBe('applied')
  expect(writesOn(service.sandbox, dealId)).toEqual(['add'])
})
