import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createMetrics, type Gauges } from '../../../src/service/telemetry/metrics.ts'

const gauges: Gauges = {
  spool: () => null,
  depth: async () => ({ waiting: 3, active: 1, retrying: 0 }),
  portal: () => ({
    ...{ bucketLevel: 4, bucketSize: 37, inFlight: 2, paused: { code: 'PORTAL_MOVED' } },
    waiting: { live: 5, backfill: 0 },
    methods: [
      { method: 'batch', operatingSeconds: 12, pausedUntil: null },
      { method: 'crm.item.list', operatingSeconds: 380, pausedUntil: 1 },
    ],
  }),
  isWorking: () => true,
  quarantinedDeals: async () => 7,
  isStopped: () => false,
  held: async () => ({ rules: 1, deals: 9 }),
  openAlerts: async () => 2,
}
const linesOf = async (of: Gauges) => (await createMetrics(of).read()).body.split('\n')

describe('the metrics', () => {
  test('tell how things stand when they are read', async () => {
    const lines = await linesOf(gauges)
    expect(lines).toEqual(
      expect.arrayContaining([
        'bindery_portal_bucket_level 4',
        'bindery_portal_in_flight_requests 2',
        'bindery_portal_paused 1',
        'bindery_portal_waiting_calls{urgency="live"} 5',
        'bindery_portal_operating_seconds{method="crm.item.list"} 380',
        'bindery_portal_method_paused{method="batch"} 0',
        'bindery_portal_method_paused{method="crm.item.list"} 1',
        'bindery_queue_deals{state="waiting"} 3',
        'bindery_working 1',
        'bindery_writes_stopped 0',
        'bindery_held_deals 9',
        'bindery_open_alerts 2',
      ]),
    )
  })

  test('without a database what it would tell is left out, not zero, and the rest is told', async () => {
    const away = () => Promise.reject(new Error('away'))
    const lines = await linesOf({ ...gauges, depth: away, held: away, quarantinedDeals: away, openAlerts: away })
    expect(lines).toContain('bindery_portal_bucket_level 4')
    expect(lines.filter((line) => /^bindery_(queue|held|quarantined|open)_/.test(line))).toEqual([])
  })
})

const Dashboard = z.object({
  panels: z.array(
    z.looseObject({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.looseObject({ expr: z.string() })).default([]),
    }),
  ),
})

describe('the sample dashboard', () => {
  const read = async () =>
    Dashboard.parse(JSON.parse(await readFile(new URL('../../../docs/grafana/bindery.json', import.meta.url), 'utf8')))
      .panels

  test('asks for no metric that there is not, and leaves none of ours out', async () => {
    const told = (await linesOf(gauges)).flatMap((line) => /^# TYPE (\S+) (\S+)/.exec(line)?.slice(1, 3) ?? [])
    const types = new Map(told.flatMap((name, index) => (index % 2 === 0 ? [[name, told[index + 1]] as const] : [])))
    const queried = (await read())
      .flatMap(({ targets }) => targets)
      .flatMap(({ expr }) => expr.match(/\b(?:bindery|process|nodejs)_\w+/g) ?? [])
      .map((name) => (types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')))
    expect(queried.filter((name) => !types.has(name))).toEqual([])
    const ours = [...types.keys()].filter((name) => name.startsWith('bindery_'))
    expect(ours.filter((name) => !queried.includes(name))).toEqual([])
  })

  test('has no panels that lie over each other', async () => {
    const cells = (await read()).flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})
