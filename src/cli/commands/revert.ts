import type { Command } from 'commander'
import { z } from 'zod'
import { Link } from '../../core/deal/link.ts'
import { jobChanges } from '../../core/jobs/job.ts'
import { type AnswerOptions, CommandError, tell } from '../answer.ts'
import type { CliDeps, Service } from '../deps.ts'
import { changeSinceInWords } from '../details-in-words.ts'
import { linkChangeLines } from '../link-changes.ts'
import { RunAnswer } from '../run-answers.ts'
import { runStory } from '../run-story.ts'
import { callApi } from '../service-api.ts'
import { refuse } from '../usage.ts'
import {
  addRevertChange,
  addRevertList,
  addSelection,
  type RevertManyOptions,
  revertMany,
  selectionOf,
} from './revert-many.ts'
import { parseRunId } from './run-id.ts'

type RevertOptions = AnswerOptions & { force?: boolean; dryRun?: boolean }

const PreviewAnswer = z.looseObject({
  runId: z.string(),
  dealId: z.number(),
  hasChangedLinks: z.boolean(),
  linksNow: z.array(Link),
  linksAfter: z.array(Link),
  changedSince: z.array(z.looseObject({ contactId: z.number(), what: z.string(), runId: z.string().nullable() })),
  revertedBy: z.string().nullable(),
})
type PreviewAnswer = z.infer<typeof PreviewAnswer>

const RevertAnswer = z.union([z.object({ status: z.literal('queued'), requestId: z.string() }), RunAnswer])

export function addRevert(program: Command, deps: CliDeps): void {
  const command = addSelection(
    program
      .command('revert')
      .description("put a run's links back, by a run of its own; or those of many runs")
      .argument('[run]', "the run's id", parseRunId),
  )
    .option('--force', 'even if the links have changed since; what changed stays')
    .option('--dry-run', 'show what would be put back, and change nothing')
    .option('--json', 'answer with the run record, or what would be put back')
    .addHelpText(
      'after',
      `
The exit code is 1 when the links have changed since and --force is missing, or the revert failed.

Examples:
  npm run bindery -- revert 0190b6a0-0000-7000-8000-000000000001 --dry-run
  npm run bindery -- revert --backfill 0190b6a0-0000-7000-8000-000000000002 --dry-run
  npm run bindery -- revert --rule attach-company-primary-contact --version 3 --from 2026-08-21T09:30:00Z --watch`,
    )
    .action(async (runId: string | undefined, options: RevertManyOptions) => {
      const many = selectionOf(command, options)
      if (many !== null && runId !== undefined) refuse(command, 'Give one run, or a selection of many, not both.')
      if (many !== null) return revertMany(deps, many, options)
      if (runId === undefined) refuse(command, "Give a run's id, or one of --backfill, --revert and --rule.")
      return revertOne(deps, runId, options)
    })
  addRevertList(command, deps)
  for (const verb of jobChanges) addRevertChange(command, deps, verb)
}

async function revertOne(deps: CliDeps, runId: string, options: RevertOptions): Promise<void> {
  if (options.dryRun) {
    const preview = await deps.withService((service) =>
      callApi(service, { path: `/api/runs/${runId}/revert`, answer: PreviewAnswer }),
    )
    const isRefused = preview.changedSince.length > 0 && !options.force
    tell(deps, options, { document: preview, text: previewInWords(preview), ok: !isRefused })
    return
  }
  const run = await deps.withService((service) => revert(service, runId, options.force ?? false))
  const ok = run.status === 'applied' || run.status === 'unchanged'
  tell(deps, options, { document: run, text: runStory(run, { isPreview: false, isRevert: true }), ok })
}

async function revert(service: Service, runId: string, force: boolean): Promise<RunAnswer> {
  const answer = await callApi(service, {
    method: 'POST',
    path: `/api/runs/${runId}/revert`,
    body: { force },
    answer: RevertAnswer,
  })
  if (!('requestId' in answer)) return answer
  throw new CommandError(
    'no_run_yet',
    'The revert waits for its turn and has not finished in time. It will still happen; "npm run bindery -- doctor" says whether the portal answers.',
  )
}

function previewInWords(preview: PreviewAnswer): string {
  const { runId, dealId, hasChangedLinks, linksNow, linksAfter, changedSince, revertedBy } = preview
  if (!hasChangedLinks)
    return `Run ${runId} left the links of deal ${dealId} as they were; there is nothing to take back.`
  const changes = linkChangeLines(linksNow, linksAfter)
  return [
    `Run ${runId} of deal ${dealId}: nothing was written.`,
    ...(revertedBy === null ? [] : [`Run ${revertedBy} has taken it back already.`]),
    '',
    'Changed since',
    ...(changedSince.length === 0 ? ['  nothing'] : changedSince.map((change) => `  ${changeSinceInWords(change)}`)),
    '',
    changedSince.length === 0 ? 'Would change' : 'Would change with --force; what changed since stays',
    ...(changes.length === 0 ? ['  nothing'] : changes.map((change) => `  ${change}`)),
  ].join('\n')
}
