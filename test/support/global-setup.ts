import type { TestProject } from 'vitest/node'
import setUpCompileCache from './compile-cache.ts'
import setUpPglite from './pglite.ts'
import setUpPostgres from './postgres.ts'

/** What every test may use, made once and side by side. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await setUpCompileCache(project)
  const parts = await Promise.allSettled([setUpPglite, setUpPostgres].map((setUp) => setUp(project)))
  const tearDown = async () => {
    await Promise.all(parts.map((part) => part.status === 'fulfilled' && part.value()))
  }
  const failed = parts.find((part) => part.status === 'rejected')
  if (failed === undefined) return tearDown
  await tearDown()
  throw failed.reason
}
