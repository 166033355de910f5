import { Gauge, type Registry } from 'prom-client'

/** What is asked for when the metrics are read. What the database would tell may throw while it is away. */
export type Gauges = {
  /** What is kept aside while the database is away; null: nothing ever is. */
  spool(): { events: number; bytes: number } | null
  depth(): Promise<{ waiting: number; active: number; retrying: number }>
  portal(): {
    bucketLevel: number
    bucketSize: number | null
    waiting: Record<string, number>
    inFlight: number
    /** Why it is left alone as a whole; null: it is called as ever. */
    paused: { code: string } | null
    methods: readonly { method: string; operatingSeconds: number; pausedUntil: number | null }[]
  }
  /** Whether this process is the one that works on deals. */
  isWorking(): boolean
  quarantinedDeals(): Promise<number>
  /** Whether a person has stopped all writes. */
  isStopped(): boolean
  /** Rules that a fuse holds, and the deals that wait for it. */
  held(): Promise<{ rules: number; deals: number }>
  /** Alerts that stand. */
  openAlerts(): Promise<number>
}

/** One figure, or one for each value of a label. */
type Row = { name: string; help: string } & (
  | { read(): number | Promise<number> }
  | { label: string; readEach(): Record<string, number> | Promise<Record<string, number>> }
)

const flag = (is: boolean) => (is ? 1 : 0)

/** Registers everything that is asked for when the metrics are read. */
export function describeGauges(registry: Registry, gauges: Gauges): void {
  for (const row of rowsOf(gauges)) {
    new Gauge({
      name: `bindery_${row.name}`,
      help: row.help,
      labelNames: 'label' in row ? [row.label] : [],
      registers: [registry],
      async collect() {
        this.reset()
        // While the database is away what it would tell is left out and the others are told: it is when they are looked at.
        if (!('label' in row)) this.remove()
        const values = await valuesOf(row).catch(() => [])
        for (const { labels, value } of values) this.set(labels, value)
      },
    })
  }
}

async function valuesOf(row: Row): Promise<{ labels: Record<string, string>; value: number }[]> {
  if (!('label' in row)) return [{ labels: {}, value: await row.read() }]
  const each = await row.readEach()
  return Object.entries(each).map(([name, value]) => ({ labels: { [row.label]: name }, value }))
}

function rowsOf({ portal, spool, held, ...of }: Gauges): Row[] {
  const ofMethods = (read: (method: ReturnType<Gauges['portal']>['methods'][number]) => number) =>
    Object.fromEntries(portal().methods.map((method) => [method.method, read(method)]))
  return [
    {
      name: 'portal_bucket_level',
      help: 'Requests of our burst allowance that are used now.',
      read: () => portal().bucketLevel,
    },
    {
      name: 'portal_bucket_size',
      help: 'Our burst allowance; 0 where there is no limit.',
      read: () => portal().bucketSize ?? 0,
    },
    {
      name: 'portal_waiting_calls',
      help: 'Calls on the portal that wait for their turn, by urgency.',
      label: 'urgency',
      readEach: () => portal().waiting,
    },
    {
      name: 'portal_in_flight_requests',
      help: 'Requests to the portal that are under way.',
      read: () => portal().inFlight,
    },
    {
      name: 'portal_paused',
      help: '1 while the portal is left alone as a whole; the status says why.',
      read: () => flag(portal().paused !== null),
    },
    {
      name: 'portal_operating_seconds',
      help: 'Execution time that a method has used in the last ten minutes, as the portal tells.',
      label: 'method',
      readEach: () => ofMethods(({ operatingSeconds }) => operatingSeconds),
    },
    {
      name: 'portal_method_paused',
      help: '1 while a method is left alone as it used too much execution time.',
      label: 'method',
      readEach: () => ofMethods(({ pausedUntil }) => flag(pausedUntil !== null)),
    },
    { name: 'queue_deals', help: 'Deals in the queue, by state.', label: 'state', readEach: () => of.depth() },
    {
      name: 'spool_events',
      help: 'Events kept aside until the database takes them.',
      read: () => spool()?.events ?? 0,
    },
    { name: 'spool_bytes', help: 'What they take of the disk.', read: () => spool()?.bytes ?? 0 },
    { name: 'working', help: '1 in the process that works on deals.', read: () => flag(of.isWorking()) },
    { name: 'writes_stopped', help: '1 while a person has stopped all writes.', read: () => flag(of.isStopped()) },
    { name: 'held_rules', help: 'Rules whose changes a fuse holds.', read: async () => (await held()).rules },
    { name: 'held_deals', help: 'Deals with changes that are held.', read: async () => (await held()).deals },
    {
      name: 'quarantined_deals',
      help: 'Deals that are not written until a person releases them.',
      read: () => of.quarantinedDeals(),
    },
    { name: 'open_alerts', help: 'Alerts that stand.', read: () => of.openAlerts() },
  ]
}
