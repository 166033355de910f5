import type { Command } from 'commander'
import { z } from 'zod'
import { type AnswerOptions, tell } from '../answer.ts'
import type { CliDeps } from '../deps.ts'
import { callApi } from '../service-api.ts'
import { table } from '../table.ts'

const Proposal = z.looseObject({
  id: z.string(),
  ruleKey: z.string(),
  baseVersion: z.number().nullable(),
  rule: z.unknown(),
  note: z.string().nullable(),
  proposedAt: z.string(),
  proposedBy: z.string(),
  state: z.string(),
  decidedBy: z.string().nullable(),
  changes: z.array(z.string()),
  isOutdated: z.boolean(),
})
type Proposal = z.infer<typeof Proposal>
const ProposalList = z.looseObject({ items: z.array(Proposal) })

type ListOptions = AnswerOptions & { all?: boolean }
type RefuseOptions = AnswerOptions & { note?: string }

const howToApprove =
  'Approving takes a person who is signed in, other than who proposed it: in the console, or POST /api/proposals/ID/approve with a session.'

/** Approving is not among them: whoever holds a token, or this machine, is nobody in particular. */
export function addProposals(program: Command, deps: CliDeps): void {
  const proposals = program
    .command('proposals')
    .description('live rules that wait for a second person')
    .addHelpText('after', `\n${howToApprove}`)
  proposals
    .command('list')
    .description('those that wait, newest first')
    .option('--all', 'those that are decided as well')
    .option('--json', 'answer with the proposals as a document')
    .action(async (options: ListOptions) => {
      const path = `/api/proposals?limit=200${options.all ? '' : '&state=waiting'}`
      const list = await deps.withService((service) => callApi(service, { path, answer: ProposalList }))
      tell(deps, options, { document: list, text: inWords(list.items), ok: true })
    })
  proposals
    .command('show')
    .description('one of them, with the rule and what it would change')
    .argument('<proposal>', 'its id, from "proposals list"')
    .option('--json', 'answer with the proposal as a document')
    .action(async (id: string, options: AnswerOptions) => {
      const proposal = await deps.withService((service) => callApi(service, { path: pathOf(id), answer: Proposal }))
      tell(deps, options, { document: proposal, text: oneInWords(proposal), ok: true })
    })
  proposals
    .command('refuse')
    .description('leave the rule as it is; takes back a proposal of your own, too')
    .argument('<proposal>', 'its id, from "proposals list"')
    .option('--note <text>', 'why; kept with the proposal')
    .option('--json', 'answer with the proposal as a document')
    .action(async (id: string, { note, ...options }: RefuseOptions) => {
      const body = note === undefined ? {} : { note }
      const proposal = await deps.withService((service) =>
        callApi(service, { method: 'POST', path: `${pathOf(id)}/refuse`, body, answer: Proposal }),
      )
      const text = `The proposal for ${proposal.ruleKey} is refused; the rule stays as it is.`
      tell(deps, options, { document: proposal, text, ok: true })
    })
}

const pathOf = (id: string) => `/api/proposals/${encodeURIComponent(id)}`

const stateOf = ({ state, isOutdated }: Proposal) => (isOutdated ? 'outdated' : state)

function inWords(proposals: readonly Proposal[]): string {
  if (proposals.length === 0) return 'No rule waits for a second person.'
  const rows = proposals.map((one) => [one.id, one.ruleKey, stateOf(one), one.proposedBy, one.proposedAt])
  return [table(['PROPOSAL', 'RULE', 'STATE', 'BY', 'AT'], rows), '', howToApprove].join('\n')
}

function oneInWords(proposal: Proposal): string {
  const { ruleKey, baseVersion, rule, note, proposedAt, proposedBy, decidedBy, changes } = proposal
  return [
    `Rule ${ruleKey}, ${baseVersion === null ? 'new' : `over version ${baseVersion}`}: ${stateOf(proposal)}`,
    `Proposed by ${proposedBy} at ${proposedAt}${note === null ? '' : `: ${note}`}`,
    ...(decidedBy === null ? [] : [`Decided by ${decidedBy}`]),
    ...changes.map((sentence) => `  ${sentence}`),
    '',
    JSON.stringify(rule, null, 2),
  ].join('\n')
}
