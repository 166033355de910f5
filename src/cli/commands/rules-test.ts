import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { validateRule } from '../../core/rules/faults.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { judgeRuleFiles, readRuleFiles, verdictsInWords } from '../rule-files.ts'
import { readTestFiles, reportAsJunit, reportInWords, runTests } from '../rule-tests.ts'

type TestOptions = AnswerOptions & { junit?: string }

export function addRulesTest(rules: Command, deps: CliDeps): void {
  rules
    .command('test')
    .description('run the tests beside rule files; needs no running service')
    .argument('[dir]', 'directory of the rule files and their *.test.json (default: RULES_DIR)')
    .option('--junit <file>', 'write the report as JUnit XML as well')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Tests are files named *.test.json: facts about a deal, and what a rule is to make of them. They run through
the same code as live deals. Conditions that no test has seen true and false are told; they do not fail.
The exit code is 1 when a case fails or a file is not valid.

Examples:
  npm run bindery -- rules test
  npm run bindery -- rules test ./my-rules --junit report.xml`,
    )
    .action(async (dir: string | undefined, options: TestOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const files = await readRuleFiles(directory)
      const verdicts = judgeRuleFiles(files, deps.validateRule)
      if (verdicts.some(({ valid }) => !valid)) {
        const message = `The rules in ${directory} are not valid, so no test was run.\n${verdictsInWords(directory, verdicts)}`
        throw new CommandError('invalid_rules', message)
      }
      const documents = files.flatMap(({ json }) => (json.ok ? (validateRule(json.value).rule ?? []) : []))
      const tests = await readTestFiles(directory)
      if (tests.length === 0) {
        throw new CommandError('no_tests', `There are no tests (*.test.json) in ${directory}. Write one beside a rule.`)
      }
      const report = await runTests({ callFor: deps.callFor }, documents, tests)
      if (options.junit !== undefined) await write(options.junit, reportAsJunit(report))
      tell(deps, options, { document: { directory, ...report }, text: reportInWords(report), ok: report.passed })
    })
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError('unwritable', `${file} cannot be written (${code}). Check its directory.`, { cause })
  }
}
