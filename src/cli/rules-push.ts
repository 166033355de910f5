import { ruleChanges } from '../core/rules/rule-changes.ts'
import type { SavedBacktest } from './backtest-line.ts'
import type { RuleFault, Service } from './deps.ts'
import { deleteRule, type ProposedRule, type StoredRule, saveRule } from './rules-api.ts'
import { changedWhere, hashOf, pushNote, type RulesBase } from './rules-base.ts'
import { ApiError } from './service-api.ts'

export type LocalRule = { key: string; file: string; document: Record<string, unknown> }

/**
 * What a push means for one rule. `left`: only the service has it, and it stays. `newer-there`: changed in the service
 * and not in the file. `gone-there`: deleted in the service, and not changed in the file. `conflict`: changed in both.
 */
export type PushStep = { key: string; file: string | null; changes: string[] } & (
  | { change: 'unchanged' | 'left' | 'newer-there'; seen: number }
  | { change: 'conflict'; seen: number | null }
  | { change: 'gone-there'; seen: null }
  | { change: 'new'; seen: null; document: Record<string, unknown> }
  | { change: 'changed'; seen: number; document: Record<string, unknown> }
  | { change: 'deleted'; seen: number }
)

export type PushResult = {
  key: string
  file: string | null
  change: PushStep['change']
  /** `proposed`: it waits in the service until another person approves it. */
  outcome: 'done' | 'proposed' | 'planned' | 'nothing-to-do' | 'failed'
  /** The version that the service has now; null when it has none, or none yet. */
  version: number | null
  /** What is different in the service's rule once it is pushed, in words. */
  changes: string[]
  warnings: RuleFault[]
  error: string | null
  /** The proposal, where it waits for approval. */
  proposalId?: string
  /** Of a live rule, where it was wanted. */
  backtest?: SavedBacktest
}

/** `backtest`: live rules are saved with their numbers. */
export type SaveWish = { note: string | null; backtest: boolean }

export type PushWish = { delete: boolean; force: boolean }

export async function planPush(
  service: Service,
  local: readonly LocalRule[],
  stored: readonly StoredRule[],
  base: RulesBase,
  wish: PushWish,
): Promise<PushStep[]> {
  const storedByKey = new Map(stored.map((rule) => [rule.key, rule]))
  const localKeys = new Set(local.map((rule) => rule.key))
  const steps: PushStep[] = []
  for (const rule of local) steps.push(await stepFor(service, rule, storedByKey.get(rule.key), base, wish))
  for (const rule of stored.filter(({ key }) => !localKeys.has(key))) {
    const { key, version } = rule
    const known = base.of(key)
    const isNews = known !== undefined && known.hash !== hashOf(rule.document)
    const change = !wish.delete ? 'left' : isNews && !wish.force ? 'conflict' : 'deleted'
    steps.push({ key, file: null, changes: [], change, seen: version })
  }
  return steps
}

async function stepFor(
  service: Service,
  { key, file, document }: LocalRule,
  there: StoredRule | undefined,
  base: RulesBase,
  { force }: PushWish,
): Promise<PushStep> {
  const known = base.of(key)
  if (there === undefined) {
    if (known === undefined || force) return { key, file, changes: [], change: 'new', seen: null, document }
    const change = hashOf(document) === known.hash ? 'gone-there' : 'conflict'
    return { key, file, changes: [], change, seen: null }
  }
  const seen = there.version
  const changes = ruleChanges(there.document, document).map(({ sentence }) => sentence)
  const where = await changedWhere(service, document, there, known)
  if (where === 'same') return { key, file, changes, change: 'unchanged', seen }
  if (where === 'here' || force) return { key, file, changes, change: 'changed', seen, document }
  return { key, file, changes, change: where === 'both' ? 'conflict' : 'newer-there', seen }
}

/** Carries out one step. A refusal concerns this rule only and becomes its result; anything else is thrown. */
export async function pushStep(service: Service, step: PushStep, base: RulesBase, wish: SaveWish): Promise<PushResult> {
  try {
    const saved = await carryOut(service, step, base, wish)
    const beside = saved.backtest === undefined ? {} : { backtest: saved.backtest }
    if ('proposalId' in saved) {
      const { proposalId, warnings } = saved
      return { ...resultOf(step, 'proposed', step.seen, null, warnings), ...beside, proposalId }
    }
    return { ...resultOf(step, 'done', saved.version, null, saved.warnings), ...beside }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401) throw error
    const message =
      error.status === 412
        ? 'it was changed on the service while this ran, and was not overwritten. Look at it with "rules diff", then push again'
        : error.message
    return resultOf(step, 'failed', step.seen, message)
  }
}

export function resultOf(
  { key, file, change, seen, changes }: PushStep,
  outcome: PushResult['outcome'],
  version: number | null,
  error: string | null = null,
  warnings: RuleFault[] = [],
): PushResult {
  if (change === 'conflict') {
    const both =
      seen === null
        ? 'it was deleted in the service and changed in the file'
        : file === null
          ? 'it was changed in the service and is gone here'
          : 'it was changed in the service and in the file'
    const message = `conflict: ${both} since they agreed, so nothing was overwritten. "rules diff" shows both; push again with --force, or pull with --force`
    return { key, file, change, outcome: 'failed', version, changes, warnings, error: message }
  }
  return { key, file, change, outcome: isIdle(change) ? 'nothing-to-do' : outcome, version, changes, warnings, error }
}

function isIdle(change: PushStep['change']): boolean {
  return change === 'unchanged' || change === 'left' || change === 'newer-there' || change === 'gone-there'
}

type Saved = { version: number | null; warnings: RuleFault[]; backtest?: SavedBacktest | undefined } | ProposedRule

async function carryOut(
  service: Service,
  step: PushStep,
  base: RulesBase,
  { note, backtest }: SaveWish,
): Promise<Saved> {
  switch (step.change) {
    case 'unchanged':
    case 'left':
    case 'newer-there':
    case 'gone-there':
    case 'conflict':
      return { version: step.seen, warnings: [] }
    case 'new':
    case 'changed': {
      const words = note === null ? pushNote : `${pushNote}: ${note}`
      const saved = await saveRule(service, step.key, step.document, step.seen, { note: words, backtest })
      if ('proposalId' in saved) return saved
      base.agree(step.key, saved.version, step.document)
      return saved
    }
    case 'deleted':
      await deleteRule(service, step.key, step.seen)
      base.forget(step.key)
      return { version: null, warnings: [] }
    default:
      return step satisfies never
  }
}
