import { z } from 'zod'
import type { BudgetPlan } from '../../core/jobs/budget.ts'

const count = z.number().int().nonnegative()

/** What work over many deals would cost. */
export const PlanShape = z
  .object({
    requests: z.object({ reading: count, writing: count, total: count }),
    seconds: z.number().describe('If nothing else is to be done; events go first.'),
    shareOfHour: z.number().describe('Of what Bindery may use in an hour.'),
  })
  .meta({ id: 'BudgetPlan' }) satisfies z.ZodType<BudgetPlan>
