/**
 * Rehearses a restore of the PostgreSQL at DATABASE_URL: dumps it, restores the dump into a database beside it, compares the
 * number of rows of every table and verifies the record there, and drops it again. The service may run meanwhile: what it adds
 * after the dump has begun is told as such. Needs pg_dump and pg_restore of the server's version or newer in PATH, and in
 * DATABASE_URL the owner of the tables, who may create databases. --keep leaves the restored database and the dump.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs, promisify } from 'node:util'
import postgres from 'postgres'
import { loadEnvironment } from '../src/config/environment.ts'
import { type ChainPlace, chainStart } from '../src/core/record/audit-chain.ts'
import { openDatabase } from '../src/database/connection/open.ts'
import { databaseIn } from '../src/database/connection/postgres.ts'
import { chainOf } from '../src/database/record/audit-chain.ts'
import { verifyAudit } from '../src/flows/verify-audit.ts'
import { sha256 } from '../src/service/record/signer.ts'

const run = promisify(execFile)
const insufficientPrivilege = '42501'
const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })
const url = loadEnvironment().DATABASE_URL
if (!url) throw new Error('Set DATABASE_URL to the database whose restore is to be rehearsed.')

const name = `bindery_rehearsal_${Date.now()}`
const restoredUrl = Object.assign(new URL(url), { pathname: `/${name}` }).href
// Command lines can be read by everybody on the machine.
const env = { ...process.env, PGPASSWORD: decodeURIComponent(new URL(url).password) }
const withoutPassword = (address: string) => Object.assign(new URL(address), { password: '' }).href
const directory = await mkdtemp(join(tmpdir(), 'bindery-rehearsal-'))
const dump = join(directory, 'bindery.dump')
const source = postgres(url, { ...databaseIn(url), max: 1, onnotice: () => {} })
try {
  const began = performance.now()
  const before = await rowCounts(source)
  await run('pg_dump', ['--format=custom', `--file=${dump}`, withoutPassword(url)], { env })
  await source`create database ${source(name)}`
  await run(
    'pg_restore',
    ['--exit-on-error', '--no-owner', '--no-privileges', `--dbname=${withoutPassword(restoredUrl)}`, dump],
    { env },
  )
  const seconds = Math.round((performance.now() - began) / 1_000)
  const restored = postgres(restoredUrl, { max: 1, onnotice: () => {} })
  const after = await rowCounts(restored)
  await restored.end()
  const missing = [...before].filter(([table, rows]) => (after.get(table) ?? -1) < rows && !isTransient(table))
  for (const [table, rows] of missing) console.log(`${table}: ${after.get(table) ?? 'missing'} of ${rows} rows`)
  const { links, findings, last } = await verify()
  for (const message of findings.slice(0, 20)) console.log(message)
  const total = [...after.values()].reduce((sum, rows) => sum + rows, 0)
  console.log(
    `dumped and restored in ${seconds} s: ${after.size} tables with ${total} rows, ${links} links of the record`,
  )
  console.log(`the record ends with link ${last.position}, ${last.hash}`)
  const isWhole = missing.length === 0 && findings.length === 0
  console.log(isWhole ? 'the restored database is whole' : 'the restored database is NOT whole')
  if (values.keep) console.log(`kept: database ${name}, ${dump}`)
  process.exitCode = isWhole ? 0 : 1
} catch (error) {
  if (!(error instanceof postgres.PostgresError) || error.code !== insufficientPrivilege) throw error
  console.error(`${error.message}: let DATABASE_URL name the owner of the tables, who may create databases.`)
  process.exitCode = 1
} finally {
  if (!values.keep) {
    await source`drop database if exists ${source(name)} with (force)`
    await rm(directory, { recursive: true, force: true })
  }
  await source.end()
}

/** By table, in every schema of ours. */
async function rowCounts(client: postgres.Sql): Promise<Map<string, number>> {
  const tables = await client<{ name: string }[]>`select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'drizzle', 'pgboss') order by 1`
  const counts = new Map<string, number>()
  for (const { name: table } of tables) {
    const [row] = await client.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${table}`)
    counts.set(table, row?.rows ?? 0)
  }
  return counts
}

/** Rows come and go there while the service works. */
const isTransient = (table: string): boolean =>
  table.startsWith('pgboss.') || ['public.unfinished_runs', 'public.held_changes', 'public.deeds'].includes(table)

async function verify(): Promise<{ links: number; findings: string[]; last: ChainPlace }> {
  const database = await openDatabase({ url: restoredUrl, dataDir: '' })
  const deps = { ...chainOf(database), sha256 }
  const findings: string[] = []
  let [links, last, isEnd] = [0, chainStart, false]
  try {
    while (!isEnd) {
      const verdict = await verifyAudit(deps, { after: last, limit: 1_000 })
      findings.push(...verdict.findings.map(({ message }) => message))
      links += verdict.checked
      ;({ last, isEnd } = verdict)
    }
  } finally {
    await database.close()
  }
  return { links, findings, last }
}
