import { and, asc, desc, eq, gt, inArray, lte, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Alert, AlertChannel, AlertMoment } from '../../core/alarms/alert.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { alertDeliveries, alerts } from '../tables/schema.ts'

export const alertColumns = {
  id: alerts.id,
  kind: alerts.kind,
  subject: alerts.subject,
  title: alerts.title,
  message: alerts.message,
  whatToDo: alerts.whatToDo,
  since: alerts.since,
  raisedAt: alerts.raisedAt,
  overAt: alerts.overAt,
}

/** Has a change of state told over each channel; over those in `told` it has been. */
export async function planDeliveries(
  tx: Transaction,
  portalId: number,
  of: readonly { id: string }[],
  plan: { moment: AlertMoment; at: string; channels: readonly AlertChannel[]; told?: readonly AlertChannel[] },
): Promise<void> {
  const { moment, at, channels, told = [] } = plan
  const rows = of.flatMap(({ id }) =>
    channels.map((channel) => {
      const outcome = told.includes(channel)
        ? { state: 'sent' as const, attempts: 1, sentAt: at }
        : { state: 'waiting' as const }
      return { portalId, alertId: id, moment, channel, nextAt: at, ...outcome }
    }),
  )
  if (rows.length > 0) await tx.insert(alertDeliveries).values(rows)
}

export type DueDelivery = { alert: Alert; moment: AlertMoment; channel: AlertChannel; attempts: number }
type Place = Pick<DueDelivery, 'moment' | 'channel'> & { alertId: string }

const isOfAlert = (portalId: number, { alertId, channel }: Omit<Place, 'moment'>) =>
  and(
    eq(alertDeliveries.portalId, portalId),
    eq(alertDeliveries.alertId, alertId),
    eq(alertDeliveries.channel, channel),
  )
const isThis = (portalId: number, place: Place) =>
  and(isOfAlert(portalId, place), eq(alertDeliveries.moment, place.moment))

type Claim = { channel: AlertChannel; at: Date; until: Date; limit: number }

/**
 * Takes what is due over a channel, oldest first, for whoever asks: nobody else is given it before `until`. That an alert
 * is over is told after that it was raised.
 */
export async function claimDeliveries(
  db: Database,
  portalId: number,
  { until, ...due }: Claim,
): Promise<DueDelivery[]> {
  // Most looks find nothing, and need no transaction for it.
  if ((await db.orm.$count(alertDeliveries, isDue(portalId, due))) === 0) return []
  return db.transaction(async (tx) => {
    const claimed = await dueDeliveries(tx, portalId, due)
    if (claimed.length === 0) return []
    for (const delivery of claimed) {
      await tx
        .update(alertDeliveries)
        .set({ attempts: delivery.attempts, nextAt: until.toISOString() })
        .where(isThis(portalId, delivery))
    }
    const ids = claimed.map(({ alertId }) => alertId)
    const found = await tx
      .select(alertColumns)
      .from(alerts)
      .where(and(eq(alerts.portalId, portalId), inArray(alerts.id, ids)))
    const byId = new Map(found.map((alert) => [alert.id, alert]))
    return claimed.flatMap(({ alertId, ...delivery }) => {
      const alert = byId.get(alertId)
      return alert === undefined ? [] : [{ alert, ...delivery }]
    })
  })
}

/** No try is put off for so long: what is to wait longer was noted by a clock that was ahead. */
const longestPauseMs = 2 * 60 * 60_000

const isDue = (portalId: number, { channel, at }: Pick<Claim, 'channel' | 'at'>) =>
  and(
    eq(alertDeliveries.portalId, portalId),
    eq(alertDeliveries.channel, channel),
    // Written out, as the partial index is only used for a condition that the planner can see.
    sql`${alertDeliveries.state} = 'waiting'`,
    or(
      lte(alertDeliveries.nextAt, at.toISOString()),
      gt(alertDeliveries.nextAt, new Date(at.getTime() + longestPauseMs).toISOString()),
    ),
  )

async function dueDeliveries(tx: Transaction, portalId: number, { limit, ...due }: Omit<Claim, 'until'>) {
  const earlier = alias(alertDeliveries, 'earlier')
  const raisedWaits = tx
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.portalId, alertDeliveries.portalId),
        eq(earlier.alertId, alertDeliveries.alertId),
        eq(earlier.channel, alertDeliveries.channel),
        eq(earlier.moment, 'raised'),
        eq(earlier.state, 'waiting'),
      ),
    )
  const { alertId, moment, channel, attempts } = alertDeliveries
  const found = await tx
    .select({ alertId, moment, channel, attempts })
    .from(alertDeliveries)
    .where(and(isDue(portalId, due), or(eq(moment, 'raised'), notExists(raisedWaits))))
    .orderBy(asc(alertId), desc(moment))
    .limit(limit)
    .for('update', { skipLocked: true })
  return found.map((delivery) => ({ ...delivery, attempts: delivery.attempts + 1 }))
}

/**
 * What became of a try: told, to be tried again from `nextAt` on, or given up. Of an alert that was over when it was
 * claimed the end has been told, and with it whatever still waited.
 */
export async function settleDelivery(
  db: Database,
  portalId: number,
  { alert, moment, channel }: DueDelivery,
  outcome: { sentAt: Date } | { error: string; nextAt: Date | null },
): Promise<void> {
  const place = { alertId: alert.id, moment, channel }
  const isAllTold = 'sentAt' in outcome && alert.overAt !== null
  await db.orm
    .update(alertDeliveries)
    .set(changeOf(outcome))
    .where(isAllTold ? and(isOfAlert(portalId, place), eq(alertDeliveries.state, 'waiting')) : isThis(portalId, place))
}

function changeOf(outcome: Parameters<typeof settleDelivery>[3]) {
  if ('sentAt' in outcome) {
    const attempts = sql`greatest(${alertDeliveries.attempts}, 1)`
    return { state: 'sent' as const, sentAt: outcome.sentAt.toISOString(), attempts, error: null }
  }
  const { error, nextAt } = outcome
  return nextAt === null ? { state: 'given-up' as const, error } : { error, nextAt: nextAt.toISOString() }
}
