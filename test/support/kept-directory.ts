import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyDirectory } from './copy-directory.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const kept = join(root, 'node_modules/.cache/bindery-tests')

/** What an empty migrated database is made of. Another migration, library or line of theirs makes another database. */
const ingredients = ['drizzle', 'src/database', 'src/queue', 'package-lock.json', 'test/support']

/**
 * A directory that is dear to fill (an initialised, migrated database takes seconds) is filled once and kept for later
 * test runs, until what it is made of changes. Fills `directory` in either case; `make` has to leave it at rest.
 */
export async function fillFromKept(
  name: string,
  directory: string,
  make: (directory: string) => Promise<void>,
): Promise<void> {
  const source = join(kept, await fingerprint(), name)
  if (!existsSync(source)) {
    await make(directory)
    await keep(directory, source)
    return
  }
  await copyDirectory(source, directory)
}

async function keep(directory: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await forgetOthers(dirname(target))
  const unfinished = await mkdtemp(`${target}-`)
  await copyDirectory(directory, unfinished)
  // Two runs may make the same at once: the first one is as good as the second.
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }))
}

async function forgetOthers(current: string): Promise<void> {
  for (const name of await readdir(kept))
    if (join(kept, name) !== current) await rm(join(kept, name), { recursive: true, force: true })
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const ingredient of ingredients) {
    for (const file of await filesOf(join(root, ingredient))) hash.update(file).update(await readFile(file))
  }
  hash.update(monthInAWeek())
  return hash.digest('hex').slice(0, 16)
}

/** Migrations make the tables of the month after it: a database of an earlier one lacks them. */
const monthInAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 7)

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) return [path]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
