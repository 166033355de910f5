import { z } from 'zod'
import { type Route, route } from '../route.ts'

export type ProbesDeps = {
  version: string
  /** Resolves also when the database does not answer. */
  readiness(): Promise<Readiness>
  metrics(): Promise<{ contentType: string; body: string }>
}

const Readiness = z.object({
  ready: z.boolean(),
  checks: z.object({ database: z.enum(['ok', 'failed']), migrations: z.enum(['ok', 'pending']) }),
})
export type Readiness = z.output<typeof Readiness>

/** For the machinery around the service: no credential, no portal. */
export function probesRoutes(deps: ProbesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process answers',
      access: 'public',
      answers: {
        200: { description: 'It does.', schema: z.object({ status: z.literal('ok'), version: z.string() }) },
      },
      handle: () => ({ status: 200, body: { status: 'ok', version: deps.version } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'Whether it can take events and requests',
      access: 'public',
      answers: {
        200: { description: 'Ready.', schema: Readiness },
        503: { description: 'Not ready.', schema: Readiness },
      },
      async handle() {
        const readiness = await deps.readiness()
        return { status: readiness.ready ? 200 : 503, body: readiness }
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Metrics for Prometheus',
      access: 'public',
      answers: {
        200: { description: 'In the text format.', schema: z.string(), contentType: 'text/plain' },
      },
      async handle() {
        const { contentType, body } = await deps.metrics()
        return { status: 200, headers: { 'Content-Type': contentType }, body }
      },
    }),
  ]
}
