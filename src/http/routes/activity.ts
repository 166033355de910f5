import { z } from 'zod'
import { RuleKey } from '../../core/rules/rule.ts'
import { type Activity, endOf, type RuleActivity, type Steps } from '../../core/runs/activity.ts'
import { runStatuses } from '../../core/runs/run.ts'
import { badRequest } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { period } from '../schemas/query.ts'

const hourMs = 60 * 60_000
const stepsMs = { hour: hourMs, day: 24 * hourMs }
/** A month of hours: what may be asked for is bounded, so that the cost of an answer is. */
const mostSteps = 744
const longestMs = 92 * stepsMs.day

const query = z.strictObject({
  ...period,
  step: z.enum(['hour', 'day']).default('hour').describe('A day is 24 hours, counted from `from`.'),
})

const count = z.number().int().nonnegative()
const stretch = { from: z.string(), to: z.string(), stepSeconds: count }

const ActivityShape = z
  .object({
    ...stretch,
    items: z.array(
      z.object({
        from: z.string().describe('Where the step begins.'),
        runs: z.partialRecord(z.enum(runStatuses), count).describe('By status; one without runs is left out.'),
        events: count.describe('Events that came.'),
      }),
    ),
    dealsChanged: count.describe('Deals whose links were changed, each counted once.'),
    healed: count.describe('Runs of the sweep that changed links: what events had missed.'),
  })
  .meta({ id: 'Activity' })

const byStep = z.array(count)
const RuleActivityShape = z
  .object({
    ...stretch,
    items: z.array(
      z.object({
        key: RuleKey,
        lastMatchedAt: z.string().nullable().describe('Ever; null: never.'),
        matched: byStep.describe('Runs in which it matched, by step.'),
        changed: byStep.describe('Those of them in which this rule itself changed links; none of a rule in shadow.'),
        failed: byStep.describe('Those of them that failed or were held.'),
      }),
    ),
  })
  .meta({ id: 'RuleActivity' })

export type ActivityDeps = {
  now(): Date
  activity(steps: Steps): Promise<Activity>
  /** Of every rule that is there. */
  ruleActivity(steps: Steps): Promise<RuleActivity[]>
}

/** What happened over time, in figures. */
export function activityRoutes(deps: ActivityDeps): Route[] {
  const description = `\`from\` is by default a day (by hours) or a week (by days) ago, \`to\` now; the last step may reach past it. At most ${mostSteps} steps and 92 days.`
  return [
    route({
      method: 'get',
      path: '/api/activity',
      summary: 'Events and runs over time, by outcome',
      description,
      access: 'viewer',
      query,
      answers: { 200: { description: 'Every step, empty ones too.', schema: ActivityShape } },
      async handle({ query }) {
        const steps = stepsIn(query, deps.now())
        const { steps: items, ...whole } = await deps.activity(steps)
        const from = (place: number) => new Date(steps.from.getTime() + place * steps.stepMs).toISOString()
        return {
          status: 200,
          body: { ...told(steps), items: items.map((one, place) => ({ from: from(place), ...one })), ...whole },
        }
      },
    }),
    route({
      method: 'get',
      path: '/api/activity/rules',
      summary: 'How often each rule matched over time, and what came of it',
      description,
      access: 'viewer',
      query,
      answers: { 200: { description: 'Every rule, by key.', schema: RuleActivityShape } },
      async handle({ query }) {
        const steps = stepsIn(query, deps.now())
        return { status: 200, body: { ...told(steps), items: await deps.ruleActivity(steps) } }
      },
    }),
  ]
}

function stepsIn({ from, to, step }: z.output<typeof query>, now: Date): Steps {
  const stepMs = stepsMs[step]
  const end = to ?? now
  const begin = from ?? new Date(end.getTime() - (step === 'hour' ? 24 : 7) * stepMs)
  const length = end.getTime() - begin.getTime()
  if (length <= 0) throw badRequest([{ path: '/from', message: 'not before `to`, which is now unless it is given' }])
  const steps = Math.ceil(length / stepMs)
  if (steps > mostSteps || length > longestMs) {
    throw badRequest([{ path: '/from', message: `more than ${mostSteps} steps or 92 days before \`to\`` }])
  }
  return { from: begin, stepMs, count: steps }
}

const told = (steps: Steps) => ({
  from: steps.from.toISOString(),
  to: endOf(steps).toISOString(),
  stepSeconds: steps.stepMs / 1000,
})
