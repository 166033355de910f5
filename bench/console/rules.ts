import type { RuleDocument } from '../../src/core/rules/rule.ts'

const stages = ['NEW', 'PREPARATION', 'WON', 'LOSE']
const modes = ['live', 'shadow', 'off'] as const

/** So many rules as people write them, no two alike. */
export function manyRules(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `rule-${n}`,
    name: `Rule ${n}: deals over ${n * 100}`,
    description: 'A rule of the benchmark.',
    mode: modes[n % modes.length] ?? 'off',
    priority: 1 + (n % 1000),
    on: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'],
    conditions: {
      all: [
        { fact: 'deal' as const, path: '$.opportunity', operator: 'greaterThan', value: n * 100 },
        { fact: 'deal' as const, path: '$.stageId', operator: 'equal', value: stages[n % stages.length] },
      ],
    },
    actions: [{ type: 'attach' as const, contacts: { from: 'company' as const, select: 'primary' as const } }],
  }))
}
