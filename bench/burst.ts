import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Closing } from '../src/service/process/closing.ts'
import { startBindery } from './burst/bindery.ts'
import type { StartClient } from './burst/client.ts'
import { measureBurst } from './burst/measure.ts'
import { startPlainClient } from './burst/plain-client.ts'
import { startPortalProcess } from './burst/portal-process.ts'
import type { BurstResult, BurstRow } from './burst/result.ts'
import { burstTables } from './burst/table.ts'
import { type PostgresServer, startPostgres } from './intake/postgres-server.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { machineLines } from './tables.ts'

/**
 * Many deals changed at once on a standard plan: how long until each has its company's primary contact, and what that
 * costs of the portal's allowance; next to two programs written by hand. `--deals N`, again and again for several sizes.
 * `--situation operating`, only where it is asked for: the portal's calls take their time, and are charged.
 */
const { values } = parseArgs({
  options: {
    deals: { type: 'string', multiple: true, default: ['1000', '10000'] },
    /** The longest that one measurement of Bindery goes on. */
    seconds: { type: 'string', default: '900' },
    /** Only this client, and only this situation (`plain`, `echoes`, `linked` or `operating`). */
    client: { type: 'string', default: '' },
    situation: { type: 'string', default: '' },
    /** What the portal charges for a batch (`inner`, `outer` or `both`), and how many times as long its calls take. */
    billing: { type: 'string', default: 'inner' },
    slower: { type: 'string', default: '1' },
  },
})
const sizes = values.deals.map(Number)
const longestSeconds = Number(values.seconds)
const slower = Number(values.slower)
const batchBilling = z.enum(['inner', 'outer', 'both']).parse(values.billing)
if (![...sizes, longestSeconds].every((value) => value >= 10)) throw new Error('--deals and --seconds take numbers.')
if (!(slower > 0)) throw new Error('--slower takes a number.')

const latencyMs = 30
/** Programs whose pace is known after two minutes, as it is the plan's. */
const plainSeconds = 120
/** Larger bursts are measured in fewer situations. */
const everySituationUpTo = 2_000

/**
 * Seconds that calls are said to take. A portal charges nothing for one that takes less than a tenth, as was measured at
 * github.com/bitrix24/b24jssdk/pull/539, so that writes are what counts: ten thousand of them take twice of what a method
 * may use in ten minutes.
 */
const usualCost = {
  'crm.deal.contact.add': 0.1,
  'crm.deal.contact.items.get': 0.02,
  'crm.company.contact.items.get': 0.02,
  'crm.item.list': 0.15,
} as const
const operating = {
  cost: Object.fromEntries(Object.entries(usualCost).map(([method, seconds]) => [method, seconds * slower])),
  batchBilling,
}

const situations = {
  plain: { name: 'no contacts', echoes: false, hasOtherContact: false },
  echoes: { name: 'own writes come back', echoes: true, hasOtherContact: false },
  linked: { name: 'another contact', echoes: false, hasOtherContact: true },
  operating: { name: `calls take their time, charged: ${batchBilling}`, echoes: false, hasOtherContact: false },
} as const

type Subject = {
  client: string
  start: StartClient
  situations: readonly (keyof typeof situations)[]
  longestSeconds: number
}

function subjectsOf(deals: number, bindery: StartClient): Subject[] {
  const isSmall = deals <= everySituationUpTo
  const naive = { client: 'naive batches', start: startPlainClient('naive-batches'), longestSeconds: plainSeconds }
  const single = { client: 'one by one', start: startPlainClient('one-by-one'), longestSeconds: plainSeconds }
  return [
    {
      client: 'Bindery',
      start: bindery,
      situations: isSmall ? ['plain', 'echoes', 'linked', 'operating'] : ['plain', 'echoes', 'operating'],
      longestSeconds,
    },
    ...(isSmall ? [{ ...single, situations: ['plain'] as const }] : []),
    { ...naive, situations: ['plain'] as const },
  ]
}

async function measure(closing: Closing): Promise<BurstResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  // At the very end, as PostgreSQL has a way of its own to end the process on a signal.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(() => server.stop())
  const rows: BurstRow[] = []
  for (const deals of sizes) {
    for (const subject of subjectsOf(deals, binderyOn(server))) {
      if (values.client !== '' && values.client !== subject.client) continue
      for (const situation of subject.situations) {
        if (values.situation === '' ? situation === 'operating' : values.situation !== situation) continue
        const row = await measureSubject(closing, { directory, deals, subject, situation, place: rows.length })
        rows.push(row)
        console.error(
          `  ${row.client}, ${row.situation}: ${row.rightDeals} of ${deals} deals right after ${Math.round(row.measuredSeconds)} s, ${row.requests} requests`,
        )
      }
    }
  }
  if (rows.length === 0) throw new Error('No such client or situation.')
  return { machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version } }, rows }
}

/** Each on an empty database of its own. */
const binderyOn =
  (server: PostgresServer): StartClient =>
  async (place) =>
    startBindery({ ...place, databaseUrl: await server.createDatabase(place.name) })

type Measurement = {
  directory: string
  deals: number
  subject: Subject
  situation: keyof typeof situations
  place: number
}

/** On a new portal, whose allowance is whole. */
async function measureSubject(closing: Closing, measurement: Measurement): Promise<BurstRow> {
  const { directory, deals, subject, situation, place } = measurement
  const { name: inWords, ...setup } = situations[situation]
  const name = `burst_${place}`
  const companies = Math.ceil(deals / 10)
  const portal = await startPortalProcess(directory, name, {
    ...setup,
    deals,
    companies,
    latencyMs,
    operating: situation === 'operating' ? operating : null,
  })
  closing.later(() => portal.child.kill())
  const { webhookUrl } = await portal.state()
  const client = await subject.start({ directory, name, webhookUrl })
  closing.later(() => client.child.kill())
  try {
    const labels = { client: subject.client, situation: inWords, deals }
    return await measureBurst({ name: labels, portal, client, longestSeconds: subject.longestSeconds })
  } finally {
    await client.child.kill()
    await portal.child.kill()
  }
}

const closing = new Closing()
// Nothing started here may outlive an impatient Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${burstTables(result)}`)
  await writeResult('burst', result)
} finally {
  await closing.close()
}
