/** Which span it is, in lower-case hex: 32 digits of the trace, 16 of the span. */
export type SpanIds = { traceId: string; spanId: string }

/** Something that was done, from beginning to end, in milliseconds since 1970. Holds no personal data. */
export type FinishedSpan = {
  name: string
  /** `server`: answers a request; `client`: makes one. */
  kind: 'server' | 'client' | 'internal'
  ids: SpanIds
  parent: SpanIds | null
  /** What else it answers. */
  links: readonly SpanIds[]
  startedAt: number
  endedAt: number
  attributes: Readonly<Record<string, string | number | boolean>>
  /** A code, where it failed. */
  error: string | null
}

/** Takes spans and sends them on when it suits; what is sent slower than it comes is dropped. */
export type Traces = {
  tell(span: FinishedSpan): void
  close(): Promise<void>
}

/**
 * The ids of the span of what is stored under a UUID, an event or a run: so that whoever has the one can name the other,
 * and nothing has to be kept for it.
 */
export function idsOfStored(uuid: string): SpanIds {
  const traceId = uuid.replaceAll('-', '').toLowerCase()
  return { traceId, spanId: traceId.slice(16) }
}

/** Now, in milliseconds since 1970 with their fractions. */
export const clock = (): number => performance.timeOrigin + performance.now()
