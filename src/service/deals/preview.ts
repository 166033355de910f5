import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../database/connection/open.ts'
import { dealDeeds, dealSnapshot } from '../../database/deals/memory.ts'
import { quarantineOf } from '../../database/guards/quarantines.ts'
import { previewDeal } from '../../flows/preview-deal.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { PortalConnection } from '../portal/connection.ts'
import type { RuleSet } from '../rules/rule-set.ts'

type PreviewParts = {
  database: Database
  portalId: number
  connection: Pick<PortalConnection, 'name'>
  portals: DealPortals
  ruleSet: RuleSet
  now(): Date
}

/** What a run of the deal would do now, with the rules in force or a draft beside them; nothing is written. */
export async function previewOf(
  { database, portalId, connection, portals, ruleSet, now }: PreviewParts,
  { dealId, rule }: Parameters<HttpDeps['previewDeal']>[0],
  asker: AbortSignal,
): ReturnType<HttpDeps['previewDeal']> {
  const run = await previewDeal(
    {
      portalName: connection.name,
      portal: portals.forQuestion(asker),
      activeRules: ruleSet.active,
      recallDeal: async (id) => ({
        snapshot: await dealSnapshot(database, portalId, id),
        deeds: await dealDeeds(database, portalId, id),
        quarantine: await quarantineOf(database, portalId, id),
      }),
      now,
      newRunId: uuidv7,
    },
    { dealId, draft: rule },
  )
  return run === null ? { found: false } : { found: true, run }
}
