import { z } from 'zod'
import type { ConfigFault } from './faults.ts'

/** Where traces are sent, by OTLP over HTTP. The headers may hold secrets. */
export type TracingConfig = { endpoint: string; headers: Record<string, string>; serviceName: string }

/** Named as OpenTelemetry names them, so that what is written for other services fits. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: 'Not a web address. Give the collector’s, without /v1/traces, such as http://127.0.0.1:4318.',
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform((text, context) => {
      const headers = headersIn(text)
      if (headers !== null) return headers
      const message =
        'Not a list of headers. Write NAME=VALUE, separated by commas, with special characters percent-encoded.'
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .optional(),
  OTEL_SERVICE_NAME: z
    .string()
    .max(100, 'Longer than 100 characters. Give a short name, as bindery.')
    .default('bindery'),
}

type Given = z.output<z.ZodObject<typeof tracingVariables>>

/** Null: no traces are made. */
export function tracingConfig(given: Given): TracingConfig | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = given
  return endpoint === undefined ? null : { endpoint, headers, serviceName: given.OTEL_SERVICE_NAME }
}

/** What does not fit together; looked for in the texts themselves. */
export function tracingFaults(given: Record<string, string | undefined>): ConfigFault[] {
  if (given.OTEL_EXPORTER_OTLP_HEADERS === undefined || given.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) return []
  const message = 'Missing, and OTEL_EXPORTER_OTLP_HEADERS is set. Say where traces are sent, or leave both out.'
  return [{ variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', message }]
}

function headersIn(text: string): Record<string, string> | null {
  const pairs = text.split(',').map((pair) => /^\s*([\w-]+)\s*=(.*)$/.exec(pair))
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        if (pair === null) throw new URIError()
        return [pair[1] ?? '', decodeURIComponent((pair[2] ?? '').trim())]
      }),
    )
  } catch {
    return null
  }
}
