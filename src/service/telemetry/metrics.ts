import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Run } from '../../core/runs/run.ts'
import type { Sweep } from '../../core/sweeps/sweep.ts'
import { describeGauges, type Gauges } from './gauges.ts'

export type { Gauges } from './gauges.ts'

/** What Prometheus may ask for. Labels hold no ids and no names of people. */
export type Metrics = {
  eventTaken(status: 'accepted' | 'ignored'): void
  eventRefused(reason: string): void
  runRecorded(run: Run): void
  portalAnswered(report: { method: string; outcome: string; durationMs: number }): void
  sweepEnded(sweep: Sweep): void
  read(): Promise<{ contentType: string; body: string }>
}

export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `bindery_${name}`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[], ...labelNames: string[]) =>
    new Histogram({ name: `bindery_${name}`, help, buckets, labelNames, registers })
  describeGauges(registry, gauges)

  const events = counter('events_total', 'Events taken in, by what became of them.', 'status')
  const refused = counter('events_refused_total', 'Events refused at the door, by reason.', 'reason')
  const runs = counter('runs_total', 'Runs recorded, by status and trigger.', 'status', 'trigger')
  const operations = counter(
    'operations_total',
    'Writes on the portal, by method and whether an error came back.',
    ...['method', 'outcome'],
  )
  const sweeps = counter('sweeps_total', 'Sweeps that have ended, by kind and how.', 'kind', 'status')
  const sweptDeals = counter(
    'sweep_deals_total',
    'Deals that sweeps looked at (seen), and those that no event had told of (queued).',
    ...['kind', 'what'],
  )
  const lag = histogram(
    'run_lag_seconds',
    'From the oldest event that a run answers to the end of the run.',
    [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
  )
  const requests = histogram(
    'portal_request_seconds',
    'HTTP requests to the portal, by method and outcome.',
    [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    ...['method', 'outcome'],
  )
  const lastSweep = new Gauge({
    name: 'bindery_last_sweep_timestamp_seconds',
    help: 'When this process last ended a sweep well, in seconds since 1970.',
    labelNames: ['kind'],
    registers,
  })

  return {
    eventTaken: (status) => events.inc({ status }),
    eventRefused: (reason) => refused.inc({ reason }),
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
    sweepEnded({ kind, status, dealsSeen, dealsQueued, finishedAt }) {
      sweeps.inc({ kind, status })
      sweptDeals.inc({ kind, what: 'seen' }, dealsSeen)
      sweptDeals.inc({ kind, what: 'queued' }, dealsQueued)
      if (status === 'done') lastSweep.set({ kind }, Date.parse(finishedAt ?? '') / 1000)
    },
    async read() {
      return { contentType: registry.contentType, body: await registry.metrics() }
    },
  }
}
