import type { ContactEffect, RunSummary } from '../../../src/core/runs/run.ts'

/** Why a run left the links as they are although rules match. */
export type LeftBecause = 'yielded' | 'notFound' | 'nobody' | 'right'

type Answer = Pick<RunSummary['rules'][number], 'matched' | 'actions'>

/** What a person decided comes first: it is the answer to why a rule that matches did nothing. */
export function leftBecause(rules: readonly Answer[]): LeftBecause {
  const actions = rules.filter(({ matched }) => matched).flatMap((rule) => rule.actions)
  const came = (to: ContactEffect['effect']) =>
    actions.some(({ contacts }) => contacts.some(({ effect }) => effect === to))
  if (came('yielded')) return 'yielded'
  if (came('not-found')) return 'notFound'
  const isNobody = actions.length > 0 && actions.every(({ effect }) => effect === 'nothing-selected')
  return isNobody ? 'nobody' : 'right'
}
