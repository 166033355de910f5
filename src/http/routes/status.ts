import { type Route, route } from '../route.ts'
import { StatusReport } from '../schemas/status.ts'

export type StatusDeps = { status(): Promise<StatusReport> }

export function statusRoutes(deps: StatusDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/status',
      summary: 'How the service, its portal and its queue are',
      access: 'administrator',
      answers: { 200: { description: 'The state now.', schema: StatusReport } },
      handle: async () => ({ status: 200, body: await deps.status() }),
    }),
  ]
}
