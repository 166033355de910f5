import { z } from 'zod'
import type { TraceNode } from '../../core/conditions/trace.ts'

const outcome = {
  evaluated: z.boolean().describe('False when an earlier condition had settled the matter.'),
  result: z.boolean().nullable(),
}

/** A condition tree after evaluation. */
export const Trace: z.ZodType<TraceNode> = z
  .lazy(() =>
    z.union([
      z.object({
        ...outcome,
        all: z.array(Trace),
        erased: z.literal(true).exactOptional().describe('What it held has expired and was erased.'),
      }),
      z.object({ ...outcome, any: z.array(Trace) }),
      z.object({ ...outcome, not: Trace }),
      z.object({
        ...outcome,
        fact: z.string(),
        path: z.string().exactOptional(),
        operator: z.string(),
        value: z.unknown().optional(),
        params: z.record(z.string(), z.unknown()).exactOptional(),
        factResult: z.unknown().describe('What the fact held there.'),
        missing: z.literal(true).exactOptional(),
        valueResult: z.unknown().optional().describe('What `value` came to, when it named a fact.'),
      }),
    ]),
  )
  .meta({ id: 'Trace' })
