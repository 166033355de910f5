import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type IdGenerator, TracerProvider } from '@opentelemetry/sdk-trace'
import type { FinishedSpan, SpanIds, Traces } from './span.ts'

export type OtlpOptions = {
  /** The collector's address, without `/v1/traces`. */
  endpoint: string
  headers: Record<string, string>
  serviceName: string
  version: string
}

const exportTimeoutMs = 5_000
/** A collector that is away keeps nothing waiting at the end. */
const closeMs = 1_000

/** Sends spans to an OpenTelemetry collector, by OTLP over HTTP, many at once and behind everything else. */
export function sendTraces({ endpoint, headers, serviceName, version }: OtlpOptions): Traces {
  const ids = new GivenIds()
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers, timeoutMillis: exportTimeoutMs })
  const provider = new TracerProvider({
    idGenerator: ids,
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    // A burst of a thousand deals makes some ten thousand spans.
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: 20_000, maxExportBatchSize: 1_000 })],
  })
  const tracer = provider.getTracer('bindery', version)

  return {
    tell({ name, kind, ids: own, parent, links, startedAt, endedAt, attributes, error }: FinishedSpan) {
      ids.next = own
      const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent))
      const span = tracer.startSpan(
        name,
        {
          kind: kinds[kind],
          attributes: { ...attributes },
          links: links.map((link) => ({ context: contextOf(link) })),
          startTime: asTime(startedAt),
        },
        context,
      )
      ids.next = null
      if (error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
      span.end(asTime(endedAt))
    },
    async close() {
      await Promise.race([provider.shutdown().catch(() => {}), wait(closeMs, undefined, { ref: false })])
    },
  }
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const

const contextOf = (ids: SpanIds) => ({ ...ids, traceFlags: TraceFlags.SAMPLED, isRemote: true })

function asTime(ms: number): HrTime {
  const seconds = Math.trunc(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)]
}

/** Spans bear the ids of what they are about, so the next span is told its own. */
class GivenIds implements IdGenerator {
  next: SpanIds | null = null

  generateTraceId(): string {
    return this.next?.traceId ?? randomBytes(16).toString('hex')
  }

  generateSpanId(): string {
    return this.next?.spanId ?? randomBytes(8).toString('hex')
  }
}
