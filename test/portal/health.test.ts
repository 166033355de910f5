import { expect, test } from 'vitest'
import { checkPortal } from '../../src/portal/health.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aClock, aSandbox } from './portals.ts'

const sample = (sandbox: Sandbox): void => {
  sandbox.data.addDeal()
  sandbox.data.addContact()
  sandbox.data.addCompany()
}

test('a portal in order: every check in one request', async () => {
  const clock = aClock()
  const { sandbox, client } = await aSandbox({ clock: clock.now }, clock)
  sample(sandbox)
  const health = await checkPortal(client, clock)
  expect(health.checks.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'credentials ok',
    'scope ok',
    'methods ok',
    'link-fields ok',
    'deals ok',
    'contacts ok',
    'companies ok',
    'clock ok',
  ])
  expect(health).toMatchObject({ status: 'ok', host: client.host })
  expect(sandbox.requests.filter((request) => !request.inBatch)).toHaveLength(1)
})

test.each<{ name: string; spoil: (sandbox: Sandbox) => void; found: string[]; status: string }>([
  {
    name: 'a dead webhook',
    spoil: ({ data }) => data.setWebhookAlive(false),
    found: ['credentials failed'],
    status: 'failed',
  },
  {
    name: 'no right "crm"',
    spoil: ({ data }) => data.setScopes(['user_brief']),
    found: [
      'scope failed',
      'methods failed',
      'link-fields failed',
      'deals failed',
      'contacts failed',
      'companies failed',
    ],
    status: 'failed',
  },
  {
    name: 'deals that the owner may not read',
    spoil: ({ data }) => data.setReadable('deal', data.ids('deal')[0] ?? 0, false),
    found: ['deals warning'],
    status: 'warning',
  },
  {
    name: 'an owner who was dismissed',
    spoil: ({ data }) => data.addUser({ id: 1, name: 'Gone', lastName: 'Away', isActive: false }),
    found: ['credentials failed'],
    status: 'failed',
  },
  {
    name: 'a portal that is ill',
    spoil: ({ faults }) => faults.always({ kind: 'html-502' }),
    found: ['credentials unknown'],
    status: 'unknown',
  },
])('$name', async ({ spoil, found, status }) => {
  const clock = aClock()
  const { sandbox, client } = await aSandbox({ clock: clock.now }, clock)
  sample(sandbox)
  spoil(sandbox)
  const health = await checkPortal(client, clock)
  expect(
    health.checks.filter((check) => check.status !== 'ok').map((check) => `${check.name} ${check.status}`),
  ).toEqual(found)
  expect(health.status).toBe(status)
  for (const check of health.checks) expect(check.message).not.toBe('')
})

test('a clock that is wrong', async () => {
  const clock = aClock()
  const { sandbox, client } = await aSandbox({ clock: () => clock.now() + 600_000 }, clock)
  sample(sandbox)
  const check = (await checkPortal(client, clock)).checks.find(({ name }) => name === 'clock')
  expect(check).toMatchObject({ status: 'warning', message: "The portal's clock is 600 s ahead of this computer's." })
})
