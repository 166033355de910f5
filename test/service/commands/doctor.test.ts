import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Alarm, AlarmKind } from '../../../src/core/alarms/alert.ts'
import { keepAlertChanges } from '../../../src/database/alerts/alerts.ts'
import { lockDirectory } from '../../../src/database/connection/directory-lock.ts'
import { openDatabase } from '../../../src/database/connection/open.ts'
import { stopWrites } from '../../../src/database/guards/stop-switch.ts'
import { ensurePortal } from '../../../src/database/portals/portals.ts'
import type { Sandbox } from '../../../src/sandbox/portal.ts'
import { examine } from '../../../src/service/commands/doctor.ts'
import { announceLocally } from '../../../src/service/process/local-service.ts'
import { commandLine } from '../../cli/command-line.ts'
import { withFakeService } from '../../cli/fake-service.ts'
import { aMailServer, aWebhookReceiver } from '../../support/alert-receivers.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { anOpenidProvider, type OpenidProvider } from '../../support/openid-provider.ts'
import { patiently } from '../../support/patiently.ts'
import { aPortal } from '../../support/service.ts'
import { silentPortalBefore } from '../../support/silent-portal.ts'

let sandbox: Sandbox
let provider: OpenidProvider
let database: Awaited<ReturnType<typeof createPostgresDatabase>>
beforeAll(async () => {
  ;[sandbox, provider, database] = await Promise.all([aPortal(), anOpenidProvider(), createPostgresDatabase()])
})
afterAll(() => Promise.all([sandbox.close(), provider.close(), database.drop()]))

/** The settings of an installation on the sandbox portal. */
function settingsWith(change: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: database.url,
    BITRIX24_WEBHOOK_URL: sandbox.webhookUrl,
    BITRIX24_APPLICATION_TOKEN: sandbox.applicationToken,
    BITRIX24_PLAN: 'onpremise',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    ...change,
  }
}

/** The command as it is. */
async function doctor(change: NodeJS.ProcessEnv = {}, ...options: string[]) {
  return commandLine(['doctor', ...options], { doctor: (asked) => examine(settingsWith(change), '0.0.0', asked) })
}

test('an installation in order passes; what only an event or a sign-in can tell is said', async () => {
  const { exitCode, stdout } = await doctor({ PUBLIC_URL: 'http://127.0.0.1:9' })
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('✓ database: PostgreSQL can be used')
  expect(stdout).toContain('✓ application token: one is set. Only an event tells')
  expect(stdout).toContain(`✓ sign-in provider: ${provider.issuer} can be used`)
  expect(stdout).toContain('the address http://127.0.0.1:9/sign-in/openid/callback, only a sign-in tells')
  for (const secret of [provider.clientSecret, sandbox.applicationToken]) expect(stdout).not.toContain(secret)
})

test('without a provider there is nothing to check of it', async () => {
  const without = { OIDC_ISSUER: undefined, OIDC_CLIENT_ID: undefined, OIDC_CLIENT_SECRET: undefined }
  expect((await doctor(without)).stdout).not.toContain('sign-in provider')
})

test.each([
  ['is down', () => ({ OIDC_ISSUER: 'http://127.0.0.1:9' }), /127\.0\.0\.1:9 cannot be used/],
  [
    'calls itself otherwise',
    () => ({ OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') }),
    /localhost:\d+ cannot be used/,
  ],
  ['is none', () => ({ OIDC_ISSUER: `${provider.issuer}/tenant` }), /tenant cannot be used/],
])('a provider that %s fails, with what to do', async (_what, change, says) => {
  const { exitCode, stdout } = await doctor(change())
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(new RegExp(`✗ sign-in provider: .*${says.source}`))
  expect(stdout).toMatch(
    /\n {4}Open http:\/\/(127\.0\.0\.1|localhost):\S+\/\.well-known\/openid-configuration from this machine/,
  )
  expect(stdout).not.toContain(provider.clientSecret)
})

test('a portal and a database that are not there fail, with what to do', async () => {
  const { exitCode, stdout } = await doctor({
    DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:9/nothing',
    BITRIX24_WEBHOOK_URL: 'http://127.0.0.1:9/rest/1/hidden/',
  })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/✗ database: .*127\.0\.0\.1/)
  expect(stdout).toMatch(/✗ portal 127\.0\.0\.1:9, credentials: /)
  expect(stdout).not.toContain('hidden')
})

test('a portal that takes connections and says nothing is told in time, and so is a test alert by it', async () => {
  const way = await silentPortalBefore(sandbox)
  way.fallSilent()
  const settings = settingsWith({ BITRIX24_WEBHOOK_URL: way.portal.webhookUrl, ALERT_BITRIX24_USERS: '1' })
  const { exitCode, stdout } = await commandLine(['doctor', '--test-alert'], {
    doctor: (asked) => examine(settings, '0.0.0', { ...asked, patienceMs: 200 }),
  })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/✗ portal 127\S+, credentials: .* did not answer within 0\.2 s\. Check again in a few minutes/)
  expect(stdout).toMatch(/✗ alerts in Bitrix24: no answer within 0\.2 s; the test alert may arrive all the same/)
  await vi.waitFor(() => expect(way.unanswered()).toBe(0), patiently)
  await way.close()
})

test('who is told of alerts is said, and a test alert goes over each channel when it is asked for', async () => {
  const [receiver, mailServer] = await Promise.all([aWebhookReceiver(), aMailServer()])
  const settings = {
    ALERT_WEBHOOK_URL: receiver.url,
    ALERT_EMAIL_TO: 'ops@example.com',
    ALERT_EMAIL_FROM: 'bindery@example.com',
    SMTP_URL: mailServer.url,
    ALERT_BITRIX24_USERS: '1',
  }
  const said = await doctor(settings)
  expect(said.stdout).toContain('✓ alerts: sent by webhook, by e-mail, in Bitrix24.')
  expect(receiver.posted).toEqual([])

  mailServer.isClosed = true
  const { exitCode, stdout } = await doctor(settings, '--test-alert')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('✓ alerts by webhook: the test alert was taken.')
  expect(stdout).toMatch(
    /✗ alerts by e-mail: 127\.0\.0\.1 did not take the e-mail \(EENVELOPE, 550\)\.\n {4}Check SMTP_URL/,
  )
  expect(stdout).toMatch(/✗ alerts in Bitrix24: .*insufficient_scope.*\n {4}Tick the right "im"/)
  expect(receiver.posted).toMatchObject([{ body: expect.stringContaining('"state":"test"') }])
  for (const secret of ['of-the-mail-server', 'of-a-receiver']) expect(stdout).not.toContain(secret)
  await Promise.all([receiver.close(), mailServer.close()])
})

test('a test alert that nobody gets fails; without one it is a warning, but for the sandbox', async () => {
  const sandboxAlone = { BITRIX24_WEBHOOK_URL: undefined, BITRIX24_APPLICATION_TOKEN: undefined }
  expect((await doctor(sandboxAlone)).stdout).toContain('✓ alerts: nobody is told when something is wrong')
  expect((await doctor()).stdout).toMatch(/! alerts: nobody is told.*\n {4}Set ALERT_WEBHOOK_URL/)
  const { exitCode, stdout } = await doctor({}, '--test-alert')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/✗ alerts: nobody is told.*\n {4}Set ALERT_WEBHOOK_URL/)
})

test('a proxy that is not named, behind which all people would be one address, is told', async () => {
  const behind = { PUBLIC_URL: 'https://127.0.0.1:9' }
  expect((await doctor(behind)).stdout).toMatch(/! reverse proxy: .*TRUSTED_PROXIES does not name it/)
  expect((await doctor({ ...behind, TRUSTED_PROXIES: 'loopback' })).stdout).not.toContain('reverse proxy:')
})

test('writes that somebody stopped are told, and whatever else is alarming', async () => {
  expect((await doctor()).stdout).toContain('✓ writes: nobody has stopped them.')
  const db = await openDatabase({ url: database.url, dataDir: '' })
  const { id } = await ensurePortal(db, { domain: new URL(sandbox.webhookUrl).host })
  await stopWrites(db, id, { by: { kind: 'machine', id: null, name: 'Ada' }, note: 'an import' })
  const at = new Date('2026-11-24T09:12:00Z')
  const alarm = (kind: AlarmKind, title: string): Alarm => {
    return { kind, subject: '', title, message: 'It is.', whatToDo: 'Mend it.', since: at.toISOString() }
  }
  const raise = [alarm('portal-paused', 'The portal is paused'), alarm('writes-stopped', 'All writes are stopped')]
  await keepAlertChanges(db, id, { raise, over: [], quieten: [], stir: [] }, { at, channels: [] })
  await db.close()
  const { exitCode, stdout } = await doctor()
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toMatch(/! writes: Ada stopped all writes on the portal\..*Their note: an import\n {4}Resume them/)
  expect(stdout).toContain('! alert: The portal is paused. It is.\n    Mend it.')
  expect(stdout, 'once').not.toContain('All writes are stopped')
})

test('where the embedded database is in use, the service that uses it is asked', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bindery-doctor-'))
  const release = await lockDirectory(dataDir)
  const answers: Record<string, unknown> = {
    '/healthz': { status: 'ok' },
    '/api/status': { brakes: { stopped: { at: '2026-11-24T09:12:00Z', by: 'Ada', note: null } } },
    '/api/alerts?open=1&limit=50': { items: [{ kind: 'x', title: 'It is held', message: 'So.', whatToDo: 'Look.' }] },
  }
  await withFakeService(
    ({ path }) => ({ body: answers[path] ?? {} }),
    async (withService) => {
      await withService(({ baseUrl, token }) => announceLocally(dataDir, { baseUrl, token, pid: process.pid }))
      const { stdout } = await doctor({ DATABASE_URL: undefined, DATA_DIR: dataDir })
      expect(stdout).toContain('! writes: Ada stopped all writes on the portal.')
      expect(stdout).toContain('! alert: It is held. So.\n    Look.')
    },
  )
  await release()
  await rm(dataDir, { recursive: true, force: true })
})
