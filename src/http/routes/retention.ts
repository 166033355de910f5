import { z } from 'zod'
import { RetentionPolicy, retentionSubjects } from '../../core/record/retention.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { type Route, route } from '../route.ts'

export const RetentionShape = z
  .object({
    policy: RetentionPolicy,
    from: z.enum(['console', 'environment']).describe('Who says so: an administrator here, or the environment.'),
    setAt: z.iso.datetime().nullable(),
    setBy: z.string().nullable(),
    lastPass: z
      .object({
        endedAt: z.iso.datetime(),
        erased: z.object(
          Object.fromEntries(retentionSubjects.map((subject) => [subject, z.int()])) as Record<
            (typeof retentionSubjects)[number],
            z.ZodInt
          >,
        ),
      })
      .nullable()
      .describe('When everything older was last erased, and how many rows of what.'),
  })
  .meta({ id: 'Retention' })
export type RetentionShape = z.output<typeof RetentionShape>

export type RetentionDeps = {
  retention: {
    read(): Promise<RetentionShape>
    /** Null: the environment's word holds again. */
    change(order: { policy: RetentionPolicy | null; caller: Caller }): Promise<RetentionShape>
  }
}

export function retentionRoutes({ retention }: RetentionDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/retention',
      summary: 'How long things are kept',
      access: 'administrator',
      answers: { 200: { description: 'What holds now.', schema: RetentionShape } },
      handle: async () => ({ status: 200, body: await retention.read() }),
    }),
    route({
      method: 'put',
      path: '/api/retention',
      summary: 'Keep things for so long from now on',
      description:
        'Erasing begins within a minute, a few rows at a time, and is repeated every six hours. What is erased is gone: only a backup brings it back. The chain of the record stays whole.',
      access: 'administrator',
      body: { format: jsonBody, schema: RetentionPolicy },
      answers: { 200: { description: 'What holds now.', schema: RetentionShape } },
      handle: async ({ body: policy, caller }) => ({
        status: 200,
        body: await retention.change({ policy, caller }),
      }),
    }),
    route({
      method: 'delete',
      path: '/api/retention',
      summary: 'Keep things for as long as the environment says',
      access: 'administrator',
      answers: { 200: { description: 'What holds now.', schema: RetentionShape } },
      handle: async ({ caller }) => ({ status: 200, body: await retention.change({ policy: null, caller }) }),
    }),
  ]
}
