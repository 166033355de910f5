import { type Decision, decide } from '../core/decision/decide.ts'
import { type HeldFinding, heldNote } from '../core/guards/hold.ts'
import type { VersionedRule } from '../core/rules/rule.ts'
import type { Deed } from '../core/runs/deed.ts'
import type { Consideration } from './consider-deal.ts'

/** The rules that would change something on the deal. */
export function changingRules({ decision }: Consideration): string[] {
  return [...decision.results].flatMap(([key, actions]) =>
    actions.some(({ contacts }) => contacts.some(({ effect }) => effect === 'applied')) ? [key] : [],
  )
}

export type HeldRule = VersionedRule & { holdId: string }

/** The live rules that a fuse holds, and those that it begins to hold with this deal. `admit` null: no fuse counts it. */
export async function heldRules(
  free: Consideration,
  {
    applicable,
    released,
    admit,
  }: {
    applicable: readonly VersionedRule[]
    released: ReadonlySet<string>
    admit: ((rule: VersionedRule) => Promise<{ holdId: string } | null>) | null
  },
): Promise<HeldRule[]> {
  const changing = new Set(changingRules(free))
  const held: HeldRule[] = []
  for (const rule of applicable) {
    if (rule.rule.mode !== 'live' || released.has(rule.rule.key)) continue
    if (rule.holdId !== undefined) {
      held.push({ ...rule, holdId: rule.holdId })
    } else if (admit !== null && changing.has(rule.rule.key)) {
      const hold = await admit(rule)
      if (hold !== null) held.push({ ...rule, ...hold })
    }
  }
  return held
}

/** The same with the rules of these keys held: they overrule nobody and write nothing, and it shows what they would do. */
export function holdBack(considered: Consideration, keys: ReadonlySet<string>, deeds: readonly Deed[]): Consideration {
  if (keys.size === 0) return considered
  const matched = considered.matched.map((rule) => (keys.has(rule.key) ? { ...rule, mode: 'shadow' as const } : rule))
  const noted = (decision: Decision) =>
    considered.resultsOf(decision).map((result) => {
      if (!keys.has(result.key)) return result
      const actions = result.actions.map((action) =>
        action.contacts.some(({ effect }) => effect === 'shadow') ? { ...action, note: heldNote } : action,
      )
      return { ...result, actions }
    })
  return { ...considered, matched, decision: decide(considered.links, deeds, matched), resultsOf: noted }
}

/** What is to be kept of held rules: the links that each would have made, had it not been held. */
export function findingsOf(held: readonly HeldRule[], free: Consideration, deeds: readonly Deed[]): HeldFinding[] {
  const others = new Set(held.map(({ rule }) => rule.key))
  return held.map(({ rule, version, holdId }) => {
    const heldOthers = new Set([...others].filter((key) => key !== rule.key))
    const alone = holdBack(free, heldOthers, deeds)
    const isChanging = changingRules(alone).includes(rule.key)
    return isChanging ? { holdId, version, linksWanted: alone.decision.wanted.links } : { holdId, linksWanted: null }
  })
}
