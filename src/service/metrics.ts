import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Run } from '../core/run.ts'
import type { Sweep } from '../core/sweep.ts'

/** What Prometheus may ask for. Labels hold no ids and no names of people. */
export type Metrics = {
  eventTaken(status: 'accepted' | 'ignored'): void
  eventRefused(reason: string): void
  runRecorded(run: Run): void
  portalAnswered(report: { method: string; outcome: string; durationMs: number }): void
  sweepEnded(sweep: Sweep): void
  read(): Promise<{ contentType: string; body: string }>
}

/** What is asked for when the metrics are read. */
export type Gauges = {
  /** What is kept aside while the database is away; null: nothing ever is. */
  spool(): { events: number; bytes: number } | null
  depth(): Promise<{ waiting: number; active: number; retrying: number }>
  portal(): {
    bucketLevel: number
    bucketSize: number | null
    waiting: Record<string, number>
    methods: readonly { method: string; operatingSeconds: number }[]
  }
  /** Whether this process is the one that works on deals. */
  isWorking(): boolean
  quarantinedDeals(): Promise<number>
  /** Whether a person has stopped all writes. */
  isStopped(): boolean
  /** Rules that a fuse holds, and the deals that wait for it. */
  held(): Promise<{ rules: number; deals: number }>
}

export function createMetrics(gauges: Gauges): Metrics {
  const { spool, depth, portal, isWorking, quarantinedDeals, isStopped, held } = gauges
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const events = new Counter({
    name: 'bindery_events_total',
    help: 'Events taken in, by what became of them.',
    labelNames: ['status'],
    registers,
  })
  const refused = new Counter({
    name: 'bindery_events_refused_total',
    help: 'Events refused at the door, by reason.',
    labelNames: ['reason'],
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
  const sweeps = new Counter({
    name: 'bindery_sweeps_total',
    help: 'Sweeps that have ended, by kind and how.',
    labelNames: ['kind', 'status'],
    registers,
  })
  const sweptDeals = new Counter({
    name: 'bindery_sweep_deals_total',
    help: 'Deals that sweeps looked at (seen), and those that no event had told of (queued).',
    labelNames: ['kind', 'what'],
    registers,
  })
  const lastSweep = new Gauge({
    name: 'bindery_last_sweep_timestamp_seconds',
    help: 'When this process last ended a sweep well, in seconds since 1970.',
    labelNames: ['kind'],
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
      // Without the database the other metrics are still told: it is when they are looked at.
      const states = await depth().catch(() => null)
      if (states === null) return this.reset()
      for (const [state, deals] of Object.entries(states)) this.set({ state }, deals)
    },
  })
  gauge('bindery_portal_bucket_level', 'Requests of our burst allowance that are used now.', () => portal().bucketLevel)
  gauge('bindery_portal_bucket_size', 'Our burst allowance; 0 where there is no limit.', () => portal().bucketSize ?? 0)
  gauge('bindery_spool_events', 'Events kept aside until the database takes them.', () => spool()?.events ?? 0)
  gauge('bindery_spool_bytes', 'What they take of the disk.', () => spool()?.bytes ?? 0)
  gauge('bindery_working', '1 in the process that works on deals.', () => (isWorking() ? 1 : 0))
  gauge('bindery_writes_stopped', '1 while a person has stopped all writes.', () => (isStopped() ? 1 : 0))
  gauge('bindery_held_rules', 'Rules whose changes a fuse holds.', async () => (await held()).rules)
  gauge('bindery_held_deals', 'Deals with changes that are held.', async () => (await held()).deals)
  gauge('bindery_quarantined_deals', 'Deals that are not written until a person releases them.', quarantinedDeals)
  new Gauge({
    name: 'bindery_portal_waiting_calls',
    help: 'Calls on the portal that wait for their turn, by urgency.',
    labelNames: ['urgency'],
    registers,
    collect() {
      for (const [urgency, calls] of Object.entries(portal().waiting)) this.set({ urgency }, calls)
    },
  })
  new Gauge({
    name: 'bindery_portal_operating_seconds',
    help: 'Execution time that a method has used in the last ten minutes, as the portal tells.',
    labelNames: ['method'],
    registers,
    collect() {
      for (const { method, operatingSeconds } of portal().methods) this.set({ method }, operatingSeconds)
    },
  })

  function gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // As with the queue: what the database would tell is left out while it is away.
        const value = await Promise.resolve(read()).catch(() => null)
        if (value === null) this.reset()
        else this.set(value)
      },
    })
  }

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
