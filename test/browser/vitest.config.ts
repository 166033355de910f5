import { defineConfig } from 'vitest/config'

/** Journeys in a real browser. Apart from the other tests: they need Chromium, which npm does not bring. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Longer than any wait in a test, and for each of many looks at a page.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
