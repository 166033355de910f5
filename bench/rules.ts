import { evaluateConditions } from '../src/core/conditions/evaluate.ts'
import { decide, type MatchedRule } from '../src/core/decision/decide.ts'
import type { RuleDocument } from '../src/core/rules/rule.ts'
import { candidatesOf, select } from '../src/core/rules/selection.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { type RulesRow, writeResult } from './results.ts'
import { contacts, facts, links, now, sources } from './rules/deal.ts'
import { ruleMix, rulesByPipeline } from './rules/rule-mix.ts'
import { spreadOf } from './statistics.ts'
import { machineLines, rulesTable } from './tables.ts'

/** How many deals per second get a decision from so many rules: what a run does besides the portal and the database. */
const ruleSets = [
  ...[1, 10, 100, 1_000].map((size) => ({ ruleSet: 'mixed', rules: ruleMix(size) })),
  ...[100, 1_000].map((size) => ({ ruleSet: 'by pipeline', rules: rulesByPipeline(size) })),
]
const rounds = 7
const roundMs = 400

type Pass = { matching: number; evaluatingMs: number; totalMs: number }

/** One deal through all rules, as a run does it: conditions with their traces, contacts, decision. */
async function considerDeal(rules: readonly RuleDocument[]): Promise<Pass> {
  const begin = performance.now()
  const evaluations = await evaluateConditions(rules, facts, now)
  const evaluated = performance.now()
  const matched: MatchedRule[] = []
  for (const rule of rules) {
    if (evaluations.get(rule.key)?.matched !== true) continue
    matched.push({ key: rule.key, mode: 'live', actions: await selections(rule) })
  }
  const { results } = decide(links, [], matched)
  return { matching: results.size, evaluatingMs: evaluated - begin, totalMs: performance.now() - begin }
}

function selections({ actions }: RuleDocument): Promise<MatchedRule['actions']> {
  return Promise.all(
    actions.map(async (action) => {
      const candidates = action.type === 'clear' ? [] : candidatesOf(action.contacts, facts.deal, links, sources)
      return { action, selection: await select(action, candidates, contacts, facts, sources, now) }
    }),
  )
}

type Round = { dealsPerSecond: number; evaluatingShare: number; matching: number }

async function measure(rules: readonly RuleDocument[], durationMs: number): Promise<Round> {
  let deals = 0
  let evaluatingMs = 0
  let busyMs = 0
  let matching = 0
  const begin = performance.now()
  while (performance.now() - begin < durationMs) {
    const pass = await considerDeal(rules)
    deals += 1
    evaluatingMs += pass.evaluatingMs
    busyMs += pass.totalMs
    matching = pass.matching
  }
  const seconds = (performance.now() - begin) / 1000
  return { dealsPerSecond: deals / seconds, evaluatingShare: evaluatingMs / busyMs, matching }
}

const machine = await describeMachine()
warnOfLoad(machine)
const subjects = ruleSets.map((subject) => ({ ...subject, measured: [] as Round[] }))
for (const { rules } of subjects) await measure(rules, roundMs)
// In turns, so that whatever disturbs the machine for a moment disturbs all of them.
for (let round = 0; round < rounds; round += 1) {
  for (const { rules, measured } of subjects) measured.push(await measure(rules, roundMs))
}

const rows = subjects.map(({ ruleSet, rules, measured }): RulesRow => {
  const dealsPerSecond = measured.map((round) => round.dealsPerSecond)
  return {
    ruleSet,
    rules: rules.length,
    matching: measured[0]?.matching ?? 0,
    rounds,
    dealsPerSecond: spreadOf(dealsPerSecond),
    rulesPerSecond: spreadOf(dealsPerSecond.map((deals) => deals * rules.length)),
    evaluatingShare: spreadOf(measured.map((round) => round.evaluatingShare)).median,
  }
})
console.log(`${machineLines(machine)}\n\n${rulesTable({ machine, rows })}`)
await writeResult('rules', { machine, rows })
