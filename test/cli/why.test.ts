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
