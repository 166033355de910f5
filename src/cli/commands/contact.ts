import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'

const Erased = z.looseObject({
  deals: z.number(),
  snapshots: z.number(),
  runs: z.number(),
  events: z.number(),
  jobs: z.number(),
  isInPortal: z.boolean().nullable(),
})

type EraseOptions = AnswerOptions & { also: string[] }

export function addContact(program: Command, deps: CliDeps): void {
  program
    .command('contact')
    .description('what is kept of a contact')
    .command('erase')
    .description('forget what is kept of a contact; its number and what was done stay on record')
    .argument('<contact>', 'its id', parseContactId)
    .option('--also <words>', 'other words that it is known by; may be given several times', collected, [])
    .option('--json', 'answer with what was erased')
    .addHelpText(
      'after',
      `
Delete the contact in Bitrix24 first: as long as it is there, later runs read it again. Nothing brings back
what was erased but a backup. The record of what was done stays provable ("audit verify").

Example:
  npm run bindery -- contact erase 12 --also "Anna Smith" --also anna@example.com`,
    )
    .action(async (id: number, { also, ...options }: EraseOptions) => {
      const erased = await deps.withService((service) =>
        callApi(service, {
          method: 'POST',
          path: `/api/contacts/${id}/erase`,
          body: also.length === 0 ? {} : { also },
          answer: Erased,
        }),
      )
      const { deals, snapshots, runs, events, jobs, isInPortal } = erased
      const still = {
        true: '\nThe portal still has the contact: delete it there and repeat this, or later runs read it again.',
        false: '',
        null: '\nThe portal did not say whether it still has the contact.',
      }[`${isInPortal}`]
      const isAnything = deals + snapshots + runs + events + jobs > 0
      const done = isAnything
        ? `Contact ${id} is forgotten: ${deals} deals with ${snapshots} snapshots and ${runs} runs, ${events} events and ${jobs} backtests.`
        : `Nothing was kept of contact ${id} that could be forgotten.${isInPortal === false ? ' The portal has no such contact: is the number right?' : ''}`
      const text = `${done}${still}`
      tell(deps, options, { document: erased, text, ok: true })
    })
}

const collected = (text: string, before: string[]) => [...before, text]

function parseContactId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError('Give the id of a contact, a positive whole number.')
  return Number(text)
}
