import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { startPostgres, template } from '../support/postgres.ts'
import { until } from '../support/until.ts'

/** A PostgreSQL server that dies as one does whose machine has no memory left, and comes back on the same files. */
export type MortalDatabase = {
  url: string
  directory: string
  /** Kills the server with everything that belongs to it, and starts it again. */
  killServer(): Promise<void>
  /** Kills the process of one connection, after which PostgreSQL itself ends all others and recovers. False: none was there. */
  killConnection(choose: (pids: number[]) => number): Promise<boolean>
  stop(): Promise<void>
  /** Once it is stopped. */
  remove(): Promise<void>
}

export async function aMortalDatabase(): Promise<MortalDatabase> {
  const { url, databaseDir, server, output } = await startPostgres()
  const serverPid = async () => Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  return {
    url: url.replace(/postgres$/, template),
    directory: databaseDir,
    async killServer() {
      const pid = await serverPid()
      const all = [pid, ...(await childrenOf(pid)).map((child) => child.pid)]
      for (const one of all) kill(one)
      await until(
        async () => !(await Promise.all(all.map(isRunning))).includes(true),
        'every process of the server is gone',
      )
      const before = output.length
      await server.start().catch((cause: unknown) => {
        throw new Error(`The database did not come back:\n${output.slice(before).join('')}`, { cause })
      })
    },
    async killConnection(choose) {
      const connections = (await childrenOf(await serverPid())).filter(({ title }) => /127\.0\.0\.1\(/.test(title))
      if (connections.length === 0) return false
      kill(choose(connections.map(({ pid }) => pid)))
      return true
    },
    stop: () => server.stop(),
    remove: () => rm(databaseDir, { recursive: true, force: true }),
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went by itself.
  }
}

/** What is dead and waits for its parent to take notice runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  return stat !== null && !/\) [ZX] /.test(stat)
}

async function childrenOf(parent: number): Promise<{ pid: number; title: string }[]> {
  const children: { pid: number; title: string }[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [stat, title] = await Promise.all(
      ['stat', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    )
    if (Number(stat?.split(') ')[1]?.split(' ')[1]) === parent) children.push({ pid: Number(pid), title: title ?? '' })
  }
  return children
}
