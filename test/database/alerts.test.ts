import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Alarm, AlertChannel } from '../../src/core/alarms/alert.ts'
import { keepAlertChanges, keepPastAlert, listAlerts, openAlerts } from '../../src/database/alerts/alerts.ts'
import { claimDeliveries, settleDelivery } from '../../src/database/alerts/deliveries.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { alertDeliveries } from '../../src/database/tables/schema.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

describe.each(databaseKinds)('alerts on record on %s', (kind) => {
  const own = ownDatabase(kind)

  const at = new Date('2026-11-24T10:00:00.000Z')
  const later = (minutes: number) => new Date(at.getTime() + minutes * 60_000)
  const channels: AlertChannel[] = ['webhook', 'email']
  const alarm = (subject: string): Alarm => ({
    ...{ kind: 'rule-held', subject, title: `${subject} is held`, message: 'It is.', whatToDo: 'Look.' },
    since: at.toISOString(),
  })
  const none = { raise: [], over: [], quieten: [], stir: [] }
  const keep = (changes: Partial<Parameters<typeof keepAlertChanges>[2]>, when = at) =>
    keepAlertChanges(own.db, own.portalId, { ...none, ...changes }, { at: when, channels })
  const claim = async (when: Date) => {
    const due = { at: when, until: later(60), limit: 20 }
    const claimed = channels.map((channel) => claimDeliveries(own.db, own.portalId, { channel, ...due }))
    return (await Promise.all(claimed)).flat()
  }
  const inWords = (due: Awaited<ReturnType<typeof claim>>) =>
    due.map(({ alert, moment, channel, attempts }) => `${alert.subject} ${moment} ${channel} ${attempts}`).sort()
  const idOf = async (subject: string) =>
    (await openAlerts(own.db, own.portalId)).find((alert) => alert.subject === subject)?.id ?? ''

  test('what two processes raise at once is raised and told once, and what they claim at once goes to one of them', async () => {
    const both = await Promise.all([keep({ raise: [alarm('a')] }), keep({ raise: [alarm('a')] })])
    expect(both.map(({ raised }) => raised.length).sort()).toEqual([0, 1])
    expect(await openAlerts(own.db, own.portalId)).toMatchObject([
      { kind: 'rule-held', subject: 'a', quietSince: null },
    ])
    const claimed = await Promise.all([claim(at), claim(at)])
    expect(inWords(claimed.flat())).toEqual(['a raised email 1', 'a raised webhook 1'])
    for (const due of claimed.flat()) await settleDelivery(own.db, own.portalId, due, { sentAt: at })
  })

  test.runIf(kind === 'postgres')('what another process is just about to take is left to it', async () => {
    await keep({ raise: [alarm('taken')] })
    const alertId = await idOf('taken')
    const mine = async () => (await claim(at)).filter(({ alert }) => alert.id === alertId)
    await own.db.transaction(async (tx) => {
      await tx.select().from(alertDeliveries).where(eq(alertDeliveries.alertId, alertId)).for('update')
      expect(await mine()).toEqual([])
    })
    const claimed = await mine()
    expect(inWords(claimed)).toEqual(['taken raised email 1', 'taken raised webhook 1'])
    for (const due of claimed) await settleDelivery(own.db, own.portalId, due, { sentAt: at })
    await keep({ over: [alertId] })
    for (const due of await mine()) await settleDelivery(own.db, own.portalId, due, { sentAt: at })
  })

  test('what was told is told to be over; what is over before it was told is told once', async () => {
    const states = async (subject: string) =>
      (await listAlerts(own.db, own.portalId, { limit: 200 })).items
        .find((one) => one.subject === subject)
        ?.deliveries.map(({ channel, moment, state, attempts }) => `${moment} ${channel} ${state} ${attempts}`)
    await keep({ raise: [alarm('e')] })
    for (const due of await claim(at)) {
      const outcome = due.channel === 'email' ? { sentAt: at } : { error: 'away', nextAt: later(5) }
      await settleDelivery(own.db, own.portalId, due, outcome)
    }
    await keep({ over: [await idOf('e')] }, later(1))
    const email = await claim(later(2))
    expect(inWords(email)).toEqual(['e over email 1'])
    for (const due of email) await settleDelivery(own.db, own.portalId, due, { sentAt: later(2) })
    const webhook = await claim(later(6))
    expect(inWords(webhook)).toEqual(['e raised webhook 2'])
    expect(webhook[0]?.alert.overAt, 'which the channel tells').toBe(later(1).toISOString())
    for (const due of webhook) await settleDelivery(own.db, own.portalId, due, { sentAt: later(6) })
    expect(await claim(later(61))).toEqual([])
    expect(await states('e')).toEqual([
      'raised email sent 1',
      'raised webhook sent 2',
      'over email sent 1',
      'over webhook sent 1',
    ])
  })

  test('that it is over is told after that it was raised, and a try that failed comes again when it is time', async () => {
    await keep({ raise: [alarm('b')] })
    await keep({ over: [await idOf('b')] }, later(1))
    const first = await claim(later(1))
    expect(inWords(first)).toEqual(['b raised email 1', 'b raised webhook 1'])
    for (const due of first) {
      const failed = { error: 'not now', nextAt: later(5) }
      await settleDelivery(own.db, own.portalId, due, due.channel === 'email' ? { sentAt: later(1) } : failed)
    }
    expect(await claim(later(2)), 'told as over, it is told').toEqual([])
    const third = await claim(later(6))
    expect(inWords(third)).toEqual(['b raised webhook 2'])
    for (const due of third) await settleDelivery(own.db, own.portalId, due, { error: 'gone', nextAt: null })
    expect(inWords(await claim(later(7))), 'one that was given up keeps the end waiting no longer').toEqual([
      'b over webhook 1',
    ])
    expect(await claim(later(8)), 'somebody is at it').toEqual([])
    expect(inWords(await claim(later(61))), 'whoever was at it is gone').toEqual(['b over webhook 2'])
  })

  test('a clock that was a day ahead and is put right keeps no try waiting', async () => {
    const other = (await ensurePortal(own.db, { domain: 'clock.bitrix24.com' })).id
    const raised = { ...none, raise: [alarm('clock')] }
    await keepAlertChanges(own.db, other, raised, { at: later(24 * 60), channels: ['webhook'] })
    const claimed = (minutes: number) => {
      const due = { channel: 'webhook', at: later(minutes), until: later(minutes + 1), limit: 20 } as const
      return claimDeliveries(own.db, other, due)
    }
    const [due] = await claimed(3)
    expect(due).toMatchObject({ moment: 'raised', attempts: 1 })
    if (due === undefined) return
    await settleDelivery(own.db, other, due, { error: 'not now', nextAt: later(63) })
    expect(await claimed(62), 'an hour is waited').toEqual([])
    expect(await claimed(63)).toMatchObject([{ attempts: 2 }])
  })

  test('quiet and stirred alerts are marked, and raised anew once they are over', async () => {
    await keep({ raise: [alarm('c')] })
    const id = await idOf('c')
    const quietSince = async () => (await openAlerts(own.db, own.portalId)).find((alert) => alert.id === id)?.quietSince
    await keep({ quieten: [id] }, later(1))
    expect(await quietSince()).toBe(later(1).toISOString())
    await keep({ stir: [id] }, later(2))
    expect(await quietSince()).toBeNull()
    expect((await keep({ over: [id] }, later(3))).ended).toHaveLength(1)
    expect((await keep({ over: [id] }, later(4))).ended, 'it ends once').toEqual([])
    expect((await keep({ raise: [alarm('c')] }, later(5))).raised).toHaveLength(1)
  })

  test('one that is over makes room for the next about the same, and each is told', async () => {
    await keep({ raise: [alarm('d')] })
    const next = { ...alarm('d'), since: later(20).toISOString() }
    const { raised, ended } = await keep({ raise: [next], over: [await idOf('d')] }, later(20))
    expect([raised.map(({ since }) => since), ended.map(({ since }) => since)]).toEqual([
      [later(20).toISOString()],
      [at.toISOString()],
    ])
    await keep({ over: [await idOf('d')] }, later(21))
  })

  test('what was told while it could not be kept is kept once, with what is left to be told', async () => {
    const past = {
      ...{ ...alarm('host'), kind: 'events-kept-aside' as const, id: '0199c0de-0000-7000-8000-000000000001' },
      ...{ raisedAt: later(100).toISOString(), overAt: later(110).toISOString() },
    }
    for (const _ of [1, 2]) await keepPastAlert(own.db, own.portalId, past, { told: ['webhook'], channels })
    const { items } = await listAlerts(own.db, own.portalId, { limit: 200 })
    expect(items.find(({ subject }) => subject === 'host')?.deliveries).toMatchObject([
      { channel: 'email', moment: 'raised', state: 'waiting' },
      { channel: 'webhook', moment: 'raised', state: 'sent', attempts: 1 },
      { channel: 'email', moment: 'over', state: 'waiting' },
      { channel: 'webhook', moment: 'over', state: 'waiting' },
    ])
  })

  test('the list is newest first, page by page, and tells of open ones alone when asked', async () => {
    const { items, nextCursor } = await listAlerts(own.db, own.portalId, { limit: 1 })
    const rest = await listAlerts(own.db, own.portalId, { limit: 200, cursor: nextCursor ?? '' })
    const all = await listAlerts(own.db, own.portalId, { limit: 200 })
    expect([...items, ...rest.items]).toEqual(all.items)
    const open = await listAlerts(own.db, own.portalId, { isOpen: true, limit: 200 })
    expect(open.items.map(({ subject, overAt }) => [subject, overAt])).toEqual([
      ['c', null],
      ['a', null],
    ])
    const over = await listAlerts(own.db, own.portalId, { isOpen: false, limit: 200 })
    expect(over.items.every(({ overAt }) => overAt !== null)).toBe(true)
    expect(over.items.length + open.items.length).toBe(all.items.length)
  })

  test('the list is narrowed to a kind, and to when it was raised', async () => {
    const found = async (search: Partial<Parameters<typeof listAlerts>[2]>) =>
      (await listAlerts(own.db, own.portalId, { ...search, limit: 200 })).items.map(({ subject }) => subject)
    expect(await found({ kind: 'events-kept-aside' })).toEqual(['host'])
    expect(await found({ kind: 'no-events' })).toEqual([])
    // Raised at the minute 5, the first bound is inside, the second is not.
    expect(await found({ from: later(5), to: later(6) })).toEqual(['c'])
    expect(await found({ from: later(4), to: later(5) })).toEqual([])
    expect(await found({ isOpen: true, kind: 'rule-held', to: later(1) })).toEqual(['a'])
  })
})
