import { type Condition, childrenOf } from '../core/conditions/condition.ts'
import type { TraceNode } from '../core/conditions/trace.ts'
import { testInWords } from '../core/conditions/words-of-tests.ts'
import type { LinkChange } from '../core/deal/change.ts'
import { readFields } from '../core/deal/fields.ts'
import { inOrder, type Link } from '../core/deal/link.ts'
import { linksAfterChanges } from '../core/deal/link-edits.ts'
import { planLinks } from '../core/decision/plan.ts'
import type { RuleDocument, VersionedRule } from '../core/rules/rule.ts'
import type { RuleResult } from '../core/runs/run.ts'
import {
  type Expectation,
  linksOnPaper,
  type PaperFacts,
  type PaperLink,
  type RuleTestCase,
} from '../core/trials/rule-test.ts'
import { considerDeal } from './consider-deal.ts'
import type { Call } from './deal-portal.ts'
import { clears } from './intent.ts'
import { paperDeal, paperDealId, paperSnapshot } from './paper-deal.ts'

export type RuleTestDeps = {
  /** The call that carries a change out. */
  callFor(dealId: number, change: LinkChange): Call
}

/** What a rule does about facts on paper. */
export type PaperRun = { matched: boolean; result: RuleResult | null; links: Link[]; operations: Call[] }

/** Where each condition of a rule stands, and which results tests have seen of it. */
export type Coverage = { path: string; test: string; seen: { true: boolean; false: boolean } }[]

export type CaseReport = { name: string; passed: boolean; differences: string[] }

/** Runs one case through the very core that runs live deals. `along`: other rules, run beside it. */
export async function runOnPaper(
  deps: RuleTestDeps,
  rule: RuleDocument,
  along: readonly RuleDocument[],
  facts: PaperFacts,
): Promise<PaperRun> {
  const dealId = paperDealId(facts)
  const type = facts.event?.type ?? rule.on[0] ?? 'manual'
  const event = { type, types: facts.event?.types ?? [type], receivedAt: facts.event?.receivedAt ?? facts.now }
  const isAsked = ({ on }: RuleDocument) => event.types.some((one) => !one.startsWith('ON') || on.includes(one))
  const all = [{ ...rule, mode: 'live' as const }, ...along.filter(({ mode }) => mode !== 'off')]
  const rules = all.filter(isAsked).map((one): VersionedRule => ({ rule: one, version: 0 }))
  const deal = readFields('deal', { ...facts.deal, id: dealId }, {})
  const considered = await considerDeal(paperDeal(facts), {
    dealId,
    rules,
    event,
    snapshot: paperSnapshot(facts, deal),
    deeds: facts.undone.map((deed) => ({ ...deed, ruleKey: rule.key, state: 'undone' as const })),
    now: new Date(facts.now),
  })
  if (considered === null) throw new Error('a deal on paper is always there')
  const changes = planLinks(considered.links, considered.decision.wanted, clears(considered, considered.decision))
  const result = considered.resultsOf(considered.decision).find(({ key }) => key === rule.key) ?? null
  return {
    matched: result?.matched ?? false,
    result,
    links: linksAfterChanges(considered.links, changes),
    operations: changes.map((change) => deps.callFor(dealId, change)),
  }
}

/** Runs a case, compares, and notes in `coverage` what its conditions came to. */
export async function runCase(
  deps: RuleTestDeps,
  rule: RuleDocument,
  along: readonly RuleDocument[],
  { name, facts, expect }: RuleTestCase,
  coverage: Coverage,
): Promise<CaseReport> {
  const run = await runOnPaper(deps, rule, along, facts)
  if (run.result !== null) note(coverage, rule.conditions, run.result.trace, '/conditions')
  const differences = differencesOf(run, expect)
  return { name, passed: differences.length === 0, differences }
}

/** Every test of a rule's conditions, none of them seen. */
export function uncovered(rule: RuleDocument): Coverage {
  return leavesWithPaths(rule.conditions, '/conditions')
}

function leavesWithPaths(condition: Condition, path: string): Coverage {
  if ('fact' in condition) return [{ path, test: testInWords(condition), seen: { true: false, false: false } }]
  return placesOf(condition, path).flatMap(({ child, at }) => leavesWithPaths(child, at))
}

function placesOf(condition: Condition, path: string): { child: Condition; at: string }[] {
  const list = 'all' in condition ? 'all' : 'any'
  return childrenOf(condition).map((child, index) => ({
    child,
    at: 'not' in condition ? `${path}/not` : `${path}/${list}/${index}`,
  }))
}

function note(coverage: Coverage, condition: Condition, trace: TraceNode, path: string): void {
  if ('fact' in condition) {
    const place = coverage.find((one) => one.path === path)
    if (place !== undefined && trace.evaluated && trace.result !== null)
      place.seen[trace.result ? 'true' : 'false'] = true
    return
  }
  const traces = 'all' in trace ? trace.all : 'any' in trace ? trace.any : 'not' in trace ? [trace.not] : []
  for (const [index, { child, at }] of placesOf(condition, path).entries()) {
    const inner = traces[index]
    if (inner !== undefined) note(coverage, child, inner, at)
  }
}

function differencesOf(run: PaperRun, expect: Expectation): string[] {
  const differences: string[] = []
  const compare = (what: string, wanted: unknown, got: unknown) => {
    if (!isSame(wanted, got))
      differences.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  }
  compare('matched', expect.matched, run.matched)
  if (expect.links !== undefined) compare('links', shownLinks(expect.links), shownLikely(run.links, expect.links))
  if (expect.operations !== undefined) {
    const wanted = expect.operations
    const got = run.operations.map(({ method, params }, index) =>
      wanted[index]?.params === undefined ? { method } : { method, params },
    )
    compare('operations', wanted, got)
  }
  if (expect.effects !== undefined) {
    const wanted = expect.effects
    const actions = run.result?.actions ?? []
    const got = actions.map(({ type, effect, contacts }, index) => {
      const told = wanted[index]?.contacts
      if (told === undefined) return { type, effect }
      const shown = contacts.map((contact, place) =>
        told[place]?.by === undefined ? { contactId: contact.contactId, effect: contact.effect } : contact,
      )
      return { type, effect, contacts: shown }
    })
    compare('effects', wanted, got)
  }
  return differences
}

type Shown = { contactId: number; isPrimary: boolean; sort?: number }

/** Links as they are expected; a place only where it was told. */
function shownLinks(expected: readonly PaperLink[]): Shown[] {
  return linksOnPaper(expected).map(({ contactId, isPrimary, sort }, index) => {
    const written = expected[index]
    const isTold = typeof written === 'object' && written.sort !== undefined
    return isTold ? { contactId, isPrimary, sort } : { contactId, isPrimary }
  })
}

function shownLikely(links: readonly Link[], expected: readonly PaperLink[]): Shown[] {
  return inOrder(links).map(({ contactId, isPrimary, sort }, index) => {
    const written = expected[index]
    const isTold = typeof written === 'object' && written.sort !== undefined
    return isTold ? { contactId, isPrimary, sort } : { contactId, isPrimary }
  })
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}
