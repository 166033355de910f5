import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CliDeps } from '../../src/cli/deps.ts'
import { runProgram } from '../../src/cli/run-program.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import { writeCall } from '../../src/portal/link-writes.ts'

/** The command line with stand-ins for everything that it would start; what a test cares about it hands in. */
export async function commandLine(words: string[], given: Partial<CliDeps> = {}) {
  const written = { stdout: '', stderr: '' }
  const unexpected = (name: string) => () => Promise.reject(new Error(`${name} was not expected`))
  const exitCode = await runProgram(words, {
    serve: unexpected('serve'),
    sandbox: unexpected('sandbox'),
    doctor: unexpected('doctor'),
    withService: unexpected('withService'),
    runningService: async () => null,
    validateRule,
    callFor: (dealId, change) => {
      const call = writeCall(dealId, change)
      if (call === null) throw new Error('an empty list of links')
      return call
    },
    checkExport: () => {
      throw new Error('checkExport was not expected')
    },
    database: {
      migrate: unexpected('migrate'),
      grantsFor: async () => '',
      allow: unexpected('allow'),
      rename: unexpected('rename'),
    },
    rulesDirectory: () => join(tmpdir(), 'bindery-no-such-directory'),
    stdout: (text) => {
      written.stdout += text
    },
    stderr: (text) => {
      written.stderr += text
    },
    ...given,
  })
  return { exitCode, ...written, document: () => JSON.parse(written.stdout) as unknown }
}

export const aRule = (change: Record<string, unknown> = {}) => ({
  key: 'company-contact',
  name: 'Attach the company contact',
  mode: 'live',
  priority: 100,
  on: ['ONCRMDEALADD'],
  conditions: { all: [{ fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 }] },
  actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' } }],
  ...change,
})

/** A new directory that holds these files; a document is written as JSON, a text as it is. */
export function aDirectory(files: Record<string, unknown> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'bindery-rules-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return directory
}
