import { z } from 'zod'
import type { Stop } from '../../core/guards/stop.ts'
import type { Caller } from '../credentials.ts'
import { optionalJsonBody } from '../json-body.ts'
import { type Route, route } from '../route.ts'
import { StopShape } from '../schemas/status.ts'

export type StopDeps = {
  /** Stops all writes on the portal, in every process. */
  stopWrites(order: { note: string | null; caller: Caller }): Promise<Stop>
  /** Whether there was a stop to end. */
  resumeWrites(order: { note: string | null; caller: Caller }): Promise<boolean>
}

const body = {
  format: optionalJsonBody,
  schema: z.strictObject({ note: z.string().trim().max(500).optional().describe('Why, for the others.') }).optional(),
}
const noteOf = (given: { note?: string | undefined } | undefined) => given?.note || null

export function stopRoutes(deps: StopDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/stop',
      summary: 'Stop all writes on the portal',
      description:
        'At once, in every process, until `POST /api/resume`. Events are taken in; their runs wait. A stop in force stays as it is.',
      access: 'editor',
      body,
      answers: { 200: { description: 'The stop in force.', schema: StopShape } },
      handle: async ({ body: given, caller }) => ({
        status: 200,
        body: await deps.stopWrites({ note: noteOf(given), caller }),
      }),
    }),
    route({
      method: 'post',
      path: '/api/resume',
      summary: 'Let writes go on, and what has waited for them',
      access: 'editor',
      body,
      answers: {
        200: {
          description: 'Writes go on.',
          schema: z.object({ stopped: z.null(), wasStopped: z.boolean().describe('False: they were not stopped.') }),
        },
      },
      handle: async ({ body: given, caller }) => ({
        status: 200,
        body: { stopped: null, wasStopped: await deps.resumeWrites({ note: noteOf(given), caller }) },
      }),
    }),
  ]
}
