import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { judgeFurther, judgeRuleFiles, readRulesAt, verdictsInWords } from '../rule-files.ts'
import { checkRule, portalName } from '../rules-api.ts'

export function addRulesValidate(rules: Command, deps: CliDeps): void {
  rules
    .command('validate')
    .description('check rule files, against the portal as well where a service runs')
    .argument('[path]', 'directory of the rule files, or one file (default: RULES_DIR)')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
Every fault is told with its file, line, column and JSON path. The exit code is 1 when a file is not valid.
Where a service runs, it checks them against its portal and its other rules; where none runs, the form is checked.

Examples:
  npm run bindery -- rules validate
  npm run bindery -- rules validate rules/my-rule.json
  npm run --silent bindery -- rules validate ./my-rules --json`,
    )
    .action(async (path: string | undefined, options: AnswerOptions) => {
      const { directory, files } = await readRulesAt(path ?? deps.rulesDirectory())
      const inForm = judgeRuleFiles(files, deps.validateRule)
      const service = await deps.runningService()
      const portal = service && (await portalName(service))
      const verdicts =
        service === null ? inForm : await judgeFurther(files, inForm, (document) => checkRule(service, document))
      const ok = verdicts.every((file) => file.valid)
      tell(deps, options, {
        document: { directory, valid: ok, portal, files: verdicts },
        text: `${verdictsInWords(directory, verdicts)}\n${portal === null ? uncheckedInWords : `Checked against ${portal} and the rules that are live there.`}`,
        ok,
      })
    })
}

const uncheckedInWords =
  'Not checked, as no service runs here: names of fields, values of lists, stages, contacts, and what other live rules do.'
