import { notAnsweredYet } from '../../core/runs/portal-silence.ts'
import type { Database } from '../../database/connection/open.ts'
import { listRules } from '../../database/rules/rules.ts'
import { overruledRuns } from '../../database/runs/overruled.ts'
import { checkRule, type RuleCheck } from '../../flows/check-rule.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import { within } from '../../within.ts'
import type { AskPortal } from '../portal/ask-portal.ts'

/**
 * Whoever saves a rule waits no longer than this for the portal; what could not be checked by then is said, and what comes a
 * little later serves the next check.
 */
const patienceMs = 4_000
const fewDeals = 5

/** Checks rules beside the others, against what this service's portal tells of itself. */
export function ruleChecks(
  {
    portals,
    askPortal,
    database,
    portalId,
  }: { portals: DealPortals; askPortal: AskPortal; database: Database; portalId: number },
  metadata: MetadataReader,
): (document: unknown) => Promise<RuleCheck> {
  const patiently = <Answer>(ask: (asker: AbortSignal) => Promise<Answer>) =>
    within(patienceMs, askPortal({ about: 'What the rule names' }, ask), noAnswer)
  const deps = {
    readMetadata: (options: { maxAgeMs: number }) => patiently((asker) => metadata.read({ ...options, asker })),
    knownContacts: async (ids: readonly number[]) =>
      new Set((await patiently((asker) => portals.forQuestion(asker).readContacts([...ids], []))).keys()),
    liveRules: async () => (await listRules(database, portalId)).map(({ rule }) => rule),
    rivalDeals: async (one: string, other: string) => {
      const pairs = [
        { overruled: one, by: other },
        { overruled: other, by: one },
      ]
      return (await overruledRuns(database, portalId, pairs, fewDeals)).slice(0, fewDeals)
    },
  }
  return (document) => checkRule(deps, document)
}

const noAnswer = () => notAnsweredYet(`the portal did not answer within ${patienceMs / 1000} s`)
