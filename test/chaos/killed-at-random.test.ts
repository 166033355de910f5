import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { JournalEventShape } from '../../src/http/schemas/event.ts'
import { Run as RunShape } from '../../src/http/schemas/run.ts'
import { StatusReport } from '../../src/http/schemas/status.ts'
import type { Sandbox, SandboxRequest } from '../../src/sandbox/portal.ts'
import { anInstallation, type Installation } from '../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords } from '../support/service.ts'
import { until } from '../support/until.ts'
import { pourEvents } from './events.ts'
import { aMortalDatabase, type MortalDatabase } from './mortal-database.ts'
import { aMortalService, type MortalService } from './mortal-service.ts'
import { randomFrom } from './random.ts'

const seed = Number(process.env.CHAOS_SEED ?? 1)
const rounds = Number(process.env.CHAOS_ROUNDS ?? 200)
/** So many kills, then everything has to come to rest. */
const roundsOfSpell = 100
const spells = Array.from({ length: Math.ceil(rounds / roundsOfSpell) }, (_, index) => ({
  spell: index + 1,
  kills: Math.min(roundsOfSpell, rounds - index * roundsOfSpell),
}))
const longestStartMs = 120_000
// A dead process's deals are taken up again within a minute, and the deals of all its predecessors with them.
const restWithin = { timeout: 120_000, interval: 500 }
const longestPauseMs = 400
const victims = ['first service', 'second service', 'database server', 'database connection'] as const

const writes = /^crm\.deal\.contact\.(add|delete|items\.set|items\.delete)$/
const random = randomFrom(seed)
const Run = RunShape.omit({ rules: true }).loose()
type Run = z.infer<typeof Run>
/** Of all spells so far; what of the events is not in a run by the end of its spell is lost. */
const total = { kills: 0, events: 0, lost: 0, runs: 0, writes: 0, continued: 0 }

describe(`two services and their database, killed at random from the seed ${seed}`, () => {
  let sandbox: Sandbox
  let database: MortalDatabase
  const installations: Installation[] = []
  const services: MortalService[] = []
  let dealIds: number[]
  const deaths = new Map<string, number>()
  let haveAllHeld = true
  const carriedOut = new Set<SandboxRequest>()

  beforeAll(async () => {
    sandbox = await aPortal({ latencyMs: 5 })
    database = await aMortalDatabase()
    dealIds = Array.from({ length: 40 }, () => sandbox.data.addDeal())
    const rules = [
      aRule({ key: 'follow', actions: [{ type: 'replace', contacts: { from: 'company', select: 'primary' } }] }),
    ]
    const off = { SWEEP_EVERY: 'off', SWEEP_OPEN_DEALS_EVERY: 'off', LOG_LEVEL: 'error' }
    for (let count = 0; count < 2; count++) {
      const installation = await anInstallation(sandbox, { rules, databaseUrl: database.url })
      installations.push(installation)
      services.push(aMortalService(installation, off))
    }
    await allListen()
  })
  afterAll(async () => {
    await Promise.all(services.map((service) => service.close()))
    await database.stop()
    await sandbox.close()
    if (!haveAllHeld) {
      const places = [database.directory, ...installations.map(({ directory }) => directory)]
      console.log(`seed ${seed}: what is left is kept in ${places.join(', ')}`)
      return
    }
    for (const installation of installations) await installation.remove()
    await database.remove()
  })
  // Not at the end: a run that is cut short has seen as much as was told so far.
  afterEach(({ task }) => {
    const holds = task.result?.state === 'pass'
    haveAllHeld &&= holds
    const seen = JSON.stringify({ ...total, ...Object.fromEntries(deaths) })
    console.log(
      `seed ${seed}, ${spells.length} spells, ${task.name}: ${holds ? 'held' : 'DID NOT HOLD'}, so far ${seen}`,
    )
  })

  test.each(spells)('spell $spell: after $kills kills nothing is lost, doubled or broken', async ({ kills }) => {
    const stream = pourEvents(sandbox, dealIds, random, () => services.map((service) => service.address()))
    try {
      for (let count = 0; count < kills; count++) {
        await killOne()
        total.kills += 1
        noteWrites()
      }
    } catch (error) {
      // Where a service or the database does not come back, the last events would be told for ever.
      stream.abandon()
      throw error
    }
    await stream.end()
    await allListen()
    await rest()

    const api = apiOfFirst()
    const events = await everyPage(api, '/api/events', JournalEventShape)
    const runs = await everyPage(api, '/api/runs', Run)
    const answered = new Map(runs.flatMap((run) => run.trigger.eventIds.map((id) => [id, run.id])))
    const done = new Map(events.map((event) => [event.id, event]))
    const unanswered = [...stream.accepted].filter((id) => {
      const event = done.get(id)
      return event?.status !== 'done' || event.runId === null || event.runId !== answered.get(id)
    })
    noteWrites()
    total.events += stream.accepted.size
    total.lost += unanswered.length
    total.runs = runs.length
    total.writes = carriedOut.size
    total.continued = runs.filter(({ attempt }) => attempt > 1).length

    expect(unanswered, 'every accepted event ends in a run').toEqual([])
    expect(
      runs.filter(({ status }) => status === 'failed'),
      'no run was given up',
    ).toEqual([])
    expectOneAfterTheOther(runs)
    expectNoWriteWithoutRecord(runs)
    const wrong = [...stream.wanted].filter(
      ([dealId, contactId]) => linksInWords(sandbox.data.links(dealId)) !== `${contactId}*`,
    )
    expect(wrong, 'links end right').toEqual([])
    const audit = await installations[0]?.start(['audit', 'verify']).ended
    expect(audit?.code, audit?.output).toBe(0)
  })

  async function killOne(): Promise<void> {
    await wait(random.below(longestPauseMs))
    const victim = random.one(victims)
    deaths.set(victim, (deaths.get(victim) ?? 0) + 1)
    if (victim === 'database server') return database.killServer()
    if (victim === 'database connection') {
      await until(() => database.killConnection(random.one), 'a connection to kill', longestStartMs)
      return
    }
    const service = services[victim === 'first service' ? 0 : 1]
    await until(() => service?.address() ?? null, `the ${victim} listens`, longestStartMs)
    service?.kill()
  }

  const allListen = () =>
    until(() => services.every((service) => service.address() !== null), 'both services listen', longestStartMs)

  function apiOfFirst(): ReturnType<typeof apiOf> {
    return apiOf(services[0]?.address() ?? '', installations[0]?.apiToken ?? '')
  }

  /** Until no event is kept aside anywhere, none waits for a run and no deal is in one. */
  async function rest(): Promise<void> {
    await vi.waitFor(async () => {
      for (const [index, service] of services.entries()) {
        const api = apiOf(service.address() ?? '', installations[index]?.apiToken ?? '')
        const { queue, spool } = StatusReport.parse((await api('GET', '/api/status')).body)
        expect(queue).toMatchObject({ pendingEvents: 0, waitingDeals: 0, runningDeals: 0 })
        expect(spool).toMatchObject({ events: 0 })
      }
    }, restWithin)
  }

  /** Looked at after each kill, as the portal forgets its requests after some thousand. */
  function noteWrites(): void {
    for (const request of sandbox.requests) {
      if (request.status < 400 && writes.test(request.method)) carriedOut.add(request)
    }
  }

  /** Whatever the portal carried out stands in a run of that deal, also where its process died before the answer. */
  function expectNoWriteWithoutRecord(runs: readonly Run[]): void {
    const written = Map.groupBy(carriedOut, ({ params }) => Number(params.id))
    const recorded = Map.groupBy(runs, ({ dealId }) => dealId)
    for (const [dealId, requests] of written) {
      const operations = (recorded.get(dealId) ?? []).flatMap((run) => run.operations)
      expect(operations.length, `writes of deal ${dealId} on record`).toBeGreaterThanOrEqual(requests.length)
    }
  }
})

function expectOneAfterTheOther(runs: readonly Run[]): void {
  for (const [dealId, ofDeal] of Map.groupBy(runs, (run) => run.dealId)) {
    const inOrder = ofDeal.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
    for (const [index, run] of inOrder.entries()) {
      const before = inOrder[index - 1]
      if (before !== undefined && run.startedAt < before.finishedAt)
        throw new Error(`runs of deal ${dealId} overlap: ${JSON.stringify([before, run], null, 1)}`)
    }
  }
}

async function everyPage<Item extends z.ZodType>(
  api: ReturnType<typeof apiOf>,
  path: string,
  item: Item,
): Promise<z.infer<Item>[]> {
  const Page = z.object({ items: z.array(item), nextCursor: z.string().nullable() })
  const items: z.infer<Item>[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: z.infer<typeof Page> = Page.parse((await api('GET', `${path}?limit=200${after}`)).body)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}
