import { defineConfig } from 'vitest/config'

/** Kills at random for as long as it is told. Apart from the other tests, as it needs both cores for itself. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/chaos/**/*.test.ts'],
    globalSetup: ['test/support/compile-cache.ts'],
    fileParallelism: false,
    // What one spell leaves wrong is still wrong after the next.
    bail: 1,
    // Every spell of kills takes minutes; what must come sooner has bounds of its own in the test.
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
})
