import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'

type StopOptions = AnswerOptions & { note?: string }

const StopAnswer = z.looseObject({ at: z.string(), by: z.string(), note: z.string().nullable() })
const ResumeAnswer = z.looseObject({ wasStopped: z.boolean() })

/** Both halves of the switch that holds all writes. */
export function addStop(program: Command, deps: CliDeps): void {
  program
    .command('stop')
    .description('stop all writes on the portal at once; events are still taken in, their runs wait')
    .option('--note <text>', 'why, for the others')
    .option('--json', 'answer with the stop in force')
    .addHelpText('after', '\nExample:\n  npm run bindery -- stop --note "contacts are being imported"')
    .action(async (options: StopOptions) => {
      const stop = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: '/api/stop', body: noteIn(options), answer: StopAnswer }),
      )
      const { at, by, note } = stop
      const why = note === null ? '' : `: ${note}`
      const text = `Nothing is written to the portal: stopped by ${by} at ${at}${why}\n"npm run bindery -- resume" lets writes go on.`
      tell(deps, options, { document: stop, text, ok: true })
    })
  program
    .command('resume')
    .description('let writes go on, and what has waited for them')
    .option('--note <text>', 'why, for the others')
    .option('--json', 'answer with what came of it')
    .action(async (options: StopOptions) => {
      const resumed = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: '/api/resume', body: noteIn(options), answer: ResumeAnswer }),
      )
      const text = resumed.wasStopped ? 'Writes go on.' : 'Writes were not stopped.'
      tell(deps, options, { document: resumed, text, ok: true })
    })
}

const noteIn = ({ note }: StopOptions) => (note === undefined ? {} : { note })
