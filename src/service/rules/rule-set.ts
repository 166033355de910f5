import { setImmediate } from 'node:timers/promises'
import { listensTo as answers } from '../../core/rules/client-events.ts'
import type { VersionedRule } from '../../core/rules/rule.ts'
import type { Database } from '../../database/connection/open.ts'
import { openHolds } from '../../database/guards/holds.ts'
import { forecastsInForce } from '../../database/rules/forecasts.ts'
import { activeRules, ruleSetVersion } from '../../database/rules/rules.ts'

/** The live and shadow rules, read again only when any process has changed them. */
export type RuleSet = {
  active(): Promise<VersionedRule[]>
  /** Whether some rule listens to the event. A "no" is never given from memory: it would lose the event. */
  listensTo(event: string): Promise<boolean>
  /** To be called when this process has changed a rule: from now on no "yes" is given from memory either. */
  forget(): void
}

export function createRuleSet(database: Database, portalId: number): RuleSet {
  let version = -1
  let rules: VersionedRule[] = []

  let asking: Promise<VersionedRule[]> | null = null

  /** Whoever asks in the same turn shares the question, which is put after all of them have asked. */
  function active(): Promise<VersionedRule[]> {
    asking ??= setImmediate().then(() => {
      asking = null
      return read()
    })
    return asking
  }

  async function read(): Promise<VersionedRule[]> {
    const current = await ruleSetVersion(database, portalId)
    if (current === version) return rules
    const [active, holds, forecasts] = await Promise.all([
      activeRules(database, portalId),
      openHolds(database.orm, portalId),
      forecastsInForce(database, portalId),
    ])
    rules = active.map((rule) => {
      const [holdId, forecast] = [holds.get(rule.rule.key), forecasts.get(rule.rule.key)]
      return { ...rule, ...(holdId !== undefined && { holdId }), ...(forecast && { forecast }) }
    })
    version = current
    return rules
  }
  const has = (event: string) => rules.some(({ rule }) => answers(rule, event))
  const listensTo = async (event: string) => {
    if (has(event)) return true
    await active()
    return has(event)
  }
  const forget = () => {
    version = -1
    rules = []
  }
  return { active, listensTo, forget }
}
