import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { inject, vi } from 'vitest'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { copyPgliteTemplate } from './databases.ts'
import { patiently } from './patiently.ts'

const root = resolve(import.meta.dirname, '../..')

type Environment = Record<string, string>

/** A directory with rules, and processes of the program that work with it. */
export type Installation = {
  directory: string
  apiToken: string
  /** The program with these words, as a process of its own; `change` goes on top of the environment. */
  start(words: readonly string[], change?: Environment): RunningProcess
  /** `npm start`, as a person starts it. */
  startByNpm(): RunningProcess
  /** Kills what still runs and leaves nothing behind. */
  remove(): Promise<void>
}

export type InstallationOptions = {
  rules?: RuleDocument[]
  databaseUrl?: string | null
  /** Without so much as a data directory; else, on the embedded database, that is there, with every table and empty. */
  isFresh?: boolean
}

export async function anInstallation(
  sandbox: Sandbox | null,
  { rules = [], databaseUrl, isFresh = false }: InstallationOptions = {},
): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-process-'))
  await mkdir(join(directory, 'rules'))
  if (!databaseUrl && !isFresh) await copyPgliteTemplate(join(directory, 'data'))
  for (const rule of rules) await writeFile(join(directory, 'rules', `${rule.key}.json`), JSON.stringify(rule))
  const apiToken = randomBytes(24).toString('hex')
  const env: Environment = {
    DATA_DIR: join(directory, 'data'),
    RULES_DIR: join(directory, 'rules'),
    PORT: '0',
    BINDERY_API_TOKEN: apiToken,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(sandbox && {
      BITRIX24_WEBHOOK_URL: sandbox.webhookUrl,
      BITRIX24_APPLICATION_TOKEN: sandbox.applicationToken,
      BITRIX24_PLAN: 'onpremise',
    }),
  }
  const running = new Set<RunningProcess>()
  const watch = (child: ChildProcess) => {
    const started = watched(child)
    running.add(started)
    void started.ended.then(() => running.delete(started))
    return started
  }
  const main = join(root, 'src/main.ts')
  return {
    directory,
    apiToken,
    start: (words, change = {}) =>
      watch(spawn(process.execPath, [main, ...words], { cwd: directory, env: withPath({ ...env, ...change }) })),
    startByNpm: () => watch(spawn('npm', ['start'], { cwd: root, env: withPath(env) })),
    async remove() {
      for (const { kill } of running) kill('SIGKILL')
      await Promise.all([...running].map(({ ended }) => ended))
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** As the hook of `npm start` does, which would else keep the service waiting for half a minute after each change of the console. */
export async function buildConsole(): Promise<void> {
  const words = [join(root, 'scripts/console-build.ts'), '--if-older', '--or-go-on']
  await promisify(execFile)(process.execPath, words, { cwd: root })
}

/** `output`: both streams as they came. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; output: string }

export type RunningProcess = {
  /** Where the service in it listens, once it says so. */
  address(): Promise<string>
  kill(signal: NodeJS.Signals): void
  /** Goes away from the other end of its standard output, as `head` does. */
  stopReading(): void
  ended: Promise<Ended>
}

/** Nothing of this process's own configuration, as vitest's NODE_ENV, reaches the program. */
function withPath(env: Environment): Environment {
  return {
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
    HOME: process.env.HOME ?? '',
    NODE_COMPILE_CACHE: inject('compileCache'),
    ...env,
  }
}

function watched(child: ChildProcess): RunningProcess {
  let [stdout, output] = ['', '']
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk)
    output += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    output += String(chunk)
  })
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal, stdout, output }))
  return {
    kill: (signal) => child.kill(signal),
    stopReading: () => child.stdout?.destroy(),
    ended,
    address: () =>
      vi.waitFor(() => {
        const address = /Bindery listens on (http:\/\/[\d.:]+)/.exec(output)?.[1]
        if (address === undefined) throw new Error(`the service does not listen yet:\n${output}`)
        return address
      }, patiently),
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
