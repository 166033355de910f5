import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Closing } from '../../src/service/process/closing.ts'
import type { Child } from './child.ts'
import type { Plan } from './on-postgres.ts'
import { startBareExpress, startBindery } from './servers.ts'
import { missingInPglite } from './stored-events.ts'
import { Subject, warmTarget } from './subject.ts'

/** Express and Bindery, each with an embedded database of its own in a directory, in turns. */
export async function measureOnPglite(
  { directory, silent, closing }: { directory: string; silent: Child; closing: Closing },
  { connections, rounds, seconds }: Plan,
): Promise<Subject[]> {
  const [bare, waiting] = [
    new Subject('PGlite on disk', 'Express, one INSERT'),
    new Subject('PGlite on disk', 'Bindery, workers wait'),
  ]
  const [bareDir, waitingDir] = [join(directory, 'pglite-bare'), join(directory, 'pglite-bindery')]
  await mkdir(bareDir)
  const express = await startBareExpress(directory, { DATA_DIR: bareDir })
  closing.later(() => express.kill())
  const bindery = await startBindery(directory, 'pglite-bindery', { DATA_DIR: waitingDir }, silent)
  closing.later(() => bindery.kill())
  const [bareTarget, waitingTarget] = [await warmTarget(express.url, 1), await warmTarget(bindery.url, 1)]
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of connections) {
      await bare.measure(bareTarget, count, seconds)
      await waiting.measure(waitingTarget, count, seconds)
    }
  }
  await Promise.all([express.kill(), bindery.kill()])
  await bare.check(bareTarget, missingInPglite(join(bareDir, 'database'), 'events'))
  // The service's embedded database is in `database` of its data directory, and PGlite's files in `database` of that.
  await waiting.check(waitingTarget, missingInPglite(join(waitingDir, 'database'), 'journal_events'))
  return [bare, waiting]
}
