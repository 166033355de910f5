import { z } from 'zod'
import { DealFilter } from '../../core/deal/deal-filter.ts'
import type { Backfill } from '../../core/jobs/backfill.ts'
import { backfillKinds, backfillModes, backfillStatuses } from '../../core/jobs/backfill.ts'
import type { BudgetPlan } from '../../core/jobs/budget.ts'
import { type JobChange, jobChangesInPast } from '../../core/jobs/job.ts'
import { RuleKey } from '../../core/rules/rule.ts'
import { runStatuses } from '../../core/runs/run.ts'
import type { Page } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { PlanShape } from '../schemas/plan.ts'
import { pageOf, paging } from '../schemas/query.ts'

const count = z.number().int().nonnegative()

const BackfillShape = z
  .object({
    id: z.string(),
    kind: z.enum(backfillKinds).describe('schedule: a rule’s own time had come.'),
    filter: DealFilter,
    mode: z.enum(backfillModes),
    rules: z.array(z.string()).nullable().describe('Only these; null: all.'),
    status: z.enum(backfillStatuses),
    createdAt: z.string(),
    createdBy: z.string(),
    changedBy: z.string().nullable().describe('Who paused, resumed or cancelled it last.'),
    finishedAt: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    progress: z.object({
      counted: count.nullable().describe('Deals of the filter when it began; null until they are counted.'),
      enqueued: count.describe('Deals whose turn has come so far.'),
      waiting: count.describe('Of these, not run yet.'),
      done: count,
      dropped: count.describe('Waited when it was cancelled, and were let be.'),
      runs: z.partialRecord(z.enum(runStatuses), count).describe('What came of those that are done.'),
      dealsPerMinute: z.number().nullable().describe('Its own pace of the last minutes; null: too early to say.'),
      secondsLeft: z.number().nullable().describe('By that pace; null: nobody can say.'),
    }),
  })
  .meta({ id: 'Backfill' })
export type BackfillAnswer = z.input<typeof BackfillShape>

const BackfillPlanShape = z.object({ counted: count, plan: PlanShape }).meta({ id: 'BackfillPlan' })

export type BackfillRequest = Pick<Backfill, 'filter' | 'mode' | 'rules'>
export type BackfillsDeps = {
  backfills: {
    /** Keys of the rules that are not live or in shadow mode. */
    unknownRules(keys: readonly string[]): Promise<string[]>
    /** What it would cost; nothing is started. Throws `PortalError`. */
    plan(request: BackfillRequest, gone: AbortSignal): Promise<{ counted: number; plan: BudgetPlan }>
    start(request: BackfillRequest & { caller: Caller }): Promise<BackfillAnswer>
    list(filter: {
      kind?: Backfill['kind'] | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<Page<BackfillAnswer>>
    find(id: string): Promise<BackfillAnswer | null>
    /** Null: there is none. `isChanged` false: it is not in a state for that. */
    change(request: {
      id: string
      change: 'pause' | 'resume' | 'cancel'
      caller: Caller
    }): Promise<{ isChanged: boolean; backfill: BackfillAnswer } | null>
  }
}

const params = z.object({ id: z.guid() })
const none = () => notFound('There is no such backfill.')

export function backfillsRoutes({ backfills }: BackfillsDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/backfills',
      summary: 'Have rules look at deals that are there already',
      description:
        'Goes on in the background, behind live events. shadow: every rule is evaluated and recorded, and nothing is written, whatever its mode.',
      access: 'editor',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          filter: DealFilter,
          mode: z.enum(backfillModes),
          rules: z.array(RuleKey).min(1).max(100).nullable().default(null).describe('Only these; null: all.'),
          dryRun: z.boolean().default(false).describe('Only say how many deals, and what it would cost.'),
        }),
      },
      answers: {
        200: { description: 'With dryRun: what it would cost.', schema: BackfillPlanShape },
        201: { description: 'Begun.', schema: BackfillShape, headers: { Location: 'Its address.' } },
      },
      refusals: {
        422: 'A rule that is named is not live or in shadow mode.',
        502: 'The portal refuses; a person must act.',
        503: 'The portal does not answer; try again.',
      },
      async handle({ body: { dryRun, ...request }, caller, gone }) {
        const unknown = request.rules === null ? [] : await backfills.unknownRules(request.rules)
        if (unknown.length > 0) throw unknownRules(unknown)
        if (dryRun) return { status: 200, body: await backfills.plan(request, gone()) }
        const begun = await backfills.start({ ...request, caller })
        return { status: 201, headers: { Location: `/api/backfills/${begun.id}` }, body: begun }
      },
    }),
    route({
      method: 'get',
      path: '/api/backfills',
      summary: 'Backfills and scheduled runs of rules, newest first',
      access: 'viewer',
      query: z.strictObject({ kind: z.enum(backfillKinds).exactOptional(), ...paging }),
      answers: { 200: { description: 'One page.', schema: pageOf(BackfillShape) } },
      handle: async ({ query }) => ({ status: 200, body: await backfills.list(query) }),
    }),
    route({
      method: 'get',
      path: '/api/backfills/{id}',
      summary: 'One backfill, with its progress',
      access: 'viewer',
      params,
      answers: { 200: { description: 'The backfill.', schema: BackfillShape } },
      refusals: { 404: 'There is no such backfill.' },
      async handle({ params: { id } }) {
        const backfill = await backfills.find(id)
        if (backfill === null) throw none()
        return { status: 200, body: backfill }
      },
    }),
    change('pause', 'Let no more deals of it come; those that wait already are still run'),
    change('resume', 'Go on where it was paused'),
    change('cancel', 'End it; deals that wait are let be, what was done stays'),
  ]

  function change(verb: JobChange, summary: string): Route {
    return route({
      method: 'post',
      path: `/api/backfills/{id}/${verb}`,
      summary,
      access: 'editor',
      params,
      answers: { 200: { description: 'As it is now.', schema: BackfillShape } },
      refusals: { 404: 'There is no such backfill.', 409: 'It is not in a state for that; details say which.' },
      async handle({ params: { id }, caller }) {
        const outcome = await backfills.change({ id, change: verb, caller })
        if (outcome === null) throw none()
        const { status } = outcome.backfill
        if (!outcome.isChanged) {
          const message = `The backfill is ${status}, so it cannot be ${jobChangesInPast[verb]}.`
          throw new Refusal(409, 'wrong_state', message, { details: { status } })
        }
        return { status: 200, body: outcome.backfill }
      },
    })
  }
}

const unknownRules = (keys: readonly string[]) =>
  new Refusal(422, 'unknown_rule', `No live or shadow rule is called ${keys.map((key) => `"${key}"`).join(', ')}.`, {
    details: { keys },
  })
