import type { RuleResult, RunStatus } from './run.ts'

/** The status of a run that went through: by what was written, else by what rules said. */
export function statusOf(results: readonly RuleResult[], hasWritten: boolean): RunStatus {
  if (hasWritten) return 'applied'
  const matched = results.filter((result) => result.matched)
  if (matched.length === 0) return 'unmatched'
  const isShadowed = matched.some((result) => result.actions.some((action) => action.effect === 'shadow'))
  return isShadowed ? 'shadow' : 'unchanged'
}
