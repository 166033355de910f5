import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where Node keeps compiled modules, so that only the first of many processes compiles the program. */
    compileCache: string
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'bindery-compiled-'))
  provide('compileCache', directory)
  return () => rm(directory, { recursive: true, force: true })
}
