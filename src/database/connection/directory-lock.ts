import { readFileSync } from 'node:fs'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { DatabaseUnavailable } from './unavailable.ts'

const touchEveryMs = 5_000
const staleAfterMs = 20_000

const Holder = z.object({ pid: z.int().positive(), startedAt: z.string().nullable(), host: z.string() })
type Holder = z.infer<typeof Holder>

/**
 * Makes this process the only user of the directory, by a file of that name in it, and gives the function that ends it.
 * Throws `DatabaseUnavailable` while another live process holds it, in words about the embedded database.
 *
 * A lock whose process is gone is taken over. On one machine the holder is asked for by its id and, where the system
 * tells (Linux), by when it started, as ids are given out again: in a container the service is process 1 every time.
 * The holder of another machine or container cannot be asked for; it renews its lock every 5 seconds, and one that
 * has not been renewed for 20 is dead.
 */
export async function lockDirectory(dataDir: string, name = 'database.lock'): Promise<() => Promise<void>> {
  const path = join(dataDir, name)
  const me: Holder = { pid: process.pid, startedAt: startOf(process.pid), host: hostname() }
  for (let attempt = 1; ; attempt++) {
    try {
      await writeFile(path, JSON.stringify(me), { flag: 'wx' })
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST') || attempt > 3) throw error
      await removeIfStale(path, dataDir)
    }
  }
  const renewal = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, touchEveryMs)
  renewal.unref()
  return async () => {
    clearInterval(renewal)
    await rm(path, { force: true })
  }
}

/**
 * Throws while the holder lives. Of two processes that find the same dead lock one may already have replaced it when
 * the other moves it aside: what was moved is compared with what was judged, and put back if it is another.
 */
async function removeIfStale(path: string, dataDir: string): Promise<void> {
  const held = await readLock(path)
  if (!held) return
  if (isAlive(held)) throw inUse(held, dataDir)
  const aside = `${path}.${process.pid}`
  await rename(path, aside).catch(() => {})
  const moved = await readLock(aside)
  if (moved && moved.text !== held.text) {
    await rename(aside, path)
    throw inUse(moved, dataDir)
  }
  await rm(aside, { force: true })
}

/** `holder` is null while its writer is not done writing, or when that writer died on the way. */
type Held = { text: string; holder: Holder | null; renewedMsAgo: number }

async function readLock(path: string): Promise<Held | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const parsed = Holder.safeParse(parseJson(text))
    return { text, holder: parsed.success ? parsed.data : null, renewedMsAgo: Date.now() - mtimeMs }
  } catch {
    return null
  }
}

function inUse({ holder }: Held, dataDir: string): DatabaseUnavailable {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  return new DatabaseUnavailable(
    'database_in_use',
    `DATA_DIR: ${who} uses the embedded database in ${dataDir}. Stop it, name another DATA_DIR, or set DATABASE_URL: PostgreSQL serves several processes.`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isAlive({ holder, renewedMsAgo }: Held): boolean {
  if (holder?.host !== hostname()) return renewedMsAgo < staleAfterMs
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return holder.startedAt === null || holder.startedAt === startOf(holder.pid)
}

/** When a process started, in clock ticks since boot with the boot's id; null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${fields?.[19]}`
  } catch {
    return null
  }
}
