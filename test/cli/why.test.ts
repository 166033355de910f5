import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

test('why tells each rule, the events and what a run would change', async () => {
  const rule = {
    key: 'attach-ben',
    mode: 'live',
    version: 3,
    matched: false,
    inWords: 'stageId is NEW; it would match if …',
  }
  const brakes = [{ kind: 'stopped', inWords: 'Ada stopped all writes.' }]
  const body = {
    dealId: 42,
    rules: [rule],
    brakes,
    events: [],
    eventsInWords: 'No event of this deal has come.',
    now: null,
  }
  const { exitCode, stdout } = await withFakeService(
    ({ path }) => (path === '/api/deals/42/why' ? { body } : { status: 404 }),
    (withService) => commandLine(['why', '42'], { withService }),
  )
  expect(exitCode).toBe(0)
  for (const text of [rule.inWords, 'attach-ben (live, version 3)', body.eventsInWords, '! Ada stopped all writes.'])
    expect(stdout).toContain(text)
})

test.each([
  ['a deal that is not there', null, 'none was asked, as the deal is not there'],
  ['a portal without rules', 'unmatched', 'none is live or in shadow mode'],
])('why tells %s from another', async (_name, status, said) => {
  const now =
    status === null
      ? null
      : {
          id: 'none',
          dealId: 42,
          portal: 'acme.bitrix24.com',
          status,
          rules: [],
          linksBefore: [],
          linksAfter: [],
          error: null,
        }
  const body = { dealId: 42, rules: [], brakes: [], events: [], eventsInWords: 'None.', now }
  const { stdout } = await withFakeService(
    () => ({ body }),
    (withService) => commandLine(['why', '42'], { withService }),
  )
  expect(stdout).toContain(said)
})

test('what a run would change is told by the contacts’ names, where the service knows them', async () => {
  const now = {
    ...{ id: 'none', dealId: 42, portal: 'acme.bitrix24.com', status: 'applied', rules: [], error: null },
    linksBefore: [{ contactId: 7, sort: 10, isPrimary: true }],
    linksAfter: [{ contactId: 8, sort: 10, isPrimary: true }],
  }
  const body = { dealId: 42, rules: [], brakes: [], events: [], eventsInWords: 'None.', now }
  const { stdout } = await withFakeService(
    ({ path }) =>
      path === '/api/names?contacts=7,8'
        ? { body: { deals: [], contacts: [{ id: 8, name: 'Anna Smith' }] } }
        : { body },
    (withService) => commandLine(['why', '42'], { withService }),
  )
  expect(stdout).toMatch(
    /contact 8 \(Anna Smith\) linked\n +contact 7 unlinked\n +contact 8 \(Anna Smith\) made primary/,
  )
})
