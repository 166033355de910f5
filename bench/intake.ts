import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Closing } from '../src/service/process/closing.ts'
import { measureOnPglite } from './intake/on-pglite.ts'
import { measureOnPostgres } from './intake/on-postgres.ts'
import { startPostgres } from './intake/postgres-server.ts'
import { startPortal } from './intake/servers.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { type IntakeResult, writeResult } from './results.ts'
import { intakeTables, machineLines } from './tables.ts'

/**
 * Events per second that are durable before they are answered, next to Express with one INSERT for each, in one run on
 * one machine. Everything listens on 127.0.0.1 and lives in a directory that is removed. Takes less than two minutes.
 */
const connections = [32, 128]

async function measure(closing: Closing): Promise<IntakeResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const silent = await startPortal(directory, 'silent')
  closing.later(() => silent.kill())

  const server = await startPostgres(directory)
  const stopServer = stopOnce(server.stop)
  closing.later(stopServer)
  const place = { directory, silent, closing }
  const onPostgres = await measureOnPostgres({ ...place, server }, { connections, rounds: 3, seconds: 3 })
  await stopServer()
  const onPglite = await measureOnPglite(place, { connections, rounds: 3, seconds: 1.5 })

  const subjects = [...onPostgres.subjects, ...onPglite]
  return {
    machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } },
    rows: subjects.flatMap((subject) => subject.rows()),
    drained: onPostgres.drained,
    kept: subjects.map((subject) => subject.kept()),
  }
}

/** A second call waits for the first. */
function stopOnce(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | null = null
  return () => {
    stopping ??= stop()
    return stopping
  }
}

const closing = new Closing()
// Nothing started here may outlive an impatient Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${intakeTables(result)}`)
  await writeResult('intake', result)
  if (result.kept.some(({ missing }) => missing > 0)) {
    console.error('Events that were answered with 200 are missing.')
    process.exitCode = 1
  }
} finally {
  await closing.close()
}
