import type { Service } from './deps.ts'
import { isSameRule } from './rule-difference.ts'
import { deleteRule, type StoredRule, saveRule } from './rules-api.ts'
import { ApiError } from './service-api.ts'

export type LocalRule = { key: string; file: string; document: Record<string, unknown> }

/** What a push means for one rule. `left`: only the service has it, and it stays. */
export type PushStep = { key: string; file: string | null } & (
  | { change: 'unchanged' | 'left'; seen: number }
  | { change: 'new'; seen: null; document: Record<string, unknown> }
  | { change: 'changed'; seen: number; document: Record<string, unknown> }
  | { change: 'deleted'; seen: number }
)

export type PushResult = {
  key: string
  file: string | null
  change: PushStep['change']
  outcome: 'done' | 'planned' | 'nothing-to-do' | 'failed'
  /** The version that the service has now; null when it has none, or none yet. */
  version: number | null
  error: string | null
}

export function planPush(
  local: readonly LocalRule[],
  stored: readonly StoredRule[],
  options: { delete: boolean },
): PushStep[] {
  const storedByKey = new Map(stored.map((rule) => [rule.key, rule]))
  const localKeys = new Set(local.map((rule) => rule.key))
  return [
    ...local.map(({ key, file, document }): PushStep => {
      const there = storedByKey.get(key)
      if (there === undefined) return { key, file, change: 'new', seen: null, document }
      if (isSameRule(document, there.document)) return { key, file, change: 'unchanged', seen: there.version }
      return { key, file, change: 'changed', seen: there.version, document }
    }),
    ...stored
      .filter((rule) => !localKeys.has(rule.key))
      .map(({ key, version }): PushStep => {
        return { key, file: null, change: options.delete ? 'deleted' : 'left', seen: version }
      }),
  ]
}

/** Carries out one step. A refusal concerns this rule only and becomes its result; anything else is thrown. */
export async function pushStep(service: Service, step: PushStep): Promise<PushResult> {
  try {
    return resultOf(step, 'done', await carryOut(service, step))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401) throw error
    const message =
      error.status === 412
        ? 'it was changed on the service while this ran, and was not overwritten. Look at it with "rules pull", then push again'
        : error.message
    return resultOf(step, 'failed', step.seen, message)
  }
}

export function resultOf(
  { key, file, change }: PushStep,
  outcome: PushResult['outcome'],
  version: number | null,
  error: string | null = null,
): PushResult {
  return { key, file, change, outcome: isIdle(change) ? 'nothing-to-do' : outcome, version, error }
}

function isIdle(change: PushStep['change']): boolean {
  return change === 'unchanged' || change === 'left'
}

async function carryOut(service: Service, step: PushStep): Promise<number | null> {
  switch (step.change) {
    case 'unchanged':
    case 'left':
      return step.seen
    case 'new':
    case 'changed':
      return (await saveRule(service, step.key, step.document, step.seen)).version
    case 'deleted':
      await deleteRule(service, step.key, step.seen)
      return null
    default:
      return step satisfies never
  }
}
