import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { RuleDocument } from '../src/core/rules/rule.ts'
import { Closing } from '../src/service/process/closing.ts'
import { type Bindery, startBindery } from './burst/bindery.ts'
import { type PortalProcess, startPortalProcess } from './burst/portal-process.ts'
import { knock } from './door/knock.ts'
import type { DoorResult, DoorRow } from './door/result.ts'
import { doorTable } from './door/table.ts'
import { type PostgresServer, startPostgres } from './intake/postgres-server.ts'
import { startBareExpress } from './intake/servers.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { rulesByPipeline } from './rules/rule-mix.ts'
import { machineLines } from './tables.ts'

/**
 * How long an event waits for its answer while the service is busy with a burst, at a steady rate. `--rules N`, again and
 * again for several: Bindery alone with so many live rules, of which one matches.
 */
const { values } = parseArgs({ options: { rules: { type: 'string', multiple: true, default: [] } } })
const ruleCounts = values.rules.map(Number)
if (!ruleCounts.every((count) => count >= 1)) throw new Error('--rules takes numbers.')
const deals = 1_000
const offeredPerSecond = 500
const connections = 32
const seconds = 15

type Stand = { directory: string; server: PostgresServer; closing: Closing }

async function measure(closing: Closing): Promise<DoorResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(() => server.stop())
  const stand = { directory, server, closing }
  const rows = ruleCounts.length === 0 ? await rowsBesideOthers(stand) : []
  for (const count of ruleCounts) rows.push(await rowWithRules(stand, count))
  return { machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } }, rows }
}

async function startBoth({ directory, server, closing }: Stand, name: string, moreRules: readonly RuleDocument[] = []) {
  const setup = { deals, companies: deals / 10, hasOtherContact: false, echoes: false, operating: null, latencyMs: 30 }
  const portal = await startPortalProcess(directory, name, setup)
  closing.later(() => portal.child.kill())
  const { webhookUrl } = await portal.state()
  const databaseUrl = await server.createDatabase(name)
  const bindery = await startBindery({ directory, name, webhookUrl, databaseUrl, moreRules })
  closing.later(() => bindery.child.kill())
  await portal.setHandler(bindery.child.url)
  // A first burst warms up.
  await portal.changeAll()
  await untilIdle(bindery, deals)
  return { portal, bindery, webhookUrl, databaseUrl }
}

/** Besides the one that is shipped: of pipelines that no deal is in. */
async function rowWithRules(stand: Stand, count: number): Promise<DoorRow> {
  const { portal, bindery } = await startBoth(stand, `door_${count}_rules`, rulesByPipeline(count - 1))
  const database = `PostgreSQL ${stand.server.version}`
  const { url } = bindery.child
  const row = { ...(await duringBurst(portal, url, database, url)), subject: `Bindery, ${count} rules` }
  await untilIdle(bindery)
  await bindery.child.kill()
  await portal.child.kill()
  return row
}

async function rowsBesideOthers(stand: Stand): Promise<DoorRow[]> {
  const { directory, server, closing } = stand
  const { portal, bindery, webhookUrl, databaseUrl } = await startBoth(stand, 'door')
  const express = await startBareExpress(directory, { DATABASE_URL: await server.createDatabase('bare') })
  closing.later(() => express.kill())
  const database = `PostgreSQL ${server.version}`
  const alone = { database, subject: 'Express, one INSERT', meanwhile: 'nothing', ...notMeasured }
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
  return rows
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
  // What is measured of the loop begins anew with each look.
  await loopDelay(drainer)
  await portal.changeAll()
  const answers = await knockAt(url)
  const meanwhile = `Bindery drains ${deals.toLocaleString('en-US')} changed deals`
  return { database, meanwhile, ...answers, ...(url === drainer ? await loopDelay(url) : notMeasured) }
}

async function knockAt(url: string): Promise<Omit<DoorRow, 'database' | 'subject' | 'meanwhile' | keyof LoopDelay>> {
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

type LoopDelay = Pick<DoorRow, 'loopDelayP99Ms' | 'loopDelayMostMs'>

const notMeasured: LoopDelay = { loopDelayP99Ms: null, loopDelayMostMs: null }

async function loopDelay(url: string): Promise<LoopDelay> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const ms = (name: string) =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(metrics)?.[1]) * 1_000
  return { loopDelayP99Ms: ms('p99'), loopDelayMostMs: ms('max') }
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
