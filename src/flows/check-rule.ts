import type { PortalMetadata } from '../core/deal/portal-metadata.ts'
import { deadConditions, emptySelectors } from '../core/rules/dead-conditions.ts'
import { type Fault, validateRule } from '../core/rules/faults.ts'
import { type Findings, fieldFindings, unchecked } from '../core/rules/field-findings.ts'
import { type Rivalry, rivalriesOf } from '../core/rules/rivals.ts'
import { type RuleDocument, selectorsWithPaths } from '../core/rules/rule.ts'
import { PortalError } from '../core/runs/portal-error.ts'

/** A run in which one rule of a pair was held back by the other. */
export type RivalDeal = { dealId: number; runId: string; startedAt: string; overruled: string; by: string }

/** Another live rule that can want the opposite; `deals`: where that happened, newest first. */
export type Rival = { key: string; over: Rivalry['over']; prevails: string; deals: RivalDeal[] }

export type Warning = Fault & { rival?: Rival }

/** `rule` is null when there are errors. Warnings keep no rule from being saved. */
export type RuleCheck = { rule: RuleDocument | null; errors: Fault[]; warnings: Warning[] }

export type CheckRuleDeps = {
  /** What is remembered of the portal, or read anew when it is older. Throws `PortalError`. */
  readMetadata(options: { maxAgeMs: number }): Promise<{ metadata: PortalMetadata; ageMs: number }>
  /** Which of these contacts exist and may be read. Throws `PortalError`. */
  knownContacts(ids: readonly number[]): Promise<ReadonlySet<number>>
  liveRules(): Promise<RuleDocument[]>
  /** Runs in which one of the two was overruled by the other, newest first; a few. */
  rivalDeals(one: string, other: string): Promise<RivalDeal[]>
}

/** A fault that rests on what was read longer ago than this is looked at once more: the field may be a new one. */
const newsAfterMs = 2_000
const anyAge = Number.POSITIVE_INFINITY

/**
 * Judges a document by its form, by what the portal tells of its fields and lists, and beside the other rules. A portal
 * that does not answer keeps no rule from being saved: what could not be checked is a warning.
 */
export async function checkRule(deps: CheckRuleDeps, document: unknown): Promise<RuleCheck> {
  const judged = validateRule(document)
  if (!judged.valid) {
    // One round tells everything: the portal's word on what can be read of it as well.
    const isLegible = judged.errors.every(({ path }) => path !== '')
    const further = isLegible ? (await portalFindings(deps, document, null)).errors : []
    return { rule: null, errors: [...judged.errors, ...further], warnings: [] }
  }
  const { rule } = judged
  const [portal, rivals] = await Promise.all([portalFindings(deps, document, rule), rivalWarnings(deps, rule)])
  const warnings = [...judged.warnings, ...portal.warnings, ...deadConditions(rule), ...emptySelectors(rule), ...rivals]
  return { rule: portal.errors.length > 0 ? null : rule, errors: portal.errors, warnings }
}

async function portalFindings(deps: CheckRuleDeps, document: unknown, rule: RuleDocument | null): Promise<Findings> {
  try {
    const { metadata, ageMs } = await deps.readMetadata({ maxAgeMs: anyAge })
    const findings = fieldFindings(document, metadata)
    const isSettled = ageMs <= newsAfterMs || (findings.errors.length === 0 && findings.warnings.length === 0)
    const current = isSettled ? metadata : (await deps.readMetadata({ maxAgeMs: newsAfterMs })).metadata
    const { errors, warnings } = isSettled ? findings : fieldFindings(document, current)
    const missing = rule === null ? [] : await missingContacts(deps, rule)
    return { errors, warnings: [...warnings, ...unchecked(current, null), ...missing] }
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    const { errors, warnings } = fieldFindings(document, null)
    return { errors, warnings: [...warnings, ...unchecked(null, error.message)] }
  }
}

async function missingContacts(deps: CheckRuleDeps, rule: RuleDocument): Promise<Fault[]> {
  const named = selectorsWithPaths(rule).flatMap(({ selector, path }) =>
    selector.from === 'ids' ? [{ ids: selector.ids, path: `${path}/ids` }] : [],
  )
  if (named.length === 0) return []
  const known = await deps.knownContacts([...new Set(named.flatMap(({ ids }) => ids))])
  return named.flatMap(({ ids, path }) => {
    const all = ids.every((id) => !known.has(id))
    return ids.flatMap((id, index): Fault[] => {
      if (known.has(id)) return []
      const nobody = all && index === ids.length - 1 ? '; this selects nobody' : ''
      const message = `there is no contact ${id}, or the webhook may not read it: it is never linked${nobody}`
      return [{ path: `${path}/${index}`, message }]
    })
  })
}

/** Only a live rule acts: one in shadow or off is compared as what it would be when it is promoted. */
async function rivalWarnings(deps: CheckRuleDeps, rule: RuleDocument): Promise<Warning[]> {
  const found = rivalriesOf(rule, await deps.liveRules())
  return Promise.all(
    found.map(async ({ first, second, over, firstPath, secondPath, message }) => {
      const isFirst = first === rule.key
      const key = isFirst ? second : first
      const deals = await deps.rivalDeals(rule.key, key)
      const seen =
        deals.length === 0 ? '' : ` It happened on deal ${[...new Set(deals.map((d) => d.dealId))].join(', ')}.`
      return {
        path: isFirst ? firstPath : secondPath,
        message: `can fight with "${key}" over ${over === 'contact' ? 'a contact' : 'the primary contact'}: ${message}.${seen}`,
        rival: { key, over, prevails: first, deals },
      }
    }),
  )
}
