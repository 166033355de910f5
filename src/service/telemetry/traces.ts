import { randomBytes } from 'node:crypto'
import type { TracingConfig } from '../../config/tracing.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { RequestReport } from '../../portal/send.ts'
import { clock, idsOfStored, type Traces } from '../../tracing/span.ts'

/** Loads OpenTelemetry, which most installations do without, where traces are sent somewhere; null: they are not. */
export async function startTraces(config: TracingConfig | null, version: string): Promise<Traces | null> {
  if (config === null) return null
  const { sendTraces } = await import('../../tracing/otlp.ts')
  return sendTraces({ ...config, version })
}

/** The span of an event bears its stored id, which its run's span names. */
export function traceIntake(traces: Traces | null, accept: HttpDeps['acceptEvent']): HttpDeps['acceptEvent'] {
  if (traces === null) return accept
  return async (event) => {
    const startedAt = clock()
    const acceptance = await accept(event)
    const { dealId } = event
    traces.tell({
      name: 'webhook accepted',
      kind: 'server',
      ids: idsOfStored(acceptance.eventId),
      ...{ parent: null, links: [], error: null },
      ...{ startedAt, endedAt: clock() },
      attributes: {
        'bindery.event': event.event,
        'bindery.event.id': acceptance.eventId,
        'bindery.event.status': acceptance.status,
        ...(dealId === null ? {} : { 'bindery.deal.id': dealId }),
      },
    })
    return acceptance
  }
}

/** A request over HTTP, which several runs may share: a trace of its own. */
export function traceRequest(traces: Traces | null, report: RequestReport): void {
  const endedAt = clock()
  traces?.tell({
    name: `portal request ${report.method}`,
    kind: 'client',
    ids: { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') },
    ...{ parent: null, links: [] },
    ...{ startedAt: endedAt - report.durationMs, endedAt },
    attributes: {
      'bindery.method': report.method,
      'bindery.commands': report.commands,
      'bindery.outcome': report.outcome,
      ...(report.status === null ? {} : { 'http.response.status_code': report.status }),
    },
    error: report.outcome === 'ok' ? null : report.outcome,
  })
}
