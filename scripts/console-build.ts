/**
 * Builds the console into console/dist. With --if-older only when something that it is made from is newer; with
 * --or-go-on a build that fails, or that has no tools as after `npm ci --omit=dev`, is told and does not stop what
 * follows: the service works without its pages.
 */
import { existsSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'console/dist/index.html')
const madeFrom = ['console', 'src/core', 'package-lock.json']
const has = (option: string) => process.argv.includes(option)

try {
  if (!existsSync(join(root, 'console/vite.config.ts'))) throw new Error('its sources are not here')
  if (!has('--if-older') || (await isOlder())) await build()
} catch (error) {
  console.error(`The console could not be built: ${error instanceof Error ? error.message : String(error)}`)
  if (has('--or-go-on')) console.error('The service works without it. To try again: npm run console:build')
  else process.exitCode = 1
}

async function build(): Promise<void> {
  const started = performance.now()
  // In development mode Vue would warn and weigh more, whoever starts this.
  process.env.NODE_ENV = 'production'
  const vite = await import('vite')
  await vite.build({ configFile: join(root, 'console/vite.config.ts'), logLevel: 'warn' })
  console.error(`Built the console in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

async function isOlder(): Promise<boolean> {
  // The types of the kit's components lie beside the packages, and go with them.
  if (!existsSync(built) || !existsSync(join(root, 'node_modules/.b24ui-nuxt'))) return true
  const builtAt = statSync(built).mtimeMs
  const newest = await Promise.all(madeFrom.map((path) => newestIn(join(root, path))))
  return Math.max(...newest) > builtAt
}

/** When a file, or anything in a directory, was last changed; a directory's own time tells of files that went. */
async function newestIn(path: string): Promise<number> {
  const { mtimeMs, isDirectory } = await stat(path).then((one) => ({
    mtimeMs: one.mtimeMs,
    isDirectory: one.isDirectory(),
  }))
  if (!isDirectory) return mtimeMs
  const names = (await readdir(path)).filter((name) => name !== 'dist' && name !== 'node_modules')
  const children = await Promise.all(names.map((name) => newestIn(join(path, name))))
  return Math.max(path.endsWith('console') ? 0 : mtimeMs, ...children)
}
