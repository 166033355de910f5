import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
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
  let isUp = true
  const serverPid = async () => Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
  return {
    url: url.replace(/postgres$/, template),
    directory: databaseDir,
    async killServer() {
      const pid = await serverPid()
      kill(pid)
      // One that the server began as it was killed is in no list of before. What is left of it keeps another from starting,
      // and so does the dying server itself, which works nowhere any more, until its end has been taken note of.
      await until(async () => {
        const left = await processesIn(databaseDir)
        for (const one of left) kill(one)
        return left.length === 0 && !isThere(pid)
      }, 'every process of the server is gone')
      isUp = false
      const before = output.length
      await server.start().catch((cause: unknown) => {
        throw new Error(`The database did not come back:\n${output.slice(before).join('')}`, { cause })
      })
      isUp = true
    },
    async killConnection(choose) {
      const connections = (await childrenOf(await serverPid())).filter(({ title }) => /127\.0\.0\.1\(/.test(title))
      if (connections.length === 0) return false
      kill(choose(connections.map(({ pid }) => pid)))
      return true
    },
    async stop() {
      // The package waits for ever for the end of a server that has ended.
      if (isUp) await server.stop()
    },
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

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const everyPid = async (): Promise<string[]> => (await readdir('/proc')).filter((name) => /^\d+$/.test(name))

/** All of a server work in the directory of its data; what is dead works nowhere. */
async function processesIn(directory: string): Promise<number[]> {
  const [place, pids] = await Promise.all([realpath(directory), everyPid()])
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)))
  return pids.filter((_, index) => places[index] === place).map(Number)
}

async function childrenOf(parent: number): Promise<{ pid: number; title: string }[]> {
  const children: { pid: number; title: string }[] = []
  for (const pid of await everyPid()) {
    const [stat, title] = await Promise.all(
      ['stat', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    )
    if (Number(stat?.split(') ')[1]?.split(' ')[1]) === parent) children.push({ pid: Number(pid), title: title ?? '' })
  }
  return children
}
