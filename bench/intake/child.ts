import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export type Child = {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** Ends it as a power cut would end a process: it gets no chance to write anything more. */
  kill(): Promise<void>
}

const startTimeoutMs = 30_000

const checkout = join(import.meta.dirname, '../..')

/** Runs a program of this checkout on a free port, in production mode, its output in `logFile`; ready when it resolves. */
export async function startChild(
  [program = '', ...args]: readonly string[],
  { env, logFile, flags = [] }: { env: Record<string, string>; logFile: string; flags?: readonly string[] },
): Promise<Child> {
  const port = await freePort()
  const log = await open(logFile, 'a')
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [...flags, join(checkout, program), ...args], {
    // Nothing of our own environment, no `.env` either: a DATABASE_URL in it must not be measured, or written to.
    cwd: dirname(logFile),
    env: { PATH, NODE_ENV: 'production', ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', log.fd, log.fd],
  })
  await log.close()
  let hasEnded = false
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      hasEnded = true
      resolve()
    })
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  const until = Date.now() + startTimeoutMs
  while (!(await answers(`${url}/healthz`))) {
    if (hasEnded || Date.now() > until) {
      await kill()
      throw new Error(`${program} did not start; its output is in ${logFile}`)
    }
    await wait(50)
  }
  return { url, kill }
}

/** While it starts, Bindery answers 503. The sandbox knows no such address, and is ready when it says so. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}

/** As `npm start` runs it. */
export const serviceFlags = ['--max-semi-space-size=8', '--max-old-space-size=1024']
