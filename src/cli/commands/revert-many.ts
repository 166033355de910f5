import { type Command, Option } from 'commander'
import { z } from 'zod'
import { Link } from '../../core/deal/link.ts'
import { counted } from '../../core/guards/counted.ts'
import { RevertSelection } from '../../core/reverts/revert-task.ts'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { follow } from '../follow.ts'
import { inTime } from '../in-time.ts'
import { linkChangeLines } from '../link-changes.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'
import { momentOption, refuse, wholeNumber } from '../usage.ts'

export type RevertManyOptions = AnswerOptions & {
  backfill?: string
  revert?: string
  rule?: string
  version?: number
  from?: string
  to?: string
  force?: boolean
  dryRun?: boolean
  watch?: boolean
}

const Count = z.number()
const Forecast = z.looseObject({
  runs: Count,
  deals: Count,
  changing: Count,
  linked: Count,
  unlinked: Count,
  primary: Count,
  leftRuns: Count,
  leftDeals: Count,
  changedDeals: Count,
  changesByPeople: Count,
  changesByRuns: Count,
  gone: Count,
  otherRules: z.record(z.string(), Count),
  examples: z.array(
    z.looseObject({
      dealId: Count,
      leftRunIds: z.array(z.string()),
      linksNow: z.array(Link),
      linksAfter: z.array(Link),
      changedSince: z.array(z.looseObject({ contactId: Count, what: z.string(), runId: z.string().nullable() })),
    }),
  ),
  plan: z.looseObject({ requests: z.looseObject({ total: Count }), seconds: Count, shareOfHour: Count }),
})
const BulkRevertAnswer = z.looseObject({
  id: z.string(),
  state: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  what: RevertSelection,
  force: z.boolean(),
  error: z.looseObject({ message: z.string() }).nullable(),
  progress: z.looseObject({
    counted: Count.nullable(),
    passedOver: Count,
    waiting: Count,
    done: Count,
    dropped: Count,
    runs: z.record(z.string(), Count),
    secondsLeft: Count.nullable(),
  }),
  preview: Forecast.nullable(),
})
type BulkRevertAnswer = z.infer<typeof BulkRevertAnswer>
const RevertList = z.looseObject({ items: z.array(BulkRevertAnswer) })

/** The options that name many runs, on a command that takes one as well. */
export function addSelection(revert: Command): Command {
  return revert
    .option('--backfill <id>', 'all runs of a backfill')
    .option('--revert <id>', 'all runs of a revert of many: takes that back')
    .option('--rule <key>', 'all runs in which this rule changed contacts, in a span of time')
    .addOption(new Option('--version <number>', 'only runs that used this version of the rule').argParser(wholeNumber))
    .option('--from <time>', 'with --rule: runs that began then or later, as 2026-08-21T09:30:00Z', momentOption)
    .option('--to <time>', 'with --rule: runs that began earlier; now unless told', momentOption)
    .option('--watch', 'of many runs: wait for the end')
}

/** Which runs the options name; null where they name none. Wrong usage where they do not fit together. */
export function selectionOf(command: Command, options: RevertManyOptions): Record<string, unknown> | null {
  const { backfill, revert, rule, version, from, to } = options
  const named = [backfill, revert, rule].filter((name) => name !== undefined)
  if (named.length > 1) refuse(command, 'Give only one of --backfill, --revert and --rule.')
  if (rule === undefined && (version ?? from ?? to) !== undefined)
    refuse(command, '--version, --from and --to belong to --rule.')
  if (backfill !== undefined) return { backfillId: backfill }
  if (revert !== undefined) return { revertId: revert }
  if (rule === undefined) return null
  if (from === undefined) refuse(command, '--rule needs --from: since when its runs are to be taken back.')
  return { rule, ...(version === undefined ? {} : { version }), from, ...(to === undefined ? {} : { to }) }
}

/** Takes many runs back, or says what that would come to. */
export async function revertMany(
  deps: CliDeps,
  what: Record<string, unknown>,
  options: RevertManyOptions,
): Promise<void> {
  const { force = false, dryRun: preview = false, watch = false } = options
  const document = await deps.withService(async (service) => {
    const body = { what, force, preview }
    const begun = await callApi(service, { method: 'POST', path: '/api/reverts', body, answer: BulkRevertAnswer })
    return preview || watch ? untilEnd(deps, service, begun) : begun
  })
  const isRefused = document.preview !== null && document.preview.leftRuns > 0
  const ok = document.state !== 'failed' && document.state !== 'cancelled' && document.state !== 'interrupted'
  const text = document.preview === null ? inWords(document) : forecastInWords(document.preview, document.progress)
  tell(deps, options, { document, text, ok: ok && !isRefused })
}

function untilEnd(deps: CliDeps, service: Service, { id }: BulkRevertAnswer): Promise<BulkRevertAnswer> {
  return follow(deps, {
    look: () => callApi(service, { path: `/api/reverts/${id}`, answer: BulkRevertAnswer }),
    isMoving: ({ state }) => state === 'queued' || state === 'running',
    inWords,
  })
}

export function addRevertList(revert: Command, deps: CliDeps): void {
  revert
    .command('list')
    .description('show the latest reverts of many runs')
    .option('--json', 'answer with one JSON document')
    .action(async (_options: AnswerOptions, command: Command) => {
      const document = await deps.withService((service) =>
        callApi(service, { path: '/api/reverts?limit=20', answer: RevertList }),
      )
      const rows = document.items.map(({ id, state, createdAt, createdBy, what, force, progress }) => [
        id,
        state,
        `${progress.done}/${progress.counted ?? '?'}`,
        cameInWords(progress.runs),
        createdAt,
        createdBy,
        `${selectionInWords(what)}${force ? ', forced' : ''}`,
      ])
      const text =
        rows.length === 0
          ? 'There are no reverts of many runs.'
          : table(['ID', 'STATE', 'DONE', 'OUTCOME', 'MADE', 'BY', 'OF'], rows)
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text, ok: true })
    })
}

function selectionInWords(what: RevertSelection): string {
  if ('backfillId' in what) return `backfill ${what.backfillId}`
  if ('revertId' in what) return `revert ${what.revertId}`
  const version = what.version === undefined ? '' : `, version ${what.version}`
  return `rule ${what.rule}${version}, from ${what.from} to ${what.to}`
}

export function addRevertChange(revert: Command, deps: CliDeps, verb: 'pause' | 'resume' | 'cancel'): void {
  revert
    .command(verb)
    .description({ pause: 'let no more runs be taken back', resume: 'go on with it', cancel: 'end it' }[verb])
    .argument('<id>', 'as "revert list" shows it')
    .option('--json', 'answer with one JSON document')
    .action(async (id: string, _options: AnswerOptions, command: Command) => {
      const path = `/api/reverts/${encodeURIComponent(id)}/${verb}`
      const document = await deps.withService((service) =>
        callApi(service, { method: 'POST', path, answer: BulkRevertAnswer }),
      )
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text: inWords(document), ok: true })
    })
}

function inWords({ id, state, error, progress }: BulkRevertAnswer): string {
  const { counted: total, done, waiting, dropped, passedOver, runs, secondsLeft } = progress
  const came = cameInWords(runs)
  const parts = [
    `${done} of ${total ?? '?'} runs done${came === '' ? '' : ` (${came})`}`,
    ...(waiting > 0 ? [`${waiting} wait`] : []),
    ...(passedOver > 0 ? [`${passedOver} had been taken back before`] : []),
    ...(dropped > 0 ? [`${dropped} were let be`] : []),
    ...(state === 'running' && secondsLeft !== null ? [`about ${inTime(secondsLeft)} left`] : []),
  ]
  return `Revert ${id} is ${state}: ${parts.join(', ')}.${error === null ? '' : ` ${error.message}`}`
}

const cameInWords = (runs: Readonly<Record<string, number>>) =>
  Object.entries(runs)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')

function forecastInWords(forecast: z.infer<typeof Forecast>, { passedOver }: { passedOver: number }): string {
  const { runs, deals, changing, linked, unlinked, primary, leftRuns, leftDeals, gone, plan } = forecast
  const others = Object.entries(forecast.otherRules).map(([key, count]) => `${key} in ${count}`)
  return [
    `${counted(runs, 'run')} of ${counted(deals, 'deal')} would be taken back; nothing was written.`,
    ...(passedOver > 0
      ? [`${counted(passedOver, 'run')} ${passedOver === 1 ? 'has' : 'have'} been taken back already.`]
      : []),
    ...(gone > 0 ? [`${counted(gone, 'deal')} ${gone === 1 ? 'is' : 'are'} not in the portal any more.`] : []),
    '',
    `Would change ${counted(changing, 'deal')}: ${counted(linked, 'contact')} linked again, ${unlinked} unlinked, ${counted(primary, 'primary contact')} put back.`,
    `Changed since, and stays: ${counted(forecast.changesByPeople, 'change')} by people or other programs, ${forecast.changesByRuns} by runs, on ${counted(forecast.changedDeals, 'deal')}.`,
    ...(leftRuns > 0
      ? [
          `${counted(leftRuns, 'run')} of ${counted(leftDeals, 'deal')} would be left for that; with --force what still stands is put back.`,
        ]
      : []),
    ...(others.length > 0 ? [`Taken back along with it, as done by the same runs: ${others.join(', ')}.`] : []),
    `About ${counted(plan.requests.total, 'request')}, ${inTime(plan.seconds)} if nothing else is to be done, ${Math.round(plan.shareOfHour * 100)} % of what an hour allows.`,
    ...(forecast.examples.length > 0 ? ['', 'Examples', ...forecast.examples.map(exampleInWords)] : []),
  ].join('\n')
}

function exampleInWords(example: z.infer<typeof Forecast>['examples'][number]): string {
  const { dealId, linksNow, linksAfter, changedSince } = example
  const changes = linkChangeLines(linksNow, linksAfter)
  const since = changedSince.map(
    ({ contactId, what, runId }) =>
      `${contactId} ${what} by ${runId === null ? 'a person or program' : `run ${runId}`}`,
  )
  return `  deal ${dealId}: ${changes.length === 0 ? 'nothing' : changes.join(', ')}${since.length === 0 ? '' : ` (stays: ${since.join(', ')})`}`
}
