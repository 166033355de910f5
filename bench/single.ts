import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Closing } from '../src/service/process/closing.ts'
import { startBindery } from './burst/bindery.ts'
import { startPortalProcess } from './burst/portal-process.ts'
import { startPostgres } from './intake/postgres-server.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { dealsFor, measureSingle } from './single/measure.ts'
import type { SingleResult, SingleRow } from './single/result.ts'
import { singleTable } from './single/table.ts'
import { machineLines } from './tables.ts'

/** One event to an idle service: the requests that it takes, and how soon its deal has the right link. */
const rounds = 30
const portalLatencyMs = 50

type Database = { name: string; databaseUrl: string | null }

async function measure(closing: Closing): Promise<SingleResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(() => server.stop())
  const databases: Database[] = [
    { name: `PostgreSQL ${server.version}`, databaseUrl: await server.createDatabase('single') },
    { name: 'PGlite on disk', databaseUrl: null },
  ]
  const rows: SingleRow[] = []
  for (const database of databases) rows.push(await measureOn(closing, directory, database))
  return { machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } }, rows }
}

/** On a portal of its own. It does not send our own writes back: an echo would be a second event. */
async function measureOn(closing: Closing, directory: string, { name, databaseUrl }: Database): Promise<SingleRow> {
  const [place, deals] = [databaseUrl === null ? 'pglite' : 'postgres', dealsFor(rounds)]
  const setup = {
    deals,
    companies: deals,
    hasOtherContact: false,
    echoes: false,
    operating: null,
    latencyMs: portalLatencyMs,
  }
  const portal = await startPortalProcess(directory, place, setup)
  closing.later(() => portal.child.kill())
  const { webhookUrl } = await portal.state()
  const bindery = await startBindery({ directory, name: `single-${place}`, webhookUrl, databaseUrl })
  closing.later(() => bindery.child.kill())
  await portal.setHandler(bindery.child.url)
  try {
    return await measureSingle({ portal, bindery }, { database: name, rounds, portalLatencyMs })
  } finally {
    await bindery.child.kill()
    await portal.child.kill()
  }
}

const closing = new Closing()
// Nothing started here may outlive an impatient Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${singleTable(result)}`)
  await writeResult('single', result)
} finally {
  await closing.close()
}
