import { type FuseLimit, fusesOf, type Heat, lets } from '../core/rules/fuse.ts'
import type { VersionedRule } from '../core/rules/rule.ts'
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

  /** What was foretold is of one version; what came before it is another's. */
  function heatOf({ rule: { key }, version, forecast }: VersionedRule, limit: FuseLimit): Promise<Heat> {
    const { deals, minutes, from } = limit
    const name = from === 'forecast' ? `${key} ${from} ${version}` : `${key} ${from}`
    const known = heats.get(name)
    if (known !== undefined) return known
    const begin = from === 'forecast' && forecast !== undefined ? Date.parse(forecast.madeAt) : 0
    const since = new Date(Math.max(begin, now().getTime() - minutes * 60_000))
    const heat = dealsChangedBy(database, portalId, { ruleKey: key, since, limit: deals + 1 })
    heats.set(name, heat)
    // What could not be read is asked for again by the next run.
    heat.catch(() => heats.delete(name))
    return heat
  }

  return {
    async admit({ rule: versioned, dealId }) {
      const { rule, version, forecast } = versioned
      for (const limit of fusesOf(rule.fuse, forecast)) {
        if (lets(await heatOf(versioned, limit), limit, dealId, now().getTime())) continue
        const holdId = await holdRule(database, portalId, { ruleKey: rule.key, version, reason: limit })
        for (const name of heats.keys()) if (name.startsWith(`${rule.key} `)) heats.delete(name)
        onHeld(rule.key)
        return { holdId }
      }
      return null
    },
    forget() {
      heats = new Map()
    },
  }
}
