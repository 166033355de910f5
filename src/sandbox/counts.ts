/** What came in under one method's name. */
export type MethodCounts = {
  /** HTTP requests of this method itself. */
  requests: number
  /** Commands of batches. */
  commands: number
  /** Of both, those that were not answered with a result. */
  failed: number
}

/** What a portal has seen since it was started. Unlike the logs of requests and deliveries, it forgets nothing. */
export type SandboxCounts = {
  /** HTTP requests, a batch being one. */
  readonly requests: number
  /** Commands inside batches. */
  readonly commands: number
  /** Requests and commands that failed, by `error`; those without a code under the empty text. */
  readonly refused: Readonly<Record<string, number>>
  /** By name in lower case; those that the portal does not have under `unknown`. */
  readonly methods: Readonly<Record<string, MethodCounts>>
  /** Events to deliver, duplicates counted; those that are not among `deliveries` yet wait or are on their way. */
  readonly events: number
  /** Events by what became of them: the handler's HTTP status, or why there was none. */
  readonly deliveries: Readonly<Record<string, number>>
}

/** Counts calls and events as they end. Copy what it shows to keep it: it goes on counting. */
export class Counter implements SandboxCounts {
  requests = 0
  commands = 0
  events = 0
  readonly refused: Record<string, number> = {}
  readonly methods: Record<string, MethodCounts> = {}
  readonly deliveries: Record<string, number> = {}

  /** `error`: `null` when it went well. */
  countCall({ method, inBatch, error }: { method: string; inBatch: boolean; error: string | null }): void {
    const kind = inBatch ? 'commands' : 'requests'
    const counts = this.methods[method] ?? { requests: 0, commands: 0, failed: 0 }
    this.methods[method] = counts
    counts[kind] += 1
    this[kind] += 1
    if (error === null) return
    counts.failed += 1
    this.refused[error] = (this.refused[error] ?? 0) + 1
  }

  countEvents(events: number): void {
    this.events += events
  }

  countDelivery(status: number | string): void {
    this.deliveries[status] = (this.deliveries[status] ?? 0) + 1
  }
}
