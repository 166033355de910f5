import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { BurstClient } from './client.ts'
import { type Sample, secondsProjected } from './pace.ts'
import type { PortalState } from './portal-messages.ts'
import type { PortalProcess } from './portal-process.ts'
import { usageOf } from './process-usage.ts'
import type { BurstRow } from './result.ts'

export type Burst = {
  name: Pick<BurstRow, 'client' | 'situation' | 'deals'>
  portal: PortalProcess
  client: BurstClient
  /** Then what there is counts. */
  longestSeconds: number
}

const lookEveryMs = 250

/** Requests per second that the slowest client allows itself, so that whatever it asked at its start is forgotten. */
const slowestDrainPerSecond = 1.5

/** Changes all deals at once and looks on until every one is right and every event answered, or the time is up. */
export async function measureBurst({ name, portal, client, longestSeconds }: Burst): Promise<BurstRow> {
  await wait(((await portal.state()).requests / slowestDrainPerSecond) * 1000)
  const [before, usedBefore, runsBefore] = [await portal.state(), await usageOf(client.pid), await client.state()]
  const [loadBefore = 0] = loadavg()
  await portal.setHandler(client.child.url)
  await portal.changeAll()

  const samples: Sample[] = []
  let mostOperating: BurstRow['mostOperating'] = null
  let secondsUntilAnswered: number | null = null
  let now = before
  do {
    await wait(lookEveryMs)
    const { isIdle } = await client.state()
    // Asked afterwards: a write that the client had made by then has raised its echo by now.
    now = await portal.state()
    mostOperating = mostOf(now.operating, mostOperating)
    samples.push({ seconds: now.sinceChangeMs / 1000, rightDeals: now.rightDeals })
    const isAnswered = isIdle && delivered(now) === now.events && (await client.state()).isIdle
    if (isAnswered && now.allRightAfterMs !== null) secondsUntilAnswered = now.sinceChangeMs / 1000
  } while (secondsUntilAnswered === null && now.sinceChangeMs < longestSeconds * 1000)

  const used = await usageOf(client.pid)
  const { runs } = await client.state()
  const measuredSeconds = now.sinceChangeMs / 1000
  const requests = now.requests - before.requests
  const refused = difference(now.refused, before.refused)
  const limitErrors = (refused.QUERY_LIMIT_EXCEEDED ?? 0) + (refused.OPERATION_TIME_LIMIT ?? 0)
  return {
    ...name,
    rightDeals: now.rightDeals,
    measuredSeconds,
    secondsUntilRight: now.allRightAfterMs === null ? null : now.allRightAfterMs / 1000,
    secondsProjected: now.allRightAfterMs === null ? finite(secondsProjected(samples, name.deals)) : null,
    secondsUntilAnswered,
    requests,
    calls: requests - (now.batches - before.batches) + (now.commands - before.commands),
    limitErrors,
    otherErrors: sum(refused) - limitErrors,
    mostOperating,
    events: now.events - before.events,
    lostEvents: delivered(now) - accepted(now),
    runs: runs === null || runsBefore.runs === null ? null : runs - runsBefore.runs,
    memoryBeforeMiB: usedBefore?.memoryMiB ?? null,
    peakMemoryMiB: used?.peakMemoryMiB ?? null,
    cpuSeconds: used === null || usedBefore === null ? null : used.cpuSeconds - usedBefore.cpuSeconds,
    loadBefore,
  }
}

type Counts = Readonly<Record<string, number>>

const sum = (counts: Counts) => Object.values(counts).reduce((total, count) => total + count, 0)
const delivered = ({ deliveries }: PortalState) => sum(deliveries)
const accepted = ({ deliveries }: PortalState) =>
  sum(Object.fromEntries(Object.entries(deliveries).filter(([status]) => status.startsWith('2'))))
const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]))
function mostOf(operating: Counts, before: BurstRow['mostOperating']): BurstRow['mostOperating'] {
  let most = before
  for (const [method, seconds] of Object.entries(operating)) {
    if (seconds > (most?.seconds ?? 0)) most = { method, seconds }
  }
  return most
}
const finite = (value: number) => (Number.isFinite(value) ? value : null)
