import { chown, copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { isRoot, nobody } from './postgres-server.ts'

/** Of the server that runs: temporary, or made anew. */
const left = /^(pg_wal|postmaster\.(pid|opts)|pg_stat_tmp|pg_replslot|pgsql_tmp.*)$/

/**
 * Copies a running server's files to `to` as PostgreSQL's manual has it for a base backup by hand: between
 * `pg_backup_start` and `pg_backup_stop`, with the log that was written meanwhile. `meanwhile` goes on in between.
 */
export async function takeBaseBackup(url: string, to: string, meanwhile: () => Promise<void>): Promise<void> {
  // Both in one session.
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [place] = await client<{ directory: string; wal: string }[]>`
      select current_setting('data_directory') as directory, pg_walfile_name(began) as wal
      from pg_backup_start('a test', true) as began`
    if (place === undefined) throw new Error('PostgreSQL began no backup.')
    const { directory, wal } = place
    await Promise.all([copyTree(directory, to, (name) => !left.test(name)), meanwhile()])
    const [end] = await client<{ label: string }[]>`select labelfile as label from pg_backup_stop(false)`
    await writeOwned(join(to, 'backup_label'), end?.label ?? '')
    for (const name of ['pg_wal', 'pg_wal/archive_status', 'pg_wal/summaries', 'pg_stat_tmp', 'pg_replslot']) {
      await makeOwned(join(to, name))
    }
    for (const segment of (await readdir(join(directory, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name))) {
      if (segment >= wal) await copyOwned(join(directory, 'pg_wal', segment), join(to, 'pg_wal', segment))
    }
  } finally {
    await client.end()
  }
}

async function copyTree(from: string, to: string, isWanted: (name: string) => boolean): Promise<void> {
  await makeOwned(to)
  const entries = await readdir(from, { withFileTypes: true }).catch(unlessGone)
  for (const entry of entries ?? []) {
    if (!isWanted(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target, isWanted)
    else await copyOwned(source, target)
  }
}

async function copyOwned(from: string, to: string): Promise<void> {
  await copyFile(from, to).then(() => owned(to), unlessGone)
}

async function writeOwned(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await owned(path)
}

async function makeOwned(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await owned(path)
}

const owned = async (path: string) => (isRoot() ? chown(path, nobody.uid, nobody.gid) : undefined)

/** What was dropped since it was listed is dropped in the copy as well, by its log. */
function unlessGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
