import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'

const Alert = z.looseObject({
  title: z.string(),
  message: z.string(),
  whatToDo: z.string(),
  since: z.string(),
  overAt: z.string().nullable(),
  deliveries: z.array(
    z.looseObject({ channel: z.string(), moment: z.string(), state: z.string(), error: z.string().nullable() }),
  ),
})
const AlertList = z.looseObject({ items: z.array(Alert) })

export function addAlerts(program: Command, deps: CliDeps): void {
  program
    .command('alerts')
    .description('what is alarming, with what to do')
    .option('--all', 'also what is over, the last 200')
    .option('--json', 'answer with the alerts as a document')
    .action(async (options: AnswerOptions & { all?: boolean }) => {
      const path = `/api/alerts?limit=200${options.all ? '' : '&open=1'}`
      const list = await deps.withService((service) => callApi(service, { path, answer: AlertList }), {
        isAtRest: true,
      })
      tell(deps, options, { document: list, text: inWords(list.items), ok: true })
    })
}

function inWords(alerts: readonly z.infer<typeof Alert>[]): string {
  if (alerts.length === 0) return 'Nothing is alarming.'
  return alerts.map(alertInWords).join('\n\n')
}

function alertInWords({ title, message, whatToDo, since, overAt, deliveries }: z.infer<typeof Alert>): string {
  const untold = deliveries.filter(({ state }) => state !== 'sent')
  return [
    overAt === null ? `${title} (since ${since})` : `Over since ${overAt}: ${title}`,
    `  ${message}`,
    ...(overAt === null ? [`  What to do: ${whatToDo}`] : []),
    ...untold.map(
      ({ channel, moment, state, error }) =>
        `  Not told by ${channel} (${moment}, ${state}): ${error ?? 'it is on its way.'}`,
    ),
  ].join('\n')
}
