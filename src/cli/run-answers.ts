import { z } from 'zod'
import { Link } from '../core/deal/link.ts'
import { runStatuses } from '../core/runs/run.ts'

/** The parts of a run record that its story tells; the rest is passed through. */
export const RunAnswer = z.looseObject({
  id: z.string().nullish(),
  dealId: z.number(),
  portal: z.string(),
  status: z.enum(runStatuses),
  linksBefore: z.array(Link),
  linksAfter: z.array(Link),
  rules: z.array(
    z.looseObject({
      key: z.string(),
      version: z.number(),
      mode: z.string(),
      matched: z.boolean(),
      actions: z.array(
        z.looseObject({
          type: z.string(),
          effect: z.string(),
          note: z.string().nullable(),
          contacts: z.array(z.looseObject({ contactId: z.number(), effect: z.string(), by: z.string().nullable() })),
        }),
      ),
    }),
  ),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
})
export type RunAnswer = z.infer<typeof RunAnswer>

export const RunListAnswer = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) })

/** The run itself when it has finished in time, else that it waits for its turn. */
export const RunNowAnswer = z.union([z.object({ status: z.literal('queued'), requestId: z.string() }), RunAnswer])
