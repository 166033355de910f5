import { type Command, Option } from 'commander'
import { z } from 'zod'
import { Link } from '../../core/deal/link.ts'
import { linkChangesInWords } from '../../run-line.ts'
import { type AnswerOptions, tell } from '../answer.ts'
import { collectFilter, filterNames } from '../deal-filter-option.ts'
import type { CliDeps, Service } from '../deps.ts'
import { follow } from '../follow.ts'
import { readDraft } from '../rule-files.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'
import { refuse, wholeNumber } from '../usage.ts'

const Count = z.number()
const Side = z.looseObject({
  matched: Count,
  changed: Count,
  attach: Count,
  detach: Count,
  primary: Count,
  clear: Count,
})
const Result = z.looseObject({
  liveVersion: Count.nullable(),
  deals: Count,
  undecided: Count,
  missing: z.record(z.string(), Count),
  draft: Side,
  live: Side.nullable(),
  difference: z.looseObject({ onlyDraft: Count, onlyLive: Count, otherwise: Count, same: Count }),
  assumedContacts: z.array(Count),
  examples: z.array(
    z.looseObject({
      dealId: Count,
      difference: z.string(),
      linksBefore: z.array(Link),
      linksAfter: z.array(Link),
      why: z.string(),
    }),
  ),
})
const BacktestAnswer = z.looseObject({
  id: z.string(),
  state: z.string(),
  ruleKey: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  error: z.looseObject({ message: z.string() }).nullable(),
  progress: z.looseObject({ done: Count, total: Count.nullable() }),
  result: Result.nullable(),
})
type BacktestAnswer = z.infer<typeof BacktestAnswer>
const BacktestList = z.looseObject({ items: z.array(BacktestAnswer) })

type BacktestOptions = AnswerOptions & {
  deals: 'recorded' | 'portal'
  filter: Record<string, unknown>
  limit?: number
}

export function addBacktest(program: Command, deps: CliDeps): void {
  const command = program
    .command('backtest')
    .description('try a rule file on many deals, beside the version that is live; nothing is written')
    .argument('<file>', 'the rule, as one document')
    .addOption(
      new Option('--deals <which>', 'recorded: as their last runs left them; portal: as they are now')
        .choices(['recorded', 'portal'])
        .default('recorded'),
    )
    .option(
      '--filter <name=value>',
      'with --deals portal: which; may be given again, and all must hold',
      collectFilter,
      {},
    )
    .addOption(new Option('--limit <number>', 'of recorded deals only so many, the newest').argParser(wholeNumber))
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
${filterNames}

The rule counts as live, whatever its mode. Recorded deals cost no request on the portal.

Examples:
  npm run bindery -- backtest rules/attach-company-primary-contact.json
  npm run bindery -- backtest draft.json --deals portal --filter categoryId=4 --filter isOpen=true
  npm run bindery -- backtest list`,
    )
    .action(async (file: string, options: BacktestOptions) => {
      const { deals, filter, limit } = options
      if (deals === 'recorded' && Object.keys(filter).length > 0) refuse(command, '--filter belongs to --deals portal.')
      if (deals === 'portal' && limit !== undefined) refuse(command, '--limit belongs to --deals recorded.')
      const rule = await readDraft(file, deps.validateRule)
      const body = {
        rule,
        deals:
          deals === 'portal'
            ? { from: 'portal', filter }
            : { from: 'snapshots', ...(limit === undefined ? {} : { limit }) },
      }
      const document = await deps.withService((service) => untilEnd(deps, service, body))
      tell(deps, options, { document, text: inWords(document), ok: document.state === 'done' })
    })
  addList(command, deps)
  addCancel(command, deps)
}

function addList(backtest: Command, deps: CliDeps): void {
  backtest
    .command('list')
    .description('show the latest backtests')
    .option('--json', 'answer with one JSON document')
    .action(async (_options: AnswerOptions, command: Command) => {
      const document = await deps.withService((service) =>
        callApi(service, { path: '/api/backtests?limit=20', answer: BacktestList }),
      )
      const rows = document.items.map(({ id, state, ruleKey, createdAt, createdBy, progress }) => [
        id,
        state,
        ruleKey,
        `${progress.done}/${progress.total ?? '?'}`,
        createdAt,
        createdBy,
      ])
      const text =
        rows.length === 0 ? 'There are no backtests.' : table(['ID', 'STATE', 'RULE', 'DONE', 'MADE', 'BY'], rows)
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text, ok: true })
    })
}

function addCancel(backtest: Command, deps: CliDeps): void {
  backtest
    .command('cancel')
    .description('end one that is under way')
    .argument('<id>', 'as "backtest list" shows it')
    .option('--json', 'answer with one JSON document')
    .action(async (id: string, _options: AnswerOptions, command: Command) => {
      const path = `/api/backtests/${encodeURIComponent(id)}/cancel`
      const document = await deps.withService((service) =>
        callApi(service, { method: 'POST', path, answer: BacktestAnswer }),
      )
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text: inWords(document), ok: true })
    })
}

async function untilEnd(deps: CliDeps, service: Service, body: unknown): Promise<BacktestAnswer> {
  const { id } = await callApi(service, { method: 'POST', path: '/api/backtests', body, answer: BacktestAnswer })
  return follow(deps, {
    look: () => callApi(service, { path: `/api/backtests/${id}`, answer: BacktestAnswer }),
    isMoving: ({ state }) => state === 'queued' || state === 'running',
    inWords: ({ state, progress }) => `Backtest ${id} is ${state}: ${progress.done} of ${progress.total ?? '?'} deals.`,
  })
}

function inWords({ id, state, ruleKey, error, result }: BacktestAnswer): string {
  if (result === null) return `Backtest ${id} is ${state}.${error === null ? '' : ` ${error.message}`}`
  const { liveVersion, deals, undecided, missing, draft, live, difference, examples } = result
  const row = (title: string, side: z.infer<typeof Side>) => [
    title,
    ...[side.matched, side.changed, side.attach, side.detach, side.primary, side.clear].map(String),
  ]
  const rows = [row('draft', draft), ...(live === null ? [] : [row(`version ${liveVersion}, live`, live)])]
  const reasons = Object.entries(missing).map(([what, count]) => `${what} on ${count}`)
  return [
    `Rule ${ruleKey} on ${deals} deals; nothing was written.`,
    ...(undecided > 0 ? [undecidedInWords(undecided, reasons)] : []),
    '',
    table(['', 'MATCHED', 'CHANGED', 'ATTACH', 'DETACH', 'PRIMARY', 'CLEAR'], rows),
    '',
    live === null
      ? 'No version of it is live now.'
      : `Only the draft matches ${difference.onlyDraft}, only the live version ${difference.onlyLive}; on ${difference.otherwise} both match and come to different contacts, on ${difference.same} to the same.`,
    ...(examples.length > 0 ? ['', 'Examples', ...examples.map(exampleInWords)] : []),
  ].join('\n')
}

function undecidedInWords(undecided: number, reasons: readonly string[]): string {
  return `${undecided} of them cannot be judged and are in no number below: what the rule asks for (${reasons.join(', ')}) is not on record, as no rule asked for it when they were last run, or it is kept no longer. With --deals portal they are judged as well.`
}

function exampleInWords({
  dealId,
  difference,
  linksBefore,
  linksAfter,
  why,
}: z.infer<typeof Result>['examples'][number]) {
  const changes = linkChangesInWords(linksBefore, linksAfter)
  return `  deal ${dealId} (${difference}): ${changes.length === 0 ? 'nothing' : changes.join(', ')}. ${why}`
}
