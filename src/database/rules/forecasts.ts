import { and, eq, sql } from 'drizzle-orm'
import type { RuleForecast } from '../../core/rules/forecast.ts'
import type { Database } from '../connection/database.ts'
import { portals, ruleForecasts, rules } from '../tables/schema.ts'

/** Keeps what a backtest foretold of a version, unless something is kept of it; every process reads its rules anew. */
export async function keepForecast(
  db: Database,
  portalId: number,
  { key, version, forecast: { madeAt, ...forecast } }: { key: string; version: number; forecast: RuleForecast },
): Promise<void> {
  await db.transaction(async (tx) => {
    const kept = await tx
      .insert(ruleForecasts)
      .values({ portalId, key, version, forecast, madeAt })
      .onConflictDoNothing()
      .returning({ key: ruleForecasts.key })
    if (kept.length === 0) return
    await tx
      .update(portals)
      .set({ ruleSetVersion: sql`${portals.ruleSetVersion} + 1` })
      .where(eq(portals.id, portalId))
  })
}

/** What was foretold of the versions that are in force, by rule key. */
export async function forecastsInForce(db: Database, portalId: number): Promise<Map<string, RuleForecast>> {
  const rows = await db.orm
    .select({ key: ruleForecasts.key, forecast: ruleForecasts.forecast, madeAt: ruleForecasts.madeAt })
    .from(ruleForecasts)
    .innerJoin(
      rules,
      and(
        eq(rules.portalId, ruleForecasts.portalId),
        eq(rules.key, ruleForecasts.key),
        eq(rules.version, ruleForecasts.version),
      ),
    )
    .where(eq(ruleForecasts.portalId, portalId))
  return new Map(rows.map(({ key, forecast, madeAt }) => [key, { ...forecast, madeAt }]))
}
