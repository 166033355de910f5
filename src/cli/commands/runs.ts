import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { keepTest, WrittenTest } from '../saved-test.ts'
import { callApi } from '../service-api.ts'
import { parseRunId } from './run-id.ts'

type TestOptions = AnswerOptions & { rule: string; name?: string; dir?: string }

export function addRuns(program: Command, deps: CliDeps): void {
  program
    .command('runs')
    .description('runs as recorded')
    .command('test')
    .description('write a test of a rule out of a run, with personal data replaced')
    .argument('<run>', "the run's id", parseRunId)
    .requiredOption('--rule <key>', 'which rule to test')
    .option('--name <text>', 'what that case is called')
    .option('--dir <dir>', 'where the test is written (default: RULES_DIR)')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
It goes into RULE.test.json, as one more case where that file is there already.

Example:
  npm run bindery -- runs test 0190b6a0-0000-7000-8000-000000000001 --rule attach-company-primary-contact`,
    )
    .action(async (run: string, { rule, name, dir, ...options }: TestOptions) => {
      const written = await deps.withService((service) =>
        callApi(service, {
          method: 'POST',
          path: `/api/runs/${encodeURIComponent(run)}/test`,
          body: { rule, ...(name === undefined ? {} : { name }) },
          answer: WrittenTest,
        }),
      )
      const file = await keepTest(dir ?? deps.rulesDirectory(), written.test)
      const text = [`Written to ${file}. Run it with "rules test".`, ...written.notes].join('\n')
      tell(deps, options, { document: { file, ...written }, text, ok: true })
    })
}
