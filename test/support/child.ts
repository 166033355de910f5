import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

/** Runs a script of this directory as a process of its own; `lines` grows with what it prints. */
export function startChild(script: string, args: string[]): { child: ChildProcess; lines: string[] } {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const env = { ...process.env, NODE_COMPILE_CACHE: inject('compileCache') }
  const child = spawn(process.execPath, [path, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return { child, lines }
}

/** Ends it as a power cut would; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
