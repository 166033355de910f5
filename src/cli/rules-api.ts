import { z } from 'zod'
import { SavedBacktest } from './backtest-line.ts'
import type { RuleFault, RuleVerdict, Service } from './deps.ts'
import { callApi } from './service-api.ts'

/** A rule as the service keeps it; `warnings` and `backtest` only where it has just been saved. */
export type StoredRule = {
  key: string
  version: number
  document: Record<string, unknown>
  warnings: RuleFault[]
  backtest?: SavedBacktest | undefined
}

const Stored = z
  .looseObject({
    key: z.string(),
    version: z.int().positive(),
    savedAt: z.string().optional(),
    savedBy: z.string().nullish(),
    warnings: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    backtest: SavedBacktest.optional(),
  })
  .transform(({ version, savedAt: _savedAt, savedBy: _savedBy, warnings = [], backtest, ...document }): StoredRule => {
    return { key: document.key, version, document, warnings, backtest }
  })
const StoredRules = z.object({ items: z.array(Stored) }).transform(({ items }) => items)

export function storedRules(service: Service): Promise<StoredRule[]> {
  return callApi(service, { path: '/api/rules', answer: StoredRules })
}

const Versions = z
  .object({
    items: z.array(z.object({ version: z.int(), rule: z.unknown(), savedBy: z.string(), note: z.string().nullable() })),
  })
  .transform(({ items }) => items)

/** Every version of a rule, newest first. */
export function storedVersions(service: Service, key: string): Promise<z.output<typeof Versions>> {
  return callApi(service, { path: `${pathOf(key)}/versions`, answer: Versions })
}

const Fault = z.object({ path: z.string(), message: z.string() })
const Verdict = z.object({ valid: z.boolean(), errors: z.array(Fault), warnings: z.array(Fault) })

/** What the service finds wrong with a rule, by its portal and its other rules. */
export function checkRule(service: Service, document: unknown): Promise<RuleVerdict> {
  return callApi(service, { method: 'POST', path: '/api/rules/validate', body: document, answer: Verdict })
}

const Status = z.object({ portal: z.object({ domain: z.string() }) }).transform(({ portal }) => portal.domain)

/** What the service's portal is called. */
export function portalName(service: Service): Promise<string> {
  return callApi(service, { path: '/api/status', answer: Status })
}

/** A save that waits for a second person. */
export type ProposedRule = { proposalId: string; warnings: RuleFault[]; backtest?: SavedBacktest | undefined }

export const ProposedRule = z
  .object({
    proposal: z.looseObject({ id: z.string() }),
    warnings: z.array(z.object({ path: z.string(), message: z.string() })),
    backtest: SavedBacktest.optional(),
  })
  .transform(({ proposal, warnings, backtest }): ProposedRule => ({ proposalId: proposal.id, warnings, backtest }))

/**
 * Saves a rule over the version that was seen (null: none was), with the numbers of a backtest where they are wanted and the
 * rule is live; `ApiError` 412 when someone has saved it meanwhile.
 */
export function saveRule(
  service: Service,
  key: string,
  document: Record<string, unknown>,
  seen: number | null,
  { note, backtest }: { note: string; backtest: boolean },
): Promise<StoredRule | ProposedRule> {
  const headers = seen === null ? { 'if-none-match': '*' } : { 'if-match': `"${seen}"` }
  const path = `${pathOf(key)}?note=${encodeURIComponent(note)}&backtest=${backtest ? 1 : 0}`
  return callApi(service, { method: 'PUT', path, headers, body: document, answer: z.union([Stored, ProposedRule]) })
}

/** Deletes the version that was seen; `ApiError` 412 when someone has saved the rule meanwhile. */
export async function deleteRule(service: Service, key: string, seen: number): Promise<void> {
  const headers = { 'if-match': `"${seen}"` }
  await callApi(service, { method: 'DELETE', path: pathOf(key), headers, answer: z.unknown() })
}

function pathOf(key: string): string {
  return `/api/rules/${encodeURIComponent(key)}`
}
