import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

const alert = {
  ...{ title: 'The portal is paused', message: 'It refuses the webhook.', whatToDo: 'Make a new one.' },
  ...{ since: '2026-11-27T10:00:00.000Z', overAt: null },
  deliveries: [
    { channel: 'webhook', moment: 'raised', state: 'sent', error: null },
    { channel: 'email', moment: 'raised', state: 'waiting', error: 'mail did not take the e-mail (EAUTH, 535).' },
  ],
}
const over = { ...alert, title: 'Deal 42 is quarantined', overAt: '2026-11-27T11:00:00.000Z', deliveries: [] }

const alerts = (...options: string[]) =>
  withFakeService(
    ({ path }) =>
      path.startsWith('/api/alerts?')
        ? { body: { items: path.includes('open=1') ? [alert] : [over, alert], nextCursor: null } }
        : { status: 404 },
    (withService) => commandLine(['alerts', ...options], { withService }),
  )

test('what is alarming is told with what to do, and with whom it did not reach', async () => {
  const { exitCode, stdout } = await alerts()
  expect(exitCode).toBe(0)
  expect(stdout).toBe(
    [
      'The portal is paused (since 2026-11-27T10:00:00.000Z)',
      '  It refuses the webhook.',
      '  What to do: Make a new one.',
      '  Not told by email (raised, waiting): mail did not take the e-mail (EAUTH, 535).',
      '',
    ].join('\n'),
  )
})

test('what is over is told when it is asked for, without anything to do', async () => {
  const { stdout } = await alerts('--all')
  expect(stdout).toContain('Over since 2026-11-27T11:00:00.000Z: Deal 42 is quarantined\n  It refuses the webhook.\n\n')
})

test('when nothing is alarming, it says so', async () => {
  const { stdout } = await withFakeService(
    () => ({ body: { items: [], nextCursor: null } }),
    (withService) => commandLine(['alerts'], { withService }),
  )
  expect(stdout).toBe('Nothing is alarming.\n')
})
