import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { momentOption } from '../usage.ts'

const Sweep = z.looseObject({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  since: z.string().nullable(),
  pages: z.number(),
  dealsSeen: z.number(),
  dealsQueued: z.number(),
  dealsHealed: z.number(),
  dealsWaiting: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
type Sweep = z.infer<typeof Sweep>

const lookEveryMs = 250

export function addSweep(program: Command, deps: CliDeps): void {
  program
    .command('sweep')
    .description('ask the portal what has changed that no event told of, and have it run')
    .option(
      '--since <time>',
      'changes since then, as 2026-08-21T09:30:00Z; default: from where the last sweep went',
      momentOption,
    )
    .option('--open-deals', 'look at every open deal, slowly, for links that were changed without a trace')
    .option('--no-wait', 'begin it and do not wait for its end')
    .option('--json', 'answer with one JSON document')
    .action(async (options: AnswerOptions & { since?: string; openDeals?: boolean; wait: boolean }) => {
      const document = await deps.withService(async (service) => {
        const kind = options.openDeals ? 'open-deals' : 'changes'
        const body = { kind, ...(options.since === undefined ? {} : { since: options.since }) }
        let sweep = await callApi(service, { method: 'POST', path: '/api/sweeps', body, answer: Sweep })
        while (options.wait && (sweep.status === 'running' || sweep.dealsWaiting > 0)) {
          await setTimeout(lookEveryMs)
          sweep = await callApi(service, { path: `/api/sweeps/${sweep.id}`, answer: Sweep })
        }
        return sweep
      })
      tell(deps, options, { document, text: inWords(document), ok: document.status !== 'failed' })
    })
}

function inWords({
  id,
  status,
  since,
  pages,
  dealsSeen,
  dealsQueued,
  dealsHealed,
  dealsWaiting,
  error,
}: Sweep): string {
  if (status === 'failed') return `Sweep ${id} failed: ${error?.message ?? 'the log says why.'}`
  if (status === 'running') return `Sweep ${id} is under way${error === null ? '.' : `, and waits: ${error.message}`}`
  const failed = dealsQueued - dealsHealed - dealsWaiting
  return [
    `${count(dealsSeen)} seen on ${pages} ${pages === 1 ? 'page' : 'pages'}${since === null ? '' : `, changed since ${since}`}.`,
    dealsQueued === 0
      ? 'Events had told of all of them.'
      : `${count(dealsQueued)} no event had told of: ${dealsHealed} put right`,
    ...(dealsWaiting > 0 ? [`, ${dealsWaiting} wait`] : []),
    ...(failed > 0 ? [`, ${failed} failed`] : []),
    ...(dealsQueued > 0 ? ['.'] : []),
  ]
    .join(' ')
    .replaceAll(' ,', ',')
    .replaceAll(' .', '.')
}

const count = (deals: number): string => (deals === 1 ? '1 deal' : `${deals} deals`)
