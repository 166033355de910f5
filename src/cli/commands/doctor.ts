import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps, DoctorCheck, DoctorReport } from '../deps.ts'

const marks = { ok: '✓', warning: '!', failed: '✗', unknown: '?' } as const satisfies Record<
  DoctorCheck['status'],
  string
>

export function addDoctor(program: Command, deps: CliDeps): void {
  program
    .command('doctor')
    .description('check database, portal, permissions, token and reachability, and say what to do')
    .option('--test-alert', 'send a test alert over every channel that is configured')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Marks: ✓ in order, ! works but look at it, ✗ does not work, ? could not be checked.
The exit code is 1 when anything does not work.

Examples:
  npm run bindery -- doctor
  npm run bindery -- doctor --test-alert
  npm run --silent bindery -- doctor --json`,
    )
    .action(async (options: AnswerOptions & { testAlert?: boolean }) => {
      const report = await deps.doctor({ testAlert: options.testAlert === true })
      const ok = !report.checks.some((check) => check.status === 'failed')
      tell(deps, options, { document: { ok, ...report }, text: inWords(report), ok })
    })
}

function inWords({ checks }: DoctorReport): string {
  const lines = checks.flatMap(({ name, status, message, remedy }) => [
    `${marks[status]} ${name}: ${message}`,
    ...(remedy === null ? [] : remedy.split('\n').map((line) => `    ${line}`)),
  ])
  return [...lines, '', summary(checks)].join('\n')
}

function summary(checks: readonly DoctorCheck[]): string {
  const count = (status: DoctorCheck['status']) => checks.filter((check) => check.status === status).length
  if (count('ok') === checks.length) return `All ${checks.length} checks are in order.`
  const parts = [
    `${count('ok')} in order`,
    ...(count('warning') > 0 ? [`${count('warning')} to look at`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} could not be checked`] : []),
  ]
  return `${checks.length} checks: ${parts.join(', ')}.`
}
