import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import type { RunStatus } from '../../core/runs/run.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { RunAnswer, RunListAnswer, RunNowAnswer } from '../run-answers.ts'
import { runStory } from '../run-story.ts'
import { callApi } from '../service-api.ts'
import { parseDealId } from './deal-id.ts'

type RunOptions = AnswerOptions & { dryRun?: boolean }

/** Runs that did not get to the deal: it was held, it is gone, or something failed. */
const undone: readonly RunStatus[] = ['failed', 'quarantined', 'skipped']

const pollEveryMs = 250
const longestWaitMs = 120_000

export function addRun(program: Command, deps: CliDeps): void {
  program
    .command('run')
    .description('apply the rules to one deal now, whatever events they answer')
    .argument('<deal>', "the deal's id", parseDealId)
    .option('--dry-run', 'show what would happen, and change nothing')
    .option('--json', 'answer with the run record')
    .addHelpText(
      'after',
      `
The exit code is 1 when the run failed, the deal is quarantined, or there is no such deal.

Examples:
  npm run bindery -- run 42 --dry-run
  npm run bindery -- run 42`,
    )
    .action(async (dealId: number, options: RunOptions) => {
      const isPreview = options.dryRun ?? false
      const run = await deps.withService((service) => (isPreview ? preview(service, dealId) : runNow(service, dealId)))
      const ok = !undone.includes(run.status)
      tell(deps, options, { document: run, text: runStory(run, { isPreview }), ok })
    })
}

function preview(service: Service, dealId: number): Promise<RunAnswer> {
  return callApi(service, { method: 'POST', path: '/api/preview', body: { dealId }, answer: RunAnswer })
}

/** Asks for a run. One that is queued is awaited: the first manual run of the deal that was not there before. */
async function runNow(service: Service, dealId: number): Promise<RunAnswer> {
  const before = await newestManualRun(service, dealId)
  const asked = await callApi(service, { method: 'POST', path: `/api/deals/${dealId}/run`, answer: RunNowAnswer })
  if (!('requestId' in asked)) return asked
  await refuseToWaitForStop(service, dealId)
  const giveUpAt = Date.now() + longestWaitMs
  while (Date.now() < giveUpAt) {
    const newest = await newestManualRun(service, dealId)
    if (newest !== null && newest !== before) {
      return callApi(service, { path: `/api/runs/${encodeURIComponent(newest)}`, answer: RunAnswer })
    }
    await setTimeout(pollEveryMs)
  }
  await refuseToWaitForStop(service, dealId)
  throw new CommandError(
    'no_run_yet',
    `Deal ${dealId} waits for its run, and none has finished within ${longestWaitMs / 1000} s. The run will still happen; "npm run bindery -- doctor" says whether the portal answers.`,
  )
}

const StatusAnswer = z.looseObject({
  brakes: z.looseObject({ stopped: z.looseObject({ at: z.string(), by: z.string() }).nullable() }),
})

/** Throws where nothing is written until a person says so, which may take days. */
async function refuseToWaitForStop(service: Service, dealId: number): Promise<void> {
  const { brakes } = await callApi(service, { path: '/api/status', answer: StatusAnswer })
  if (brakes.stopped === null) return
  const { at, by } = brakes.stopped
  throw new CommandError(
    'writes_stopped',
    `Deal ${dealId} waits for its run: ${by} has stopped all writes at ${at}. It is run once "npm run bindery -- resume" lets them go on.`,
  )
}

async function newestManualRun(service: Service, dealId: number): Promise<string | null> {
  const { items } = await callApi(service, {
    path: `/api/runs?dealId=${dealId}&trigger=manual&limit=1`,
    answer: RunListAnswer,
  })
  return items[0]?.id ?? null
}
