import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { type Database, openDatabase } from '../src/database/connection/open.ts'
import { ensurePortal } from '../src/database/portals/portals.ts'
import { Closing } from '../src/service/process/closing.ts'
import { askAll } from './history/ask.ts'
import { days, fill } from './history/fill.ts'
import { makeMonths } from './history/months.ts'
import { questionsOf } from './history/questions.ts'
import { timeRecording } from './history/recording.ts'
import type { HistoryResult, RecordingRow } from './history/result.ts'
import { startBindery } from './history/service.ts'
import { historyTables } from './history/table.ts'
import { type PostgresServer, startPostgres } from './intake/postgres-server.ts'
import { startPortal } from './intake/servers.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { spreadOf } from './statistics.ts'
import { machineLines } from './tables.ts'

/**
 * What a long history costs: the API's lists and single runs over a year of a million runs, and recording runs into it,
 * next to recording them into empty tables. `--runs N` takes another number. Takes some five minutes and 5 GB of disk.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '1000000' } } })
const runs = Number(values.runs)
if (!Number.isInteger(runs) || runs < 10_000) throw new Error('--runs takes a number from 10,000 on.')

const asking = { rounds: 10, timesInRound: 10 }
const recordingRounds = 7
const recordings = [
  { size: 1, groups: 40 },
  { size: 100, groups: 4 },
]

async function measure(closing: Closing): Promise<HistoryResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(server.stop)
  const portal = await startPortal(directory, 'silent')
  closing.later(() => portal.kill())
  const url = await server.createDatabase('filled')
  const service = await startBindery(directory, url, portal)
  closing.later(() => service.kill())
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  closing.later(() => sql.end({ timeout: 2 }))
  const [row] = await sql<{ id: number }[]>`select id from portals`
  if (row === undefined) throw new Error('The service has made no portal.')

  await makeMonths(sql, days)
  const begin = performance.now()
  await fill(sql, row.id, runs)
  console.error(`  filled with ${runs} runs in ${Math.round((performance.now() - begin) / 1_000)} s`)
  const times = (asking.rounds + 1) * asking.timesInRound
  const questions = await askAll(service, await questionsOf(sql, row.id, times), asking)
  await service.kill()
  const recording = await compareRecording(closing, server, { url, portalId: row.id })
  const [size] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`
  return {
    machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } },
    runs,
    gigabytes: (size?.bytes ?? 0) / 1e9,
    questions,
    recording,
  }
}

/** In turns, so that whatever disturbs the machine for a moment disturbs both; the empty tables are emptied each time. */
async function compareRecording(
  closing: Closing,
  server: PostgresServer,
  filled: { url: string; portalId: number },
): Promise<RecordingRow[]> {
  const open = async (url: string): Promise<Database> => {
    const database = await openDatabase({ url, dataDir: '' })
    closing.later(() => database.close())
    return database
  }
  const emptyUrl = await server.createDatabase('empty')
  const [full, empty] = [await open(filled.url), await open(emptyUrl)]
  const { id: emptyPortalId } = await ensurePortal(empty, { domain: 'benchmark.bitrix24.com' })
  const sql = postgres(emptyUrl, { max: 1, onnotice: () => {} })
  closing.later(() => sql.end({ timeout: 2 }))
  // The record lets nobody empty it, its owner neither, unless its guards are off.
  await sql`set session_replication_role = replica`
  const rows: RecordingRow[] = []
  for (const { size, groups } of recordings) {
    const [emptyMs, filledMs]: [number[], number[]] = [[], []]
    for (let round = 0; round <= recordingRounds; round += 1) {
      await sql`truncate runs, run_rules, run_operations, journal_events, deal_snapshots, deeds, audit_chain`
      const [one, other] = [
        await timeRecording(empty, emptyPortalId, { size, groups }),
        await timeRecording(full, filled.portalId, { size, groups }),
      ]
      // The first round warms up.
      if (round === 0) continue
      emptyMs.push(...one)
      filledMs.push(...other)
    }
    const perRun = (milliseconds: number[]) => spreadOf(milliseconds).median / size
    rows.push({ group: size, times: emptyMs.length, emptyMs: perRun(emptyMs), filledMs: perRun(filledMs) })
  }
  return rows
}

const closing = new Closing()
// Nothing started here may outlive an impatient Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${historyTables(result)}`)
  await writeResult('history', result)
} finally {
  await closing.close()
}
