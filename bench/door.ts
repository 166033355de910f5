import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import autocannon from 'autocannon'
import { Closing } from '../src/service/closing.ts'
import { startBindery } from './burst/bindery.ts'
import { type PortalProcess, startPortalProcess } from './burst/portal-process.ts'
import type { DoorResult, DoorRow } from './door/result.ts'
import { doorTable } from './door/table.ts'
import { eventForm } from './intake/event-form.ts'
import { startPostgres } from './intake/postgres-server.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { machineLines } from './tables.ts'

/** How long an event waits for its answer while the service is busy with a burst, at a steady rate. */
const deals = 1_000
const offeredPerSecond = 500
const connections = 32
const seconds = 15

async function measure(closing: Closing): Promise<DoorResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(() => server.stop())
  const setup = { deals, companies: deals / 10, hasOtherContact: false, echoes: false, latencyMs: 30 }
  const portal = await startPortalProcess(directory, 'door', setup)
  closing.later(() => portal.child.kill())
  const { webhookUrl } = await portal.state()
  const databaseUrl = await server.createDatabase('door')
  const bindery = await startBindery({ directory, name: 'door', webhookUrl, databaseUrl })
  closing.later(() => bindery.child.kill())
  await portal.setHandler(bindery.child.url)
  const database = `PostgreSQL ${server.version}`
  const rows = [await knockDuringBurst(portal, bindery.child.url, database)]
  return { machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } }, rows }
}

/** The events are of the burst's own deals, as people who go on editing them would send. */
async function knockDuringBurst(portal: PortalProcess, url: string, database: string): Promise<DoorRow> {
  await portal.changeAll()
  let sent = 0
  const result = await autocannon({
    url,
    connections,
    overallRate: offeredPerSecond,
    duration: seconds,
    timeout: 10,
    sampleInt: 500,
    requests: [
      {
        method: 'POST',
        path: '/webhooks/bitrix24',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' },
        setupRequest: (request) => ({ ...request, body: eventForm((sent++ % deals) + 1) }),
      },
    ],
    verifyBody: (body) => body.includes('"eventId"'),
  })
  return {
    database,
    meanwhile: `${deals.toLocaleString('en-US')} changed deals are drained`,
    offeredPerSecond,
    seconds: result.duration,
    accepted: result['2xx'],
    errors: result.non2xx + result.errors + result.mismatches,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    mostMs: result.latency.max,
    loopDelayP99Ms: await loopDelayP99Ms(url),
  }
}

async function loopDelayP99Ms(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000
}

const closing = new Closing()
// Nothing started here may outlive an impatient Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${doorTable(result)}`)
  await writeResult('door', result)
} finally {
  await closing.close()
}
