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

test.each([
  'see [url=https://evil.example]the console[/url]',
  '[URL]https://evil.example[/URL]',
  '[b]all is well[/b][br]',
  '[USER=17]Ada[/USER] and [user=all]everybody[/user]',
  '[send=/resume]here[/send] or [PUT=/stop]there[/PUT]',
  '[call]+4930123456[/call]',
  '[timestamp=1645844720 format=SHORT_TIME_FORMAT]',
  '[disk=123]',
  '[icon=https://evil.example/i.png size=20]',
  '[[url=https://evil.example]x[/url]]',
  'said:\n>>nothing',
  `${'-'.repeat(54)}\nAda\n${'-'.repeat(54)}`,
])('what people wrote is read as they wrote it, and marks up nothing: %j', async (written) => {
  const sandbox = await aPortal()
  await createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })([17], written)
  const [sent] = sandbox.notifications
  expect(sent?.message).not.toMatch(/\[\/?[a-z]+|^>>|------/im)
  expect(sent?.message.replaceAll('\u200b', ''), 'as people see it').toBe(written)
  await sandbox.close()
})

test('a command in a message can be copied', async () => {
  const sandbox = await aPortal()
  const message = 'Say "npm run bindery -- runs list --status failed".'
  await createNotifications({ client: aClient(sandbox.webhookUrl), isBusy: () => false })([17], message)
  expect(sandbox.notifications.map((one) => one.message)).toEqual([message])
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
