import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { RuleTest } from '../../core/rule-test.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { RunAnswer } from '../run-answers.ts'
import { runStory } from '../run-story.ts'
import { callApi } from '../service-api.ts'
import { parseDealId } from './deal-id.ts'

type PreviewOptions = AnswerOptions & { saveTest?: string; name?: string; dir?: string }

const Written = z.object({ test: RuleTest, notes: z.array(z.string()) })

export function addPreview(program: Command, deps: CliDeps): void {
  program
    .command('preview')
    .description('show the run that would happen on one deal; nothing is written on the portal')
    .argument('<deal>', "the deal's id", parseDealId)
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
  npm run bindery -- preview 42 --save-test attach-company-primary-contact --name "a deal of a big customer"`,
    )
    .action(async (dealId: number, options: PreviewOptions) => {
      const { run, written } = await deps.withService(async (service) => ({
        run: await callApi(service, { method: 'POST', path: '/api/preview', body: { dealId }, answer: RunAnswer }),
        written:
          options.saveTest === undefined
            ? null
            : await callApi(service, {
                method: 'POST',
                path: `/api/deals/${dealId}/test`,
                body: { rule: options.saveTest, ...(options.name === undefined ? {} : { name: options.name }) },
                answer: Written,
              }),
      }))
      const story = runStory(run, { isPreview: true })
      if (written === null) {
        tell(deps, options, { document: run, text: story, ok: true })
        return
      }
      const file = await keep(options.dir ?? deps.rulesDirectory(), written.test)
      const text = [story, '', `Written to ${file}. Run it with "rules test".`, ...written.notes].join('\n')
      tell(deps, options, { document: { run, file, ...written }, text, ok: true })
    })
}

/** The file that has the case now. Cases that are there stay as they are; two of one name do not come about. */
async function keep(directory: string, test: RuleTest): Promise<string> {
  const file = join(directory, `${test.rule}.test.json`)
  const present = await presentTest(file)
  if (present !== null && present.rule !== test.rule) {
    throw new CommandError('other_rule', `${file} tests "${present.rule}". Rename it, then save the test again.`)
  }
  const [added] = test.cases
  if (present?.cases.some(({ name }) => name === added?.name)) {
    throw new CommandError('name_taken', `${file} has a case "${added?.name}" already. Give another --name.`)
  }
  const whole = present === null ? test : { ...present, cases: [...present.cases, ...test.cases] }
  try {
    await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new CommandError('unwritable', `${file} cannot be written (${code}). Name another directory with --dir.`, {
      cause,
    })
  }
  return file
}

/** As it was written down, without defaults filled in; null when there is none. */
async function presentTest(file: string): Promise<{ rule: string; cases: { name: string }[] } | null> {
  const Present = z.looseObject({ rule: z.string(), cases: z.array(z.looseObject({ name: z.string() })) })
  try {
    return Present.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw new CommandError('unreadable', `${file} is there and is no test of a rule. Mend or remove it.`, { cause })
  }
}
