import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Action } from '../../../src/core/rules/rule.ts'
import { aRule, aService, linkCalls, linksInWords, type RunningService } from '../../support/service.ts'

let service: RunningService
let [anna, ben, cleo] = [0, 0, 0]
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  ;[anna, ben, cleo] = [data.addContact(), data.addContact(), data.addContact()]
})
beforeEach(() => service.quiet())
afterAll(() => service.close())

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })

/** Every case begins with Anna, the primary one, and Ben. */
test.each<{ name: string; action: () => Action; calls: string[]; links: () => string }>([
  {
    name: 'attach adds',
    action: () => ({ type: 'attach', contacts: ids(cleo) }),
    calls: ['items.get', 'add', 'items.get'],
    links: () => `${anna}* ${ben} ${cleo}`,
  },
  {
    name: 'attach as primary adds as well: the portal moves the flag, with a look right before',
    action: () => ({ type: 'attach', contacts: ids(cleo), primary: 'always' }),
    calls: ['items.get', 'items.get', 'add', 'items.get'],
    links: () => `${anna} ${ben} ${cleo}*`,
  },
  {
    name: 'detach deletes',
    action: () => ({ type: 'detach', contacts: ids(ben) }),
    calls: ['items.get', 'delete', 'items.get'],
    links: () => `${anna}*`,
  },
  {
    name: 'detach of the primary deletes: the portal makes the next one primary',
    action: () => ({ type: 'detach', contacts: ids(anna) }),
    calls: ['items.get', 'delete', 'items.get'],
    links: () => `${ben}*`,
  },
  {
    name: 'replace by another order sets, with a look right before',
    action: () => ({ type: 'replace', contacts: ids(cleo, ben, anna) }),
    calls: ['items.get', 'items.get', 'items.set', 'items.get'],
    links: () => `${cleo} ${ben} ${anna}*`,
  },
  {
    name: 'setPrimary sets',
    action: () => ({ type: 'setPrimary', contacts: ids(ben) }),
    calls: ['items.get', 'items.get', 'items.set', 'items.get'],
    links: () => `${anna} ${ben}*`,
  },
  {
    name: 'clear deletes all',
    action: () => ({ type: 'clear' }),
    calls: ['items.get', 'items.get', 'items.delete', 'items.get'],
    links: () => '',
  },
])('$name', async ({ action, calls, links }) => {
  await service.obey(aRule({ actions: [action()] }))
  const dealId = service.sandbox.data.addDeal({ contactIds: [anna, ben] })
  const run = await service.waitForRun(dealId)
  expect(run.status).toBe('applied')
  expect(linkCalls(service.sandbox, dealId)).toEqual(calls)
  expect(linksInWords(service.sandbox.data.links(dealId))).toBe(links())
  expect(linksInWords(run.linksBefore)).toBe(`${anna}* ${ben}`)
  expect(linksInWords(run.linksAfter)).toBe(links())
  expect(await service.runNow(dealId), 'a run on its own result changes nothing').toMatchObject({
    status: 'unchanged',
    operations: [],
  })
})

test('the check at the start asks for the fields of a link', async () => {
  expect(service.sandbox.requests.map(({ method }) => method)).toContain('crm.deal.contact.fields')
  const { body } = await service.api('GET', '/api/status')
  expect(body).toMatchObject({ permissions: { granted: expect.arrayContaining(['link-fields']), missing: [] } })
})
