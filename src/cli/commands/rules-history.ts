import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import { backtestLine, SavedBacktest } from '../backtest-line.ts'
import type { CliDeps } from '../deps.ts'
import { ProposedRule } from '../rules-api.ts'
import { callApi } from '../service-api.ts'
import { wholeNumber } from '../usage.ts'

const Versions = z.looseObject({
  items: z.array(
    z.looseObject({
      version: z.number(),
      savedAt: z.string(),
      savedBy: z.string(),
      note: z.string().nullable(),
      changes: z.array(z.string()),
    }),
  ),
})
const Saved = z.looseObject({
  key: z.string(),
  version: z.number(),
  mode: z.string(),
  warnings: z.array(z.object({ path: z.string(), message: z.string() })),
  backtest: SavedBacktest.optional(),
})

/** Live rules may take a second person, and then nothing is in force yet. */
const SavedOrProposed = z.union([Saved, ProposedRule])
type SavedOrProposed = z.infer<typeof SavedOrProposed>

type NoteOptions = AnswerOptions & { note?: string }

export function addRulesHistory(rules: Command, deps: CliDeps): void {
  addVersions(rules, deps)
  addRestore(rules, deps)
  addPromote(rules, deps)
}

function addVersions(rules: Command, deps: CliDeps): void {
  rules
    .command('versions')
    .description('every version of a rule in the service: who saved it, when, why, and what changed')
    .argument('<key>', "the rule's key; a deleted rule keeps its versions")
    .option('--json', 'answer with one JSON document')
    .action(async (key: string, options: AnswerOptions) => {
      const document = await deps.withService((service) =>
        callApi(service, { path: `${pathOf(key)}/versions`, answer: Versions }),
      )
      tell(deps, options, { document, text: inWords(document), ok: true })
    })
}

function addRestore(rules: Command, deps: CliDeps): void {
  rules
    .command('restore')
    .description('bring an earlier version of a rule back, as its next version; a deleted rule too')
    .argument('<key>', "the rule's key")
    .argument('<version>', 'as "rules versions" shows it', wholeNumber)
    .option('--note <text>', 'why; kept with the version')
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- rules restore attach-company-primary-contact 3')
    .action(async (key: string, version: number, { note, ...options }: NoteOptions) => {
      const body = { version, ...(note === undefined ? {} : { note }) }
      const saved = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: `${pathOf(key)}/restore`, body, answer: SavedOrProposed }),
      )
      const text = told(
        saved,
        (now) => `${now.key}: version ${version} is back as version ${now.version} (${now.mode}).`,
      )
      tell(deps, options, { document: saved, text, ok: true })
    })
}

function addPromote(rules: Command, deps: CliDeps): void {
  rules
    .command('promote')
    .description('make a rule in shadow mode live, as its next version')
    .argument('<key>', "the rule's key")
    .option('--note <text>', 'why; kept with the version')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
"rules shadow KEY" says what it would have done so far, and whether people did the same.

Example:
  npm run bindery -- rules promote attach-company-primary-contact --note "agreed for a week"`,
    )
    .action(async (key: string, { note, ...options }: NoteOptions) => {
      const body = note === undefined ? {} : { note }
      const saved = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: `${pathOf(key)}/promote?backtest=1`, body, answer: SavedOrProposed }),
      )
      const text = told(saved, (now) => `${now.key} is live, as version ${now.version}.`)
      tell(deps, options, { document: saved, text, ok: true })
    })
}

const pathOf = (key: string) => `/api/rules/${encodeURIComponent(key)}`

function told(saved: SavedOrProposed, inForce: (saved: z.infer<typeof Saved>) => string): string {
  const text =
    'proposalId' in saved
      ? `Proposed: it waits for a second person, as "proposals show ${saved.proposalId}" says.`
      : inForce(saved)
  const warnings = saved.warnings.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message} (warning)`)
  return [text, ...(saved.backtest === undefined ? [] : [`  ${backtestLine(saved.backtest)}`]), ...warnings].join('\n')
}

const inWords = ({ items }: z.infer<typeof Versions>) =>
  items
    .flatMap(({ version, savedAt, savedBy, note, changes }) => [
      `version ${version}, ${savedAt}, by ${savedBy}${note === null ? '' : `: ${note}`}`,
      ...changes.map((sentence) => `    ${sentence}`),
    ])
    .join('\n')
