import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { Closing } from '../src/service/closing.ts'
import { type Bindery, startBindery } from './burst/bindery.ts'
import { type PortalProcess, startPortalProcess } from './burst/portal-process.ts'
import { knock } from './door/knock.ts'
import type { DoorResult, DoorRow } from './door/result.ts'
import { doorTable } from './door/table.ts'
import { startPostgres } from './intake/postgres-server.ts'
import { startBareExpress } from './intake/servers.ts'
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
  const setup = { deals, companies: deals / 10, hasOtherContact: false, echoes: false, operating: null, latencyMs: 30 }
  const portal = await startPortalProcess(directory, 'door', setup)
  closing.later(() => portal.child.kill())
  const { webhookUrl } = await portal.state()
  const databaseUrl = await server.createDatabase('door')
  const bindery = await startBindery({ directory, name: 'door', webhookUrl, databaseUrl })
  closing.later(() => bindery.child.kill())
  await portal.setHandler(bindery.child.url)
  const express = await startBareExpress(directory, { DATABASE_URL: await server.createDatabase('bare') })
  closing.later(() => express.kill())
  const database = `PostgreSQL ${server.version}`
  const alone = { database, subject: 'Express, one INSERT', meanwhile: 'nothing', loopDelayP99Ms: null }
  // A first burst warms up.
  await portal.changeAll()
  await untilIdle(bindery, deals)
  const rows: DoorRow[] = [{ ...alone, ...(await knockAt(express.url)) }]
  rows.push({ ...(await duringBurst(portal, bindery.child.url, database, bindery.child.url)), subject: 'Bindery' })
  await untilIdle(bindery)
  const beside = await startBindery({ directory, name: 'beside', webhookUrl, databaseUrl })
  closing.later(() => beside.child.kill())
  rows.push({
    ...(await duringBurst(portal, beside.child.url, database, bindery.child.url)),
    subject: 'Bindery, a second process',
  })
  await untilIdle(bindery)
  await beside.child.kill()
  rows.push({ ...(await duringBurst(portal, express.url, database, bindery.child.url)), subject: alone.subject })
  return { machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } }, rows }
}

async function untilIdle(bindery: Bindery, runs = 0): Promise<void> {
  for (;;) {
    const state = await bindery.state()
    if (state.isIdle && (state.runs ?? 0) >= runs) return
    await wait(200)
  }
}

type Burst = Omit<DoorRow, 'subject'>

/** The events are of the burst's own deals, as people who go on editing them would send. */
async function duringBurst(portal: PortalProcess, url: string, database: string, drainer: string): Promise<Burst> {
  await portal.changeAll()
  const answers = await knockAt(url)
  const meanwhile = `Bindery drains ${deals.toLocaleString('en-US')} changed deals`
  return { database, meanwhile, ...answers, loopDelayP99Ms: url === drainer ? await loopDelayP99Ms(url) : null }
}

async function knockAt(url: string): Promise<Omit<DoorRow, 'database' | 'subject' | 'meanwhile' | 'loopDelayP99Ms'>> {
  const dealOf = (sent: number) => (sent % deals) + 1
  const { accepted, errors, latencies } = await knock({
    url,
    perSecond: offeredPerSecond,
    seconds,
    connections,
    dealOf,
  })
  const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN
  return {
    offeredPerSecond,
    seconds,
    accepted,
    errors,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    mostMs: percentile(1),
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
