import { expect, test } from 'vitest'
import { createNotifications } from '../../src/portal/notifications.ts'
import { startSandbox } from '../../src/sandbox/portal.ts'
import { aClient } from './portals.ts'

async function aPortal(scopes = ['crm', 'im']) {
  const sandbox = await startSandbox({ seed: 'empty', scopes })
  sandbox.data.addUser({ id: 17, name: 'Ada', lastName: 'Lindt' })
  return sandbox
}

test('each user is notified, in requests of their own', async () => {
  const sandbox = await aPortal()
  const notify = createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })
  await notify([17, 1], 'Rule a is held')
  expect(sandbox.notifications).toEqual([
    { userId: 17, type: 'SYSTEM', message: 'Rule a is held' },
    { userId: 1, type: 'SYSTEM', message: 'Rule a is held' },
  ])
  expect(sandbox.requests.map(({ method, inBatch }) => [method, inBatch])).toEqual([
    ['im.notify', false],
    ['im.notify', false],
  ])
  await sandbox.close()
})

test('whoever waits for an answer goes first, but not for ever', async () => {
  const sandbox = await aPortal()
  let looks = 0
  const isBusy = () => {
    looks += 1
    expect(sandbox.notifications).toEqual([])
    return looks < 3
  }
  await createNotifications({ client: aClient(sandbox.webhookUrl), isBusy, lookEveryMs: 1 })([17], 'At last')
  expect([looks, sandbox.notifications.length]).toEqual([3, 1])
  const always = { isBusy: () => true, lookEveryMs: 1, patienceMs: 5 }
  await createNotifications({ client: aClient(sandbox.webhookUrl), ...always })([17], 'All the same')
  expect(sandbox.notifications.at(-1)?.message).toBe('All the same')
  await sandbox.close()
})

test('one who cannot be notified keeps no other from it, and nobody is notified again for their sake', async () => {
  const sandbox = await aPortal()
  const notify = createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })
  const told = new Set<number>()
  for (const _ of ['first', 'second']) {
    await expect(notify([99, 17, 1], 'Rule a is held', told)).rejects.toMatchObject({ code: 'NOT_NOTIFIED' })
    expect(sandbox.notifications.map(({ userId }) => userId)).toEqual([17, 1])
  }
  sandbox.data.addUser({ id: 99, name: 'Cleo', lastName: 'Sand' })
  await notify([99, 17, 1], 'Rule a is held', told)
  expect(sandbox.notifications.map(({ userId }) => userId)).toEqual([17, 1, 99])
  await sandbox.close()
})

test('a portal that is ill is not asked for one user after the other', async () => {
  const sandbox = await aPortal()
  const notify = createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })
  sandbox.faults.always({ kind: 'html-502' })
  await expect(notify([17, 1], 'Are you there?')).rejects.toMatchObject({ isRetryable: true })
  expect(sandbox.requests).toHaveLength(1)
  await sandbox.close()
})

test('somebody whom the portal does not know, and a right that is missing, are told', async () => {
  const sandbox = await aPortal()
  const notify = createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })
  await expect(notify([99], 'Who?')).rejects.toMatchObject({
    code: 'NOT_NOTIFIED',
    message: expect.stringContaining('99'),
  })
  sandbox.data.setScopes(['crm'])
  await expect(notify([17], 'May I?')).rejects.toMatchObject({ kind: 'no-permission', code: 'insufficient_scope' })
  await sandbox.close()
})
