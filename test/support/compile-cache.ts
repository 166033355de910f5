import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Node keeps compiled modules, so that only the first of many processes compiles the program. */
    compileCache: string
  }
}

/** Kept for later runs: Node looks whether a file is still what it was, and a process that is killed leaves nothing there. */
const directory = fileURLToPath(new URL('../../node_modules/.cache/bindery-compiled', import.meta.url))

export default async function setup({ provide }: TestProject): Promise<void> {
  await mkdir(directory, { recursive: true })
  provide('compileCache', directory)
}
