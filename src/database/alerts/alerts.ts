import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { Alarm, AlarmKind, Alert, AlertChannel, Delivery } from '../../core/alarms/alert.ts'
import type { AlertChanges, OpenAlert } from '../../core/alarms/alert-changes.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Database } from '../connection/database.ts'
import { checkLimit, cursorOf, pageOf } from '../statements/page.ts'
import { alertDeliveries, alerts } from '../tables/schema.ts'
import { alertColumns, planDeliveries } from './deliveries.ts'

// Written out, as the partial index is only used for a condition that the planner can see.
const isOpen = sql`${alerts.overAt} is null`

export async function openAlerts(db: Database, portalId: number): Promise<OpenAlert[]> {
  return db.orm
    .select({
      id: alerts.id,
      kind: alerts.kind,
      subject: alerts.subject,
      since: alerts.since,
      message: alerts.message,
      quietSince: alerts.quietSince,
    })
    .from(alerts)
    .where(and(eq(alerts.portalId, portalId), isOpen))
}

/** So long alerts that are over are kept. */
const keptDays = 365

/**
 * Puts what has changed on record, with what is to be told of it. What another process has raised or ended in between is
 * left to it, so that nothing is told twice.
 */
export async function keepAlertChanges(
  db: Database,
  portalId: number,
  { raise, over, quieten, stir }: AlertChanges,
  { at, channels }: { at: Date; channels: readonly AlertChannel[] },
): Promise<{ raised: Alarm[]; ended: Alarm[] }> {
  const now = at.toISOString()
  const these = (ids: readonly string[]) => and(eq(alerts.portalId, portalId), inArray(alerts.id, [...ids]), isOpen)
  return db.transaction(async (tx) => {
    if (quieten.length > 0) await tx.update(alerts).set({ quietSince: now }).where(these(quieten))
    if (stir.length > 0) await tx.update(alerts).set({ quietSince: null }).where(these(stir))
    // First, as one alert of a subject is open at a time, and another may take its place.
    const ended =
      over.length === 0 ? [] : await tx.update(alerts).set({ overAt: now }).where(these(over)).returning(alertColumns)
    const rows = raise.map((alarm) => ({ ...alarm, portalId, id: uuidv7(), raisedAt: now }))
    const raised =
      rows.length === 0 ? [] : await tx.insert(alerts).values(rows).onConflictDoNothing().returning(alertColumns)
    await planDeliveries(tx, portalId, raised, { moment: 'raised', at: now, channels })
    await planDeliveries(tx, portalId, ended, { moment: 'over', at: now, channels })
    if (ended.length > 0) {
      const old = sql`${now}::timestamptz - ${keptDays}::int * interval '1 day'`
      await tx.delete(alerts).where(and(eq(alerts.portalId, portalId), sql`${alerts.overAt} < ${old}`))
    }
    return { raised, ended }
  })
}

/** Keeps an alert that came and went while it could not be kept; `told`: where the raising has been told already. */
export async function keepPastAlert(
  db: Database,
  portalId: number,
  past: Alarm & { id: string; raisedAt: string; overAt: string },
  { told, channels }: { told: readonly AlertChannel[]; channels: readonly AlertChannel[] },
): Promise<void> {
  await db.transaction(async (tx) => {
    const kept = await tx
      .insert(alerts)
      .values({ ...past, portalId })
      .onConflictDoNothing()
      .returning({ id: alerts.id })
    if (kept.length === 0) return
    await planDeliveries(tx, portalId, [past], { moment: 'raised', at: past.raisedAt, channels, told })
    await planDeliveries(tx, portalId, [past], { moment: 'over', at: past.overAt, channels })
  })
}

export type ListedAlert = Alert & { deliveries: Delivery[] }

export type AlertSearch = {
  /** Only those that stand, or only those that are over. */
  isOpen?: boolean | undefined
  kind?: AlarmKind | undefined
  /** Of `raisedAt`; `from` is inside, `to` outside. */
  from?: Date | undefined
  to?: Date | undefined
}

const place = cursorOf(z.object({ alert: z.uuid() }))

/** Newest first, with what became of telling it. Throws `InvalidCursor`. */
export async function listAlerts(
  db: Database,
  portalId: number,
  { cursor, limit, ...search }: AlertSearch & { cursor?: string | undefined; limit: number },
): Promise<Page<ListedAlert>> {
  checkLimit(limit)
  const after = cursor === undefined ? null : place.read(cursor).alert
  const rows = await db.orm
    .select(alertColumns)
    .from(alerts)
    .where(and(eq(alerts.portalId, portalId), isFound(search), after === null ? undefined : lt(alerts.id, after)))
    .orderBy(desc(alerts.id))
    .limit(limit + 1)
  const page = pageOf(rows, limit, ({ id }) => place.write({ alert: id }))
  const deliveries = await deliveriesOf(
    db,
    portalId,
    page.items.map(({ id }) => id),
  )
  return { ...page, items: page.items.map((alert) => ({ ...alert, deliveries: deliveries.get(alert.id) ?? [] })) }
}

function isFound({ isOpen: stands, kind, from, to }: AlertSearch) {
  return and(
    stands === undefined ? undefined : stands ? isOpen : isNotNull(alerts.overAt),
    kind && eq(alerts.kind, kind),
    from && gte(alerts.raisedAt, from.toISOString()),
    to && lt(alerts.raisedAt, to.toISOString()),
  )
}

async function deliveriesOf(db: Database, portalId: number, ids: readonly string[]): Promise<Map<string, Delivery[]>> {
  if (ids.length === 0) return new Map()
  const { alertId, channel, moment, state, attempts, sentAt, error } = alertDeliveries
  const rows = await db.orm
    .select({ alertId, channel, moment, state, attempts, sentAt, error })
    .from(alertDeliveries)
    .where(and(eq(alertDeliveries.portalId, portalId), inArray(alertId, [...ids])))
    .orderBy(asc(alertId), desc(moment), asc(channel))
  const byAlert = new Map<string, Delivery[]>()
  for (const { alertId: id, ...delivery } of rows) byAlert.set(id, [...(byAlert.get(id) ?? []), delivery])
  return byAlert
}

export async function countOpenAlerts(db: Database, portalId: number): Promise<number> {
  return db.orm.$count(alerts, and(eq(alerts.portalId, portalId), isNull(alerts.overAt)))
}
