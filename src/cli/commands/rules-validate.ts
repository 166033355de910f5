import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { judgeRuleFiles, readRuleFiles, verdictsInWords } from '../rule-files.ts'

export function addRulesValidate(rules: Command, deps: CliDeps): void {
  rules
    .command('validate')
    .description('check rule files; needs no running service')
    .argument('[dir]', 'directory of the rule files (default: RULES_DIR)')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Every fault is told with its file, line, column and JSON path. The exit code is 1 when a file is not valid.

Examples:
  npm run bindery -- rules validate
  npm run --silent bindery -- rules validate ./my-rules --json`,
    )
    .action(async (dir: string | undefined, options: AnswerOptions) => {
      const directory = dir ?? deps.rulesDirectory()
      const files = judgeRuleFiles(await readRuleFiles(directory), deps.validateRule)
      const ok = files.every((file) => file.valid)
      tell(deps, options, { document: { directory, valid: ok, files }, text: verdictsInWords(directory, files), ok })
    })
}
