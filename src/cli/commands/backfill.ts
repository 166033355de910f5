import { type Command, Option } from 'commander'
import { z } from 'zod'
import { counted as countOf } from '../../core/guards/counted.ts'
import { type AnswerOptions, tell } from '../answer.ts'
import { collectFilter, filterInWords, filterNames } from '../deal-filter-option.ts'
import type { CliDeps, Service } from '../deps.ts'
import { follow } from '../follow.ts'
import { inTime } from '../in-time.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'

const Count = z.number()
const BackfillAnswer = z.looseObject({
  id: z.string(),
  status: z.string(),
  mode: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  filter: z.record(z.string(), z.unknown()),
  rules: z.array(z.string()).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  progress: z.looseObject({
    counted: Count.nullable(),
    enqueued: Count,
    waiting: Count,
    done: Count,
    dropped: Count,
    runs: z.record(z.string(), Count),
    secondsLeft: Count.nullable(),
  }),
})
type BackfillAnswer = z.infer<typeof BackfillAnswer>
const BackfillList = z.object({ items: z.array(BackfillAnswer) })
const PlanAnswer = z.object({
  counted: Count,
  plan: z.object({ requests: z.object({ total: Count }).loose(), seconds: Count, shareOfHour: Count }),
})

type BackfillOptions = AnswerOptions & {
  filter: Record<string, unknown>
  mode: 'shadow' | 'live'
  rule?: string[]
  dryRun?: boolean
  watch?: boolean
}

export function addBackfill(program: Command, deps: CliDeps): void {
  const backfill = program
    .command('backfill')
    .description('have the rules look at deals that are there already')
    .option('--filter <name=value>', 'which deals; may be given again, and all must hold', collectFilter, {})
    .addOption(
      new Option('--mode <mode>', 'shadow: evaluate and record only; live: act')
        .choices(['shadow', 'live'])
        .default('shadow'),
    )
    .option('--rule <key>', 'only this rule; may be given again', (key: string, keys: string[] = []) => [...keys, key])
    .option('--dry-run', 'say how many deals and what it would cost, and begin nothing')
    .option('--watch', 'wait for its end')
    .option('--json', 'answer with one JSON document')
    .addHelpText(
      'after',
      `
${filterNames}

Examples:
  npm run bindery -- backfill --filter categoryId=4 --filter createdSince=2026-01-01 --dry-run
  npm run bindery -- backfill --filter stageId=C4:NEW --mode live --rule attach-company-primary-contact --watch`,
    )
    .action(async (options: BackfillOptions) => {
      await deps.withService((service) =>
        options.dryRun ? plan(deps, service, options) : begin(deps, service, options),
      )
    })
  addList(backfill, deps)
  for (const verb of ['pause', 'resume', 'cancel'] as const) addChange(backfill, deps, verb)
}

async function plan(deps: CliDeps, service: Service, options: BackfillOptions): Promise<void> {
  const document = await callApi(service, {
    method: 'POST',
    path: '/api/backfills',
    body: { ...bodyOf(options), dryRun: true },
    answer: PlanAnswer,
  })
  const { counted, plan } = document
  const text = `${countOf(counted, 'deal')}. About ${countOf(plan.requests.total, 'request')}, ${inTime(plan.seconds)} if nothing else is to be done, ${Math.round(plan.shareOfHour * 100)} % of what an hour allows. Nothing was begun.`
  tell(deps, options, { document, text, ok: true })
}

async function begin(deps: CliDeps, service: Service, options: BackfillOptions): Promise<void> {
  const begun = await callApi(service, {
    method: 'POST',
    path: '/api/backfills',
    body: bodyOf(options),
    answer: BackfillAnswer,
  })
  const document = options.watch ? await watch(deps, service, begun) : begun
  const ok = document.status !== 'failed' && document.status !== 'cancelled'
  tell(deps, options, { document, text: inWords(document), ok })
}

const bodyOf = ({ filter, mode, rule }: BackfillOptions) => ({ filter, mode, ...(rule && { rules: rule }) })

function watch(deps: CliDeps, service: Service, { id }: BackfillAnswer): Promise<BackfillAnswer> {
  return follow(deps, {
    look: () => callApi(service, { path: `/api/backfills/${id}`, answer: BackfillAnswer }),
    isMoving: ({ status }) => status === 'counting' || status === 'running',
    inWords,
  })
}

function addList(backfill: Command, deps: CliDeps): void {
  backfill
    .command('list')
    .description('show the latest backfills')
    .option('--json', 'answer with one JSON document')
    .action(async (_options: AnswerOptions, command: Command) => {
      const document = await deps.withService((service) =>
        callApi(service, { path: '/api/backfills?limit=20', answer: BackfillList }),
      )
      const rows = document.items.map(({ id, status, mode, createdAt, createdBy, filter, rules, progress }) => [
        id,
        status,
        mode,
        `${progress.done}/${progress.counted ?? '?'}`,
        createdAt,
        createdBy,
        filterInWords(filter),
        rules === null ? 'all' : rules.join(' '),
      ])
      const text =
        rows.length === 0
          ? 'There are no backfills.'
          : table(['ID', 'STATUS', 'MODE', 'DONE', 'MADE', 'BY', 'DEALS', 'RULES'], rows)
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text, ok: true })
    })
}

function addChange(backfill: Command, deps: CliDeps, verb: 'pause' | 'resume' | 'cancel'): void {
  backfill
    .command(verb)
    .description({ pause: 'let no more deals of it come', resume: 'go on with it', cancel: 'end it' }[verb])
    .argument('<id>', 'as "backfill list" shows it')
    .option('--json', 'answer with one JSON document')
    .action(async (id: string, _options: AnswerOptions, command: Command) => {
      const document = await deps.withService((service) =>
        callApi(service, {
          method: 'POST',
          path: `/api/backfills/${encodeURIComponent(id)}/${verb}`,
          answer: BackfillAnswer,
        }),
      )
      tell(deps, command.optsWithGlobals<AnswerOptions>(), { document, text: inWords(document), ok: true })
    })
}

function inWords({ id, status, mode, error, progress }: BackfillAnswer): string {
  const { counted, done, waiting, dropped, runs, secondsLeft } = progress
  const came = Object.entries(runs).map(([name, count]) => `${count} ${name}`)
  return [
    `Backfill ${id} (${mode}) is ${status}: ${done} of ${counted ?? '?'} deals done`,
    ...(came.length > 0 ? [`(${came.join(', ')})`] : []),
    ...(waiting > 0 ? [`, ${waiting} wait`] : []),
    ...(dropped > 0 ? [`, ${dropped} were let be`] : []),
    ...(status === 'running' && secondsLeft !== null ? [`, about ${inTime(secondsLeft)} left`] : []),
    ...(error === null ? ['.'] : [`. ${error.message}`]),
  ]
    .join(' ')
    .replaceAll(' ,', ',')
    .replaceAll(' .', '.')
}
