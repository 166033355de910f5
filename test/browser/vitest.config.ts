import { defineConfig } from 'vitest/config'

/** Journeys in a real browser. Apart from the other tests: they need Chromium, which npm does not bring. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 90_000,
    fileParallelism: false,
  },
})
