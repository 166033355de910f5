import { z } from 'zod'
import { proposalStates } from '../../core/rules/proposal.ts'
import { RuleKey } from '../../core/rules/rule.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { optionalJsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { ProposalShape } from '../schemas/proposal.ts'
import { pageOf, paging } from '../schemas/query.ts'
import { noteOfSave } from './rules.ts'

type Filter = { state?: ProposalShape['state']; rule?: string; cursor?: string; limit: number }
export type ProposalDecision = { id: string; caller: Caller; note: string | null }
export type ProposalOutcome =
  | { status: 'done' | 'decided' | 'own'; proposal: ProposalShape }
  | { status: 'absent' }
  | { status: 'outdated'; currentVersion: number | null }

export type ProposalsDeps = {
  proposals: {
    /** Newest first. A cursor that it did not make: an error with the code `invalid_cursor`. */
    list(filter: Filter): Promise<Page<ProposalShape>>
    find(id: string): Promise<ProposalShape | null>
    approve(decision: ProposalDecision): Promise<ProposalOutcome>
    refuse(decision: ProposalDecision): Promise<ProposalOutcome>
  }
}

const params = z.object({ id: z.guid() })
const Told = ProposalShape.extend({
  mayApprove: z.boolean().describe('Whether the caller may approve it now.'),
})
const noProposal = () => notFound('There is no such proposal.')

/** A person who sits there: neither a program nor a link that nobody answers for. */
const isPerson = ({ kind, sessionId }: Caller) => kind === 'user' && sessionId !== null

/** Live rules that wait for a second person. */
export function proposalsRoutes({ proposals }: ProposalsDeps): Route[] {
  const told = (proposal: ProposalShape, caller: Caller) => ({
    ...proposal,
    mayApprove:
      proposal.state === 'waiting' &&
      !proposal.isOutdated &&
      caller.role !== 'viewer' &&
      isPerson(caller) &&
      caller.userId !== proposal.proposedById,
  })
  return [
    route({
      method: 'get',
      path: '/api/proposals',
      summary: 'Live rules that were proposed to a second person, newest first',
      access: 'viewer',
      query: z.strictObject({
        state: z.enum(proposalStates).exactOptional(),
        rule: RuleKey.exactOptional(),
        ...paging,
      }),
      answers: { 200: { description: 'One page.', schema: pageOf(Told) } },
      async handle({ query, caller }) {
        const { items, nextCursor } = await proposals.list(query)
        return { status: 200, body: { items: items.map((one) => told(one, caller)), nextCursor } }
      },
    }),
    route({
      method: 'get',
      path: '/api/proposals/{id}',
      summary: 'One proposal, with the rule and what it would change',
      access: 'viewer',
      params,
      answers: { 200: { description: 'The proposal.', schema: Told } },
      refusals: { 404: 'There is no such proposal.' },
      async handle({ params: { id }, caller }) {
        const found = await proposals.find(id)
        if (found === null) throw noProposal()
        return { status: 200, body: told(found, caller) }
      },
    }),
    ...(['approve', 'refuse'] as const).map((decision) =>
      route({
        method: 'post',
        path: `/api/proposals/{id}/${decision}`,
        summary: decision === 'approve' ? 'Put a proposed rule in force' : 'Leave the rule as it is',
        description:
          decision === 'approve'
            ? 'By somebody who is signed in and has not proposed it; the rule must be what it was then.'
            : 'By anybody who may change rules; whoever proposed it takes it back that way.',
        access: 'editor',
        params,
        body: { format: optionalJsonBody, schema: z.strictObject({ note: noteOfSave }).optional() },
        answers: { 200: { description: 'Decided.', schema: Told } },
        refusals: {
          404: 'There is no such proposal.',
          409: 'It is decided already, the rule has changed since, or the caller is no person who is signed in.',
          ...(decision === 'approve' && { 403: 'The caller has proposed it.' }),
        },
        async handle({ params: { id }, body, caller }) {
          if (decision === 'approve' && !isPerson(caller)) throw noPerson()
          const outcome = await proposals[decision]({ id, caller, note: body?.note || null })
          switch (outcome.status) {
            case 'done':
              return { status: 200, body: told(outcome.proposal, caller) }
            case 'absent':
              throw noProposal()
            case 'own':
              throw ownProposal()
            case 'decided':
              throw decided(outcome.proposal)
            case 'outdated':
              throw outdated(outcome.currentVersion)
            default:
              return outcome satisfies never
          }
        },
      }),
    ),
  ]
}

const noPerson = () =>
  new Refusal(
    409,
    'not_a_person',
    'Approving takes a person who is signed in with an account of their own; a token or a start’s link does not do.',
  )

const ownProposal = () =>
  new Refusal(403, 'own_proposal', 'You have proposed this rule yourself; somebody else has to approve it.')

const decided = ({ state, decidedBy, version }: ProposalShape) =>
  new Refusal(409, 'decided', `${decidedBy ?? 'Somebody'} has decided this already: it is ${state}.`, {
    details: { state, decidedBy, version },
  })

const outdated = (currentVersion: number | null) =>
  new Refusal(
    409,
    'outdated',
    'The rule has changed since it was proposed. Look at it as it is now and propose anew.',
    {
      details: { currentVersion },
    },
  )
