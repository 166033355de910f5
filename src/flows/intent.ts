import type { Link } from '../core/deal/link.ts'
import { type Decision, decide } from '../core/decision/decide.ts'
import type { WantedLinks } from '../core/decision/draft.ts'
import { linkedByNow } from '../core/decision/linked-by-now.ts'
import { type RevertedRun, revertedLinks } from '../core/reverts/revert.ts'
import type { Deed } from '../core/runs/deed.ts'
import type { RuleResult } from '../core/runs/run.ts'
import type { Consideration } from './consider-deal.ts'

/** What a run wants of the links, with what each rule had to do with it. */
export type Wish = {
  wanted: WantedLinks
  results: RuleResult[]
  /** Whoever wants it empty means everyone on it, also who comes meanwhile. */
  isClearing: boolean
}

/**
 * What a run means to do, whatever the links are by the time that it writes; `deeds`: what rules have done up to then,
 * this run's writes included; `there`: the links as they are, where it is to be decided on others.
 */
export type Intent = (links: readonly Link[], deeds: readonly Deed[], there?: readonly Link[]) => Wish

/** To let the rules that matched have their way. */
export function ruleIntent(considered: Consideration): Intent {
  return (links, deeds, there) => {
    const matched = linkedByNow(considered.matched, considered.links, links)
    return wishOf(considered, decide(links, deeds, matched, there))
  }
}

export function wishOf(considered: Consideration, decision: Decision): Wish {
  return {
    wanted: decision.wanted,
    results: considered.resultsOf(decision),
    isClearing: clears(considered, decision),
  }
}

/** To take a run's work back. */
export function revertIntent(run: RevertedRun): Intent {
  return (links) => ({ wanted: revertedLinks(run, links), results: [], isClearing: false })
}

/** Whether a `clear` empties the deal. */
export function clears({ matched }: Pick<Consideration, 'matched'>, decision: Decision): boolean {
  return matched.some(
    (rule) =>
      rule.mode === 'live' &&
      rule.actions.some(({ action }) => action.type === 'clear') &&
      decision.results.get(rule.key)?.some((result) => result.type === 'clear' && result.effect === 'applied') === true,
  )
}
