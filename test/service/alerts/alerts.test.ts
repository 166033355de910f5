import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { AlertShape } from '../../../src/http/schemas/alert.ts'
import { aMailServer, aWebhookReceiver, type MailServer, type WebhookReceiver } from '../../support/alert-receivers.ts'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'
import { sweep } from '../../support/sweeps.ts'

const webhookSecret = 'the secret of a receiver'
const times = { lookEveryMs: 50, settleMs: 100, slowEveryMs: 100 }
const region = { entity: 'deal', name: 'UF_CRM_REGION', type: 'string', title: 'Region' } as const
const Alerts = z.object({ items: z.array(AlertShape) })
const News = z.looseObject({ id: z.string(), state: z.string(), kind: z.string(), subject: z.string() })

describe.each(databaseKinds)('alerts on %s', (kind) => {
  let receiver: WebhookReceiver
  let mailServer: MailServer
  let service: RunningService
  let contactId: number
  beforeAll(async () => {
    ;[receiver, mailServer] = await Promise.all([aWebhookReceiver(), aMailServer()])
    service = await aService({
      database: kind,
      portal: { scopes: ['crm', 'im'] },
      refusedPauseMs: 50,
      queue: { retryLimit: 0 },
      alertTimes: times,
      alerts: {
        webhook: { url: receiver.url, secret: webhookSecret },
        email: { smtpUrl: mailServer.url, from: 'bindery@example.com', to: ['ops@example.com'] },
        bitrix24Users: [2],
        failurePercent: 50,
        sweepDeals: 3,
      },
    })
    const { data } = service.sandbox
    contactId = data.addContact()
    data.addCustomField(region)
  })
  beforeEach(async () => {
    await service.quiet()
    await service.obey()
  })
  afterAll(async () => {
    await service?.close()
    await Promise.all([receiver.close(), mailServer.close()])
  })

  const alerts = async (query = '') => Alerts.parse((await service.api('GET', `/api/alerts?${query}`)).body).items
  const news = () => receiver.posted.map(({ body }) => News.parse(JSON.parse(body)))
  const told = (of: object) => vi.waitFor(() => expect(news()).toContainEqual(expect.objectContaining(of)), patiently)
  const attach = (of: object = {}) =>
    aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }], ...of })

  test('writes that somebody stopped are told over every channel, once, with what to do, and again once resumed', async () => {
    await service.api('POST', '/api/stop', { note: 'an import' })
    await told({ state: 'raised', kind: 'writes-stopped', whatToDo: expect.stringContaining('Resume') })
    await vi.waitFor(() => expect(mailServer.mails.length).toBe(1), patiently)
    await vi.waitFor(() => expect(service.sandbox.notifications.length).toBe(1), patiently)
    expect(await alerts('open=1')).toMatchObject([{ kind: 'writes-stopped', overAt: null }])
    await service.api('POST', '/api/resume')
    await told({ state: 'over', kind: 'writes-stopped' })
    await vi.waitFor(async () => {
      const [alert] = await alerts()
      expect(alert?.overAt).not.toBeNull()
      expect(alert?.deliveries.map(({ channel, moment, state }) => `${channel} ${moment} ${state}`)).toEqual([
        'bitrix24 raised sent',
        'email raised sent',
        'webhook raised sent',
        'bitrix24 over sent',
        'email over sent',
        'webhook over sent',
      ])
    }, patiently)

    expect(await alerts('open=1')).toEqual([])
    const stops = news().filter((one) => one.kind === 'writes-stopped')
    expect(stops.map(({ state }) => state)).toEqual(['raised', 'over'])
    const [raised, over] = mailServer.mails
    expect(raised).toMatchObject({ from: 'bindery@example.com', to: ['ops@example.com'] })
    expect(raised?.text).toMatch(/^Subject: \[Bindery .*\] All writes are stopped$/m)
    expect(raised?.text).toMatch(/^What to do: Resume/m)
    expect(over?.text).toMatch(/^Subject: \[Bindery .*\] Over: All writes are stopped$/m)
    expect(service.sandbox.notifications).toMatchObject([
      { userId: 2, type: 'SYSTEM', message: expect.stringContaining('an import') },
      { userId: 2, message: expect.stringContaining('Over:') },
    ])
  })

  test('a webhook is signed, so that its receiver knows who posts', () => {
    const [first] = receiver.posted
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = first?.headers ?? {}
    const signed = createHmac('sha256', webhookSecret).update(`${id}.${timestamp}.${first?.body}`).digest('base64')
    expect(signature).toBe(`v1,${signed}`)
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(600)
  })

  test('a rule that its fuse holds is told, and over once what it held is discarded', async () => {
    await service.obey(attach({ key: 'wild', fuse: { deals: 1, minutes: 10 } }))
    for (let deal = 0; deal < 2; deal += 1) {
      service.sandbox.data.addDeal()
      await service.quiet()
    }
    await told({ state: 'raised', kind: 'rule-held', subject: 'wild' })
    const holds = z.object({ items: z.tuple([z.looseObject({ id: z.string() })]) })
    const [{ id }] = holds.parse((await service.api('GET', '/api/holds?open=1')).body).items
    await service.api('POST', `/api/holds/${id}/discard`)
    await told({ state: 'over', kind: 'rule-held', subject: 'wild' })
  })

  test('a portal that refuses the webhook is told at once, and over once it takes it again; not through itself', async () => {
    service.sandbox.data.setWebhookAlive(false)
    await service.obey(attach())
    const before = service.sandbox.notifications.length
    const dealId = service.sandbox.data.addDeal()
    await told({ state: 'raised', kind: 'portal-paused', message: expect.stringContaining('INVALID_CREDENTIALS') })
    const [paused] = await alerts('open=1')
    expect(paused).toMatchObject({ kind: 'portal-paused', whatToDo: expect.stringContaining('new inbound webhook') })
    service.sandbox.data.setWebhookAlive(true)
    await service.waitForRun(dealId, ({ status }) => status === 'applied')
    await told({ state: 'over', kind: 'portal-paused' })
    await vi.waitFor(() => expect(service.sandbox.notifications.length).toBe(before + 1), patiently)
    expect(service.sandbox.notifications.at(-1)?.message).toContain('Over: The portal is paused')
  })

  test('a field that is deleted and a stage that is called otherwise are told with the rule that names them', async () => {
    const { data } = service.sandbox
    await service.obey(
      attach({
        key: 'by-region',
        conditions: {
          all: [
            { fact: 'deal', path: '$.UF_CRM_REGION', operator: 'equal', value: 'North' },
            { fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW' },
          ],
        },
      }),
    )
    const asked = () => service.sandbox.requests.filter(({ method }) => method === 'crm.status.list').length
    const first = asked()
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(first + 1), patiently)
    data.deleteCustomField('deal', 'UF_CRM_REGION')
    await told({ state: 'raised', kind: 'rule-names-changed', message: expect.stringContaining('"Region", is gone') })
    data.addCustomField(region)
    await told({ state: 'over', kind: 'rule-names-changed' })
    data.renameStatus('NEW', 'Fresh')
    await told({
      ...{ state: 'raised', kind: 'rule-names-changed', subject: 'by-region' },
      message: 'Since it was saved: stage "NEW" is called "Fresh" now; it was "New".',
    })
    data.renameStatus('NEW', 'New')
    await told({ state: 'over', kind: 'rule-names-changed', message: expect.stringContaining('Fresh') })
  })

  test('a sweep that found many is told', async () => {
    await service.obey(attach())
    await sweep(service.api)
    const { sandbox } = service
    sandbox.behaviour.eventLossShare = 1
    for (let deal = 0; deal < 3; deal += 1) sandbox.data.addDeal()
    await sandbox.drained()
    sandbox.behaviour.eventLossShare = 0
    await sweep(service.api)
    await told({ state: 'raised', kind: 'sweep-found-many', title: 'A sweep found 3 deals that no event told of' })
  })

  test('a receiver that fails is tried again later and keeps nobody else waiting; what came of it is shown', async () => {
    receiver.status = 302
    mailServer.isClosed = true
    const before = service.sandbox.notifications.length
    await service.api('POST', '/api/stop')
    await vi.waitFor(() => expect(service.sandbox.notifications.length).toBe(before + 1), patiently)
    await vi.waitFor(async () => {
      const [alert] = await alerts('open=1')
      expect(alert?.deliveries).toMatchObject([
        { channel: 'bitrix24', state: 'sent' },
        { channel: 'email', state: 'waiting', attempts: 1, error: expect.stringMatching(/did not take.*550/) },
        { channel: 'webhook', state: 'waiting', attempts: 1, error: expect.stringMatching(/answered with HTTP 302/) },
      ])
    }, patiently)
    receiver.status = 200
    mailServer.isClosed = false
    await service.api('POST', '/api/resume')
  })

  test('a mail server that says nothing keeps neither the webhook nor the next alarm waiting', async () => {
    mailServer.isSilent = true
    const note = 'while mails hang'
    await service.api('POST', '/api/stop', { note })
    await vi.waitFor(() => expect(mailServer.unanswered()).toBe(1), patiently)
    await service.api('POST', '/api/resume')
    await told({ state: 'over', kind: 'writes-stopped', message: expect.stringContaining(note) })
    expect(mailServer.unanswered(), 'it still hangs').toBe(1)
    mailServer.isSilent = false
  })

  test('a test goes over every channel and says what came of each', async () => {
    service.sandbox.data.setScopes(['crm'])
    const { status, body } = await service.api('POST', '/api/alerts/test')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      items: [
        { channel: 'webhook', error: null },
        { channel: 'email', error: null },
        { channel: 'bitrix24', error: expect.stringContaining('insufficient_scope') },
      ],
    })
    expect((await service.api('GET', '/api/status')).body, 'only what deals need pauses the portal').toMatchObject({
      portal: { paused: null },
    })
    service.sandbox.data.setScopes(['crm', 'im'])
    await told({ state: 'test' })
  })

  test('no secret is in an alert, a log line or an answer', async () => {
    const everything = [
      ...receiver.posted.map(({ body }) => body),
      ...service.log,
      JSON.stringify(await alerts()),
    ].join()
    for (const secret of [webhookSecret, 'of-the-mail-server', 'of-a-receiver', service.sandbox.webhookUrl]) {
      expect(everything).not.toContain(secret)
    }
  })
})

test('sweeps that the portal refuses are told with the reason, once, and over once one comes to its end', async () => {
  const service = await aService({
    sweeps: { changes: { kind: 'every', ms: 1_000 }, 'open-deals': { kind: 'off' } },
    alertTimes: times,
  })
  const alerts = async () => Alerts.parse((await service.api('GET', '/api/alerts')).body).items
  try {
    await vi.waitFor(async () => {
      expect((await service.api('GET', '/api/status')).body).toMatchObject({ lastSweep: { status: 'done' } })
    }, patiently)
    service.sandbox.faults.always({
      ...{ kind: 'error', status: 400, code: 'INVALID_ARG_VALUE', description: 'No lists today.' },
      method: 'crm.item.list',
    })
    await vi.waitFor(async () => expect(await alerts()).toHaveLength(1), patiently)
    expect(await alerts()).toMatchObject([
      { kind: 'sweeps-fail', subject: 'changes', overAt: null, message: expect.stringContaining('No lists today.') },
    ])
    expect((await service.api('GET', '/api/status')).body).toMatchObject({ alerts: { open: 1 } })
    service.sandbox.faults.clear()
    await vi.waitFor(async () => {
      expect(await alerts()).toMatchObject([{ kind: 'sweeps-fail', overAt: expect.any(String) }])
    }, patiently)
  } finally {
    await service.close()
  }
})
