import { IntakeResult, RulesResult, readResult } from './results.ts'
import { intakeTables, machineLines, rulesTable } from './tables.ts'

/** Prints the figures of the last runs as docs/benchmarks.md shows them. */
const [intake, rules] = [await readResult('intake', IntakeResult), await readResult('rules', RulesResult)]
const parts = [
  intake === null
    ? 'No result yet: npm run bench:intake'
    : `${machineLines(intake.machine)}\n\n${intakeTables(intake)}`,
  rules === null ? 'No result yet: npm run bench:rules' : `${machineLines(rules.machine)}\n\n${rulesTable(rules)}`,
]
console.log(parts.join('\n\n'))
