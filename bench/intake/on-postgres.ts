import type { Closing } from '../../src/service/process/closing.ts'
import type { Drained } from '../results.ts'
import { spreadOf } from '../statistics.ts'
import type { Child } from './child.ts'
import type { PostgresServer } from './postgres-server.ts'
import { startBareExpress, startBareHttp, startBindery, startPortal } from './servers.ts'
import { countRuns, missingInPostgres } from './stored-events.ts'
import { Subject, warmTarget } from './subject.ts'

export type Plan = { connections: readonly number[]; rounds: number; seconds: number }

/** Node alone, Express, Bindery with its workers waiting, and Bindery with its workers draining, in turns. */
export async function measureOnPostgres(
  {
    server,
    directory,
    silent,
    closing,
  }: { server: PostgresServer; directory: string; silent: Child; closing: Closing },
  { connections, rounds, seconds }: Plan,
): Promise<{ subjects: Subject[]; drained: Drained[] }> {
  const name = `PostgreSQL ${server.version}`
  const [least, bare, waiting, draining] = [
    new Subject(name, 'node:http, one INSERT'),
    new Subject(name, 'Express, one INSERT'),
    new Subject(name, 'Bindery, workers wait'),
    new Subject(name, 'Bindery, workers drain'),
  ]
  const answering = await startPortal(directory, 'answering')
  closing.later(() => answering.kill())
  const [leastUrl, bareUrl, waitingUrl] = [
    await server.createDatabase('least'),
    await server.createDatabase('bare'),
    await server.createDatabase('waiting'),
  ]
  const node = await startBareHttp(directory, { DATABASE_URL: leastUrl })
  closing.later(() => node.kill())
  const express = await startBareExpress(directory, { DATABASE_URL: bareUrl })
  closing.later(() => express.kill())
  const bindery = await startBindery(directory, 'waiting', { DATABASE_URL: waitingUrl }, silent)
  closing.later(() => bindery.kill())
  const [leastTarget, bareTarget, waitingTarget] = [
    await warmTarget(node.url, 2),
    await warmTarget(express.url, 2),
    await warmTarget(bindery.url, 2),
  ]

  const runs = new Map(connections.map((count): [number, number[]] => [count, []]))
  const measureDraining = async (round: number) => {
    // A new service on an empty database: what is left of the last round's backlog would go on running.
    const url = await server.createDatabase(`draining_${round}`)
    const service = await startBindery(directory, `draining-${round}`, { DATABASE_URL: url }, answering)
    closing.later(() => service.kill())
    const target = await warmTarget(service.url, 1)
    for (const count of connections) {
      const [before, begin] = [await countRuns(url), performance.now()]
      await draining.measure(target, count, seconds)
      const made = (await countRuns(url)) - before
      runs.get(count)?.push((made * 1000) / (performance.now() - begin))
    }
    await service.kill()
    await draining.check(target, missingInPostgres(url, 'journal_events'))
  }

  for (let round = 1; round <= rounds; round += 1) {
    for (const count of connections) {
      await least.measure(leastTarget, count, seconds)
      await bare.measure(bareTarget, count, seconds)
      await waiting.measure(waitingTarget, count, seconds)
    }
    await measureDraining(round)
  }
  await Promise.all([node.kill(), express.kill(), bindery.kill(), answering.kill()])
  await least.check(leastTarget, missingInPostgres(leastUrl, 'events'))
  await bare.check(bareTarget, missingInPostgres(bareUrl, 'events'))
  await waiting.check(waitingTarget, missingInPostgres(waitingUrl, 'journal_events'))
  const drained = [...runs].map(([count, perSecond]) => ({ connections: count, runsPerSecond: spreadOf(perSecond) }))
  return { subjects: [least, bare, waiting, draining], drained }
}
