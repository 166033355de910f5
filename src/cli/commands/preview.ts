import type { Command } from 'commander'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { readDraft } from '../rule-files.ts'
import { RunAnswer } from '../run-answers.ts'
import { runStory } from '../run-story.ts'
import { keepTest, WrittenTest } from '../saved-test.ts'
import { callApi } from '../service-api.ts'
import { parseDealId } from './deal-id.ts'

type PreviewOptions = AnswerOptions & { draft?: string; saveTest?: string; name?: string; dir?: string }

export function addPreview(program: Command, deps: CliDeps): void {
  program
    .command('preview')
    .description('show the run that would happen on one deal; nothing is written on the portal')
    .argument('<deal>', "the deal's id", parseDealId)
    .option('--draft <file>', 'with this rule in place of the stored one of its key')
    .option('--save-test <rule>', 'write a test of this rule out of the deal, with personal data replaced')
    .option('--name <text>', 'what that case is called')
    .option('--dir <dir>', 'where the test is written (default: RULES_DIR)')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
A test goes into RULE.test.json, as one more case where that file is there already.

Examples:
  npm run bindery -- preview 42
  npm run bindery -- preview 42 --draft rules/attach-company-primary-contact.json
  npm run bindery -- preview 42 --save-test attach-company-primary-contact --name "a deal of a big customer"`,
    )
    .action(async (dealId: number, options: PreviewOptions) => {
      const draft = options.draft === undefined ? {} : { rule: await readDraft(options.draft, deps.validateRule) }
      const { run, written } = await deps.withService(async (service) => ({
        run: await callApi(service, {
          method: 'POST',
          path: '/api/preview',
          body: { dealId, ...draft },
          answer: RunAnswer,
        }),
        written:
          options.saveTest === undefined
            ? null
            : await callApi(service, {
                method: 'POST',
                path: `/api/deals/${dealId}/test`,
                body: { rule: options.saveTest, ...(options.name === undefined ? {} : { name: options.name }) },
                answer: WrittenTest,
              }),
      }))
      const story = runStory(run, { isPreview: true })
      if (written === null) {
        tell(deps, options, { document: run, text: story, ok: true })
        return
      }
      const file = await keepTest(options.dir ?? deps.rulesDirectory(), written.test)
      const text = [story, '', `Written to ${file}. Run it with "rules test".`, ...written.notes].join('\n')
      tell(deps, options, { document: { run, file, ...written }, text, ok: true })
    })
}
