import { eq, sql } from 'drizzle-orm'
import type { PortalNames } from '../../core/rules/portal-names.ts'
import type { Database } from '../connection/database.ts'
import { rulePortalNames } from '../tables/schema.ts'

/** What the portal called what each rule names, when that version was first looked at; by the rule's key. */
export async function knownPortalNames(
  db: Database,
  portalId: number,
): Promise<Map<string, { version: number; names: PortalNames }>> {
  const { ruleKey, version, names } = rulePortalNames
  const rows = await db.orm
    .select({ ruleKey, version, names })
    .from(rulePortalNames)
    .where(eq(rulePortalNames.portalId, portalId))
  return new Map(rows.map(({ ruleKey: key, ...known }) => [key, known]))
}

/** Keeps what the portal calls things now, for a version that is looked at for the first time. */
export async function keepPortalNames(
  db: Database,
  portalId: number,
  kept: { ruleKey: string; version: number; names: PortalNames; seenAt: string },
): Promise<void> {
  await db.orm
    .insert(rulePortalNames)
    .values({ ...kept, portalId })
    .onConflictDoUpdate({
      target: [rulePortalNames.portalId, rulePortalNames.ruleKey],
      set: { version: kept.version, names: kept.names, seenAt: kept.seenAt },
      setWhere: sql`${rulePortalNames.version} < excluded.version`,
    })
}
