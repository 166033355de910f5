import { expect, test } from 'vitest'
import type { DoctorCheck } from '../../src/cli/deps.ts'
import { commandLine } from './command-line.ts'

const check = (status: DoctorCheck['status'], remedy: string | null = null): DoctorCheck => ({
  name: `${status} check`,
  status,
  message: 'what was found',
  remedy,
})
const reporting = (...checks: DoctorCheck[]) => ({ doctor: () => Promise.resolve({ checks }) })

test('every check has its mark, its remedy beneath, and a summary ends the list', async () => {
  const checks = [
    check('ok'),
    check('warning', 'Look.'),
    check('failed', 'Do this.\nThen that.'),
    check('unknown', 'Try.'),
  ]
  const { exitCode, stdout } = await commandLine(['doctor'], reporting(...checks))
  expect(exitCode).toBe(1)
  expect(stdout).toBe(
    [
      '✓ ok check: what was found',
      '! warning check: what was found',
      '    Look.',
      '✗ failed check: what was found',
      '    Do this.',
      '    Then that.',
      '? unknown check: what was found',
      '    Try.',
      '',
      '4 checks: 1 in order, 1 to look at, 1 failed, 1 could not be checked.',
      '',
    ].join('\n'),
  )
})

test.each([
  { checks: [check('ok')], exitCode: 0 },
  { checks: [check('ok'), check('warning'), check('unknown')], exitCode: 0 },
  { checks: [check('failed')], exitCode: 1 },
])('only a failed check fails: $exitCode', async ({ checks, exitCode }) => {
  const answer = await commandLine(['doctor', '--json'], reporting(...checks))
  expect(answer.exitCode).toBe(exitCode)
  expect(answer.document()).toEqual({ ok: exitCode === 0, checks })
})
