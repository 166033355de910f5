import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { resolveDrizzleDirectly } from './src/database/connection/resolve-drizzle.ts'
import { LongestFirst } from './test/support/longest-first.ts'
import { memoryDirectory } from './test/support/memory-directory.ts'

// For the set-up here; the workers are given both below.
process.env.TMPDIR = memoryDirectory() ?? process.env.TMPDIR ?? '/tmp'
resolveDrizzleDirectly()

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'console/src/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/chaos/**', '**/node_modules/**'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/seed.ts'],
    // No test changes what others import, so a worker loads the program once and not once for every file.
    isolate: false,
    env: { TMPDIR: process.env.TMPDIR },
    execArgv: ['--import', fileURLToPath(new URL('test/support/worker.ts', import.meta.url))],
    // Tests of processes and the queue mostly wait: on two cores the suite takes 177 s with four, 208 s with three.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Longer than any wait in a test: a condition that holds ends it at once, however slow the machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
