import type { Config } from '../../config/config.ts'
import { type Backfill, isEnded } from '../../core/jobs/backfill.ts'
import { planBudget } from '../../core/jobs/budget.ts'
import { actorOf } from '../../core/people/person.ts'
import { jobProgress } from '../../core/runs/pace.ts'
import type { Database } from '../../database/connection/open.ts'
import {
  backfillOutcome,
  changeBackfill,
  createBackfill,
  findBackfill,
  listBackfills,
} from '../../database/jobs/backfills.ts'
import { recordAudit } from '../../database/record/audit.ts'
import type { BackfillAnswer, BackfillsDeps } from '../../http/routes/backfills.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import { allowanceNow } from '../portal/allowance.ts'
import type { AskPortal } from '../portal/ask-portal.ts'
import type { PortalConnection } from '../portal/connection.ts'
import type { RuleSet } from '../rules/rule-set.ts'

type BackfillsParts = {
  config: Config
  database: Database
  portalId: number
  connection: PortalConnection
  portals: DealPortals
  askPortal: AskPortal
  ruleSet: RuleSet
  now(): Date
}

/** Backfills as the HTTP edge asks for them. */
export function backfillsOf(parts: BackfillsParts): BackfillsDeps['backfills'] {
  const { database, portalId, ruleSet, portals, askPortal, now } = parts
  const told = async (backfill: Backfill): Promise<BackfillAnswer> => {
    const { id, kind, filter, mode, rules, status, createdAt, createdBy, changedBy, finishedAt, error } = backfill
    const outcome = await backfillOutcome(database, portalId, backfill)
    const state = isEnded(status) ? 'ended' : status === 'running' ? 'moving' : 'resting'
    const { perMinute: dealsPerMinute, ...come } = jobProgress(backfill, outcome, { state, now: now() })
    const progress = { ...come, dealsPerMinute }
    return { id, kind, filter, mode, rules, status, createdAt, createdBy, changedBy, finishedAt, error, progress }
  }
  return {
    async unknownRules(keys) {
      const known = new Set((await ruleSet.active()).map(({ rule }) => rule.key))
      return keys.filter((key) => !known.has(key))
    },
    async plan({ filter, mode }, gone) {
      const deals = await askPortal({ about: 'The number of deals', gone, remedy: 'count' }, (asker) =>
        portals.lists.countDeals(filter, asker),
      )
      const job = { deals, companies: deals, linked: 1, changing: mode === 'live' ? 1 : 0 }
      return { counted: deals, plan: planBudget(job, allowanceNow(parts)) }
    },
    async start({ caller, ...request }) {
      const begun = await database.transaction(async (tx) => {
        const made = await createBackfill(tx, portalId, { ...request, createdBy: caller.name, kind: 'backfill' })
        const { id, filter, mode, rules } = made
        const subject = { kind: 'backfill', id }
        const details = { filter, mode, rules }
        await recordAudit(tx, { actor: actorOf(caller), action: 'backfill.started', subject, details })
        return made
      })
      return told(begun)
    },
    async list(filter) {
      const { items, nextCursor } = await listBackfills(database, portalId, filter)
      return { items: await Promise.all(items.map(told)), nextCursor }
    },
    async find(id) {
      const backfill = await findBackfill(database, portalId, id)
      return backfill && told(backfill)
    },
    async change({ caller, ...request }) {
      const changed = await changeBackfill(database, portalId, { ...request, by: caller })
      return changed && { ...changed, backfill: await told(changed.backfill) }
    },
  }
}
