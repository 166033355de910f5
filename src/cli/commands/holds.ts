import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'

const Hold = z.looseObject({
  id: z.string(),
  ruleKey: z.string(),
  since: z.string(),
  why: z.string(),
  endedAt: z.string().nullable(),
  deals: z.looseObject({ held: z.number(), released: z.number(), discarded: z.number() }),
})
const HoldList = z.looseObject({ items: z.array(Hold) })
const Settled = z.looseObject({ deals: z.number(), hold: Hold })

type ListOptions = AnswerOptions & { all?: boolean }
type SettleOptions = AnswerOptions & { deal: number[] }

export function addHolds(program: Command, deps: CliDeps): void {
  const holds = program.command('holds').description('rules that a fuse holds, and what they would change')
  holds
    .command('list')
    .description('the holds in force, newest first')
    .option('--all', 'those that have ended as well')
    .option('--json', 'answer with the holds as a document')
    .action(async (options: ListOptions) => {
      const path = `/api/holds?limit=200${options.all ? '' : '&open=1'}`
      const list = await deps.withService((service) => callApi(service, { path, answer: HoldList }), { isAtRest: true })
      tell(deps, options, { document: list, text: inWords(list.items), ok: true })
    })
  for (const change of ['release', 'discard'] as const) {
    holds
      .command(change)
      .description(change === 'release' ? 'make the held changes' : 'leave the deals as they are')
      .argument('<hold>', 'its id, from "holds list"')
      .option('--deal <id>', 'only this deal; may be given several times', dealIds, [])
      .option('--json', 'answer with what was settled')
      .action(async (id: string, options: SettleOptions) => {
        const body = options.deal.length === 0 ? {} : { dealIds: options.deal }
        const path = `/api/holds/${encodeURIComponent(id)}/${change}`
        const settled = await deps.withService((service) =>
          callApi(service, { method: 'POST', path, body, answer: Settled }),
        )
        tell(deps, options, { document: settled, text: settledInWords(settled, change), ok: true })
      })
  }
}

function inWords(holds: readonly z.infer<typeof Hold>[]): string {
  if (holds.length === 0) return 'No rule is held.'
  return table(
    ['HOLD', 'RULE', 'SINCE', 'HELD', 'RELEASED', 'DISCARDED', 'ENDED'],
    holds.map(({ id, ruleKey, since, endedAt, deals }) => [
      id,
      ruleKey,
      since,
      String(deals.held),
      String(deals.released),
      String(deals.discarded),
      endedAt ?? '-',
    ]),
  )
}

function settledInWords({ deals, hold }: z.infer<typeof Settled>, change: 'release' | 'discard'): string {
  const done = change === 'release' ? 'released; they are run now' : 'discarded'
  const next =
    hold.endedAt === null
      ? `${hold.deals.held} are still held.`
      : `The hold has ended: rule ${hold.ruleKey} acts again.`
  return `${deals} ${deals === 1 ? 'deal' : 'deals'} ${done}. ${next}`
}

function dealIds(text: string, known: number[]): number[] {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new InvalidArgumentError('a deal’s id is a positive whole number.')
  return [...known, Number(text)]
}
