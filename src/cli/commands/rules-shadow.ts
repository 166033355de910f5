import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'
import { momentOption } from '../usage.ts'

const tally = {
  cases: z.number(),
  linked: z.number(),
  unlinked: z.number(),
  primary: z.number(),
  agreed: z.number(),
  disagreed: z.number(),
  untouched: z.number(),
  open: z.number(),
  unseen: z.number(),
}
const ScoreAnswer = z.looseObject({
  key: z.string(),
  version: z.number(),
  mode: z.string(),
  days: z.number(),
  from: z.string(),
  lookedAt: z.looseObject({ runs: z.number(), since: z.string(), isAll: z.boolean() }),
  total: z.looseObject(tally),
  byDay: z.array(z.looseObject({ day: z.string(), ...tally })),
  agreement: z.number().nullable(),
  disagreements: z.array(z.looseObject({ runId: z.string(), dealId: z.number(), inWords: z.string() })),
})
type ScoreAnswer = z.infer<typeof ScoreAnswer>

type ShadowOptions = AnswerOptions & { days?: string; ruleVersion?: string; from?: string; to?: string }

/** Disagreements that people are shown; the document has more. */
const shown = 20

export function addRulesShadow(rules: Command, deps: CliDeps): void {
  rules
    .command('shadow')
    .description('what a rule in shadow mode would have done, and whether people did the same')
    .argument('<key>', "the rule's key")
    .option('--days <number>', 'how many days of what people did are compared, 1 to 30 (default: 7)', wholeNumber)
    .option('--rule-version <number>', 'which version (default: the newest that is or was in shadow mode)', wholeNumber)
    .option('--from <time>', 'runs from then on (default: 30 days ago)', momentOption)
    .option('--to <time>', 'runs before then (default: now)', momentOption)
    .option('--json', 'answer with the score as a document')
    .addHelpText('after', '\nExample:\n  npm run bindery -- rules shadow attach-company-primary-contact --days 3')
    .action(async (key: string, { json, ruleVersion, ...asked }: ShadowOptions) => {
      const query = new URLSearchParams({ ...asked, ...(ruleVersion && { version: ruleVersion }) }).toString()
      const path = `/api/rules/${encodeURIComponent(key)}/shadow${query === '' ? '' : `?${query}`}`
      const score = await deps.withService((service) => callApi(service, { path, answer: ScoreAnswer }))
      tell(deps, { ...(json && { json }) }, { document: score, text: inWords(score), ok: true })
    })
}

function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1 on.')
  return text
}

function inWords({ key, version, mode, days, lookedAt, total, byDay, agreement, disagreements }: ScoreAnswer): string {
  const title = `Rule ${key}, version ${version} (${mode}), since ${lookedAt.since}`
  if (total.cases === 0) return `${title}: no run in which it would have done something.`
  const score =
    agreement === null
      ? `People did nothing of the kind within ${days} days, so there is no score yet.`
      : `People did the same in ${total.agreed} of the ${total.agreed + total.disagreed} cases that they touched within ${days} days (${Math.round(agreement * 100)} %).`
  const untouched = `Untouched: ${total.untouched}, of which ${total.open} may still be touched, and ${total.unseen} were not looked at since.`
  const rows = byDay.map((day) => [
    day.day,
    ...[day.cases, day.linked, day.unlinked, day.primary, day.agreed, day.disagreed, day.untouched].map(String),
  ])
  return [
    title,
    score,
    untouched,
    ...(lookedAt.isAll ? [] : ['There is more than was looked at: take a shorter time.']),
    '',
    table(['DAY', 'CASES', 'LINKED', 'UNLINKED', 'PRIMARY', 'AGREED', 'DISAGREED', 'UNTOUCHED'], rows),
    ...(disagreements.length === 0 ? [] : ['', 'People did otherwise']),
    ...disagreements
      .slice(0, shown)
      .flatMap(({ runId, dealId, inWords }) => [`  deal ${dealId}, run ${runId}`, `      ${inWords}`]),
    ...(disagreements.length > shown ? [`  and ${disagreements.length - shown} more, with --json`] : []),
  ].join('\n')
}
