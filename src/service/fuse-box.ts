import { type Heat, lets, usualFuse } from '../core/fuse.ts'
import type { VersionedRule } from '../core/rule.ts'
import { dealsChangedBy, holdRule } from '../database/holds.ts'
import type { Database } from '../database/open.ts'

/** Counts the deals that each rule changes, and holds a rule that changes too many in a short time. */
export type FuseBox = {
  /** Null: the rule may change this deal. Else its changes are held, by this hold. */
  admit(change: { rule: VersionedRule; dealId: number }): Promise<{ holdId: string } | null>
  /** Counts anew from what is recorded: another process may have worked on deals meanwhile, or a hold has ended. */
  forget(): void
}

export function createFuseBox({
  database,
  portalId,
  now,
  onHeld,
}: {
  database: Database
  portalId: number
  now(): Date
  onHeld(ruleKey: string): void
}): FuseBox {
  let heats = new Map<string, Promise<Heat>>()

  function heatOf(ruleKey: string, { deals, minutes }: { deals: number; minutes: number }): Promise<Heat> {
    const known = heats.get(ruleKey)
    if (known !== undefined) return known
    const since = new Date(now().getTime() - minutes * 60_000)
    const heat = dealsChangedBy(database, portalId, { ruleKey, since, limit: deals + 1 })
    heats.set(ruleKey, heat)
    // What could not be read is asked for again by the next run.
    heat.catch(() => heats.delete(ruleKey))
    return heat
  }

  return {
    async admit({ rule: { rule, version }, dealId }) {
      const fuse = rule.fuse ?? usualFuse
      if (lets(await heatOf(rule.key, fuse), fuse, dealId, now().getTime())) return null
      const reason = { ...fuse, from: rule.fuse === undefined ? ('usual' as const) : ('rule' as const) }
      const holdId = await holdRule(database, portalId, { ruleKey: rule.key, version, reason })
      heats.delete(rule.key)
      onHeld(rule.key)
      return { holdId }
    },
    forget() {
      heats = new Map()
    },
  }
}
