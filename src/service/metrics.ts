import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Run } from '../core/run.ts'

/** What Prometheus may ask for. Labels hold no ids and no names of people. */
export type Metrics = {
  eventTaken(status: 'accepted' | 'ignored'): void
  runRecorded(run: Run): void
  portalAnswered(report: { method: string; outcome: string; durationMs: number }): void
  read(): Promise<{ contentType: string; body: string }>
}

export function createMetrics(depth: () => Promise<{ waiting: number; active: number; retrying: number }>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const events = new Counter({
    name: 'bindery_events_total',
    help: 'Events taken in, by what became of them.',
    labelNames: ['status'],
    registers,
  })
  const runs = new Counter({
    name: 'bindery_runs_total',
    help: 'Runs recorded, by status and trigger.',
    labelNames: ['status', 'trigger'],
    registers,
  })
  const operations = new Counter({
    name: 'bindery_operations_total',
    help: 'Writes on the portal, by method and whether an error came back.',
    labelNames: ['method', 'outcome'],
    registers,
  })
  const lag = new Histogram({
    name: 'bindery_run_lag_seconds',
    help: 'From the oldest event that a run answers to the end of the run.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  })
  const requests = new Histogram({
    name: 'bindery_portal_request_seconds',
    help: 'HTTP requests to the portal, by method and outcome.',
    labelNames: ['method', 'outcome'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers,
  })
  new Gauge({
    name: 'bindery_queue_deals',
    help: 'Deals in the queue, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, deals] of Object.entries(await depth())) this.set({ state }, deals)
    },
  })
  return {
    eventTaken: (status) => events.inc({ status }),
    runRecorded(run) {
      runs.inc({ status: run.status, trigger: run.trigger.type })
      lag.observe((Date.parse(run.finishedAt) - Date.parse(run.queuedAt)) / 1000)
      for (const { method, error } of run.operations) {
        operations.inc({ method, outcome: error === null ? 'ok' : 'error' })
      }
    },
    portalAnswered({ method, outcome, durationMs }) {
      requests.observe({ method, outcome }, durationMs / 1000)
    },
    async read() {
      return { contentType: registry.contentType, body: await registry.metrics() }
    },
  }
}
