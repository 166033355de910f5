import type { RunSummary } from '../../../src/core/runs/run.ts'

type Result = RunSummary['rules'][number]

/** The rules that matched in a run; before the others the one that runs are looked at for. */
export function matchedRules({ rules }: { rules: readonly Result[] }, first: string | undefined): Result[] {
  const matched = rules.filter((rule) => rule.matched)
  return [...matched.filter(({ key }) => key === first), ...matched.filter(({ key }) => key !== first)]
}
