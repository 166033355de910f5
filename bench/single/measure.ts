import { setTimeout as wait } from 'node:timers/promises'
import type { Bindery } from '../burst/bindery.ts'
import type { PortalProcess } from '../burst/portal-process.ts'
import { spreadOf } from '../statistics.ts'
import type { SingleRow, Times } from './result.ts'

/** Deals before the first round, for what is compiled and connected only once. */
const warmUps = 3

/** Requests per second that the service allows itself; waiting for them between rounds keeps the allowance whole. */
const drainPerSecond = 1.5

/** Deals that the portal must have. */
export const dealsFor = (rounds: number) => warmUps + rounds

type Round = { requests: number; calls: number; answeredMs: number; linkedMs: number; recordedMs: number }

/** One event after the other, each of another deal with a company of its own, to a service with nothing else to do. */
export async function measureSingle(
  { portal, bindery }: { portal: PortalProcess; bindery: Bindery },
  { rounds, ...labels }: Pick<SingleRow, 'database' | 'rounds' | 'portalLatencyMs'>,
): Promise<SingleRow> {
  await wait(((await portal.state()).requests / drainPerSecond) * 1000)
  const measured: Round[] = []
  for (let dealId = 1; dealId <= dealsFor(rounds); dealId += 1) {
    const round = await oneRound(portal, bindery, dealId)
    if (dealId > warmUps) measured.push(round)
  }
  const of = (key: keyof Round) => measured.map((round) => round[key])
  return {
    ...labels,
    rounds,
    requests: spreadOf(of('requests')),
    calls: spreadOf(of('calls')).median,
    answered: timesOf(of('answeredMs')),
    linked: timesOf(of('linkedMs')),
    recorded: timesOf(of('recordedMs')),
  }
}

async function oneRound(portal: PortalProcess, bindery: Bindery, dealId: number): Promise<Round> {
  const before = await portal.state()
  const { postedAt, answeredMs, linkedMs } = await portal.sendOne(dealId)
  while (!(await bindery.hasRunOf(dealId))) await wait(2)
  const recordedMs = performance.timeOrigin + performance.now() - postedAt
  while (!(await bindery.state()).isIdle) await wait(20)
  const after = await portal.state()
  const requests = after.requests - before.requests
  await wait(200 + (requests / drainPerSecond) * 1000)
  const calls = requests - (after.batches - before.batches) + (after.commands - before.commands)
  return { requests, calls, answeredMs, linkedMs, recordedMs }
}

function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b)
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
  return { median: spreadOf(values).median, p95 }
}
