import { z } from 'zod'
import type { BudgetPlan, Job } from '../../core/jobs/budget.ts'
import { type Route, route } from '../route.ts'
import { PlanShape } from '../schemas/plan.ts'
import { StatusReport } from '../schemas/status.ts'

export type StatusDeps = {
  status(): Promise<StatusReport>
  planBudget(job: Job): BudgetPlan
}

const share = z.coerce.number().min(0).max(1)
const PlanQuery = z.object({
  deals: z.coerce.number().int().min(0).max(10_000_000).describe('How many deals the job is over.'),
  companies: z.coerce.number().int().min(0).exactOptional().describe('Companies they belong to; default: one each.'),
  linked: share.exactOptional().describe('Share of the deals that have contacts already; default 1.'),
  changing: share.exactOptional().describe('Share of the deals that will be written to; default 1.'),
})
export function statusRoutes(deps: StatusDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/status',
      summary: 'How the service, its portal and its queue are',
      access: 'viewer',
      answers: { 200: { description: 'The state now.', schema: StatusReport } },
      handle: async () => ({ status: 200, body: await deps.status() }),
    }),
    route({
      method: 'get',
      path: '/api/budget/plan',
      summary: 'What a job over many deals would cost of the portal’s allowance',
      access: 'viewer',
      query: PlanQuery,
      answers: { 200: { description: 'Requests, seconds and share of an hour.', schema: PlanShape } },
      handle: ({ query: { deals, companies = deals, linked = 1, changing = 1 } }) => ({
        status: 200,
        body: deps.planBudget({ deals, companies, linked, changing }),
      }),
    }),
  ]
}
