import { execFileSync } from 'node:child_process'
import { fdatasyncSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import packageJson from '../package.json' with { type: 'json' }
import { spreadOf } from './statistics.ts'

/** What figures depend on besides the program. */
export const Machine = z.object({
  measuredAt: z.iso.datetime(),
  commit: z.string(),
  cores: z.number(),
  processor: z.string(),
  memoryGiB: z.number(),
  system: z.string(),
  /** Median milliseconds to bring 8 KiB to the disk, in the directory where the databases are. */
  diskSyncMs: z.number(),
  /** Processes that wanted to run in the minute before. Over 1, others disturbed the figures. */
  loadBefore: z.number(),
  versions: z.record(z.string(), z.string()),
})
export type Machine = z.infer<typeof Machine>

export async function describeMachine(): Promise<Machine> {
  const { dependencies, devDependencies } = packageJson
  return {
    measuredAt: new Date().toISOString(),
    commit: commit(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: type(),
    diskSyncMs: await diskSyncMs(),
    loadBefore: loadavg()[0] ?? 0,
    versions: {
      Bindery: packageJson.version,
      'Node.js': process.versions.node,
      Express: dependencies.express,
      'json-rules-engine': dependencies['json-rules-engine'],
      PGlite: dependencies['@electric-sql/pglite'],
      autocannon: devDependencies.autocannon,
    },
  }
}

export function warnOfLoad({ loadBefore }: Machine): void {
  if (loadBefore <= 1) return
  console.warn(
    `Load ${loadBefore.toFixed(2)}: other programs are busy; take these figures for a try, not for a result.\n`,
  )
}

async function diskSyncMs(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-disk-'))
  const file = await open(join(directory, 'block'), 'w')
  const block = Buffer.alloc(8192)
  const times: number[] = []
  for (let count = 0; count < 100; count += 1) {
    const begin = performance.now()
    await file.write(block)
    fdatasyncSync(file.fd)
    times.push(performance.now() - begin)
  }
  await file.close()
  await rm(directory, { recursive: true })
  return spreadOf(times).median
}

/** With a `+` when there are changes on top of it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno', 'src') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}
