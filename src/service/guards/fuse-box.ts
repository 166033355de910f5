import { type FuseLimit, fusesOf, type Heat, lets } from '../../core/rules/fuse.ts'
import type { VersionedRule } from '../../core/rules/rule.ts'
import type { Database } from '../../database/connection/open.ts'
import { dealsChangedBy, holdRule, openHolds } from '../../database/guards/holds.ts'

/** Counts the deals that each rule changes, and holds a rule that changes too many in a short time. */
export type FuseBox = {
  /** Null: the rule may change this deal. Else its changes are held, by this hold. */
  admit(change: { rule: VersionedRule; dealId: number }): Promise<{ holdId: string } | null>
  /** Counts anew from what is recorded: another process may have worked on deals meanwhile, or a hold has ended. */
  forget(): void
}

/** What was counted for one limit. */
type Counted = Pick<FuseLimit, 'deals' | 'minutes'> & { heat: Promise<Heat> }

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
  let counts = new Map<string, Counted>()
  /** Holds that began here, by rule: runs that had begun before know nothing of them, and may come to write long after. */
  const begun = new Map<string, string>()

  /** What was foretold is of one version; what came before it is another's. */
  function heatOf({ rule: { key }, version, forecast }: VersionedRule, limit: FuseLimit): Promise<Heat> {
    const { deals, minutes, from } = limit
    const name = from === 'forecast' ? `${key} ${from} ${version}` : `${key} ${from}`
    const known = counts.get(name)
    if (known !== undefined && known.deals === deals && known.minutes === minutes) return known.heat
    const begin = from === 'forecast' && forecast !== undefined ? Date.parse(forecast.madeAt) : 0
    const since = new Date(Math.max(begin, now().getTime() - minutes * 60_000))
    const recorded = dealsChangedBy(database, portalId, { ruleKey: key, since, limit: deals + 1 })
    // Another limit looks further back, or to more deals; what was let through lately may not be on record yet.
    const heat = Promise.all([recorded, known?.heat]).then(([before, lately = []]) => new Map([...before, ...lately]))
    const counted = { deals, minutes, heat }
    counts.set(name, counted)
    // What could not be read is asked for again by the next run.
    heat.catch(() => counts.get(name) === counted && counts.delete(name))
    return heat
  }

  /** The hold that began here, while it stands. Once it has ended, what was counted up to it counts no more. */
  async function standing(ruleKey: string): Promise<string | null> {
    const holdId = begun.get(ruleKey)
    if (holdId === undefined) return null
    if ((await openHolds(database.orm, portalId)).get(ruleKey) === holdId) return holdId
    if (begun.get(ruleKey) !== holdId) return null
    begun.delete(ruleKey)
    for (const name of counts.keys()) if (name.startsWith(`${ruleKey} `)) counts.delete(name)
    return null
  }

  return {
    async admit({ rule: versioned, dealId }) {
      const { rule, version, forecast } = versioned
      const present = await standing(rule.key)
      if (present !== null) return { holdId: present }
      for (const limit of fusesOf(rule.fuse, forecast)) {
        if (lets(await heatOf(versioned, limit), limit, dealId, now().getTime())) continue
        const holdId = await holdRule(database, portalId, { ruleKey: rule.key, version, reason: limit })
        begun.set(rule.key, holdId)
        onHeld(rule.key)
        return { holdId }
      }
      return null
    },
    forget() {
      counts = new Map()
    },
  }
}
