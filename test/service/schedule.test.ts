import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { listBackfills } from '../../src/database/backfills.ts'
import { ensurePortal } from '../../src/database/portals.ts'
import { createLog } from '../../src/log.ts'
import { lookAtSchedules } from '../../src/service/schedule-worker.ts'
import { dealsRun } from '../support/backfills.ts'
import { createPostgresDatabase, databaseKinds, openTestDatabase, type TestDatabase } from '../support/databases.ts'
import { aRule, aService, linksInWords, patiently } from '../support/service.ts'

const log = createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text })
const hourly = { schedule: '0 * * * *', filter: { isOpen: true as const } }

describe.each(databaseKinds)('schedules on %s', (kind) => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await openTestDatabase(kind)
  })
  afterAll(() => opened.remove())
  let portals = 0

  async function aDesk() {
    const { id: portalId } = await ensurePortal(opened.db, { domain: `${++portals}.bitrix24.com` })
    const desk = {
      now: new Date('2026-09-01T10:30:00Z'),
      rules: [aRule({ key: 'hourly', ...hourly })],
      look: (at: string) => {
        desk.now = new Date(at)
        const ruleSet = { active: async () => desk.rules.map((rule) => ({ rule, version: 1 })) }
        return lookAtSchedules({ database: opened.db, portalId, ruleSet, log, now: () => desk.now })
      },
      begun: async () => (await listBackfills(opened.db, portalId, { limit: 50 })).items,
      end: () => opened.db.orm.execute(`update backfills set status = 'done' where portal_id = ${portalId}`),
    }
    return desk
  }

  test('a rule is due from its first look on, once for each time, and once for all that were missed', async () => {
    const desk = await aDesk()
    await desk.look('2026-09-01T10:30:00Z')
    await desk.look('2026-09-01T10:59:59Z')
    expect(await desk.begun(), 'nothing of the past').toEqual([])
    await desk.look('2026-09-01T11:00:03Z')
    await desk.look('2026-09-01T11:00:08Z')
    expect(await desk.begun()).toMatchObject([
      { kind: 'schedule', mode: 'live', rules: ['hourly'], filter: { isOpen: true }, status: 'counting' },
    ])
    await desk.end()
    await desk.look('2026-09-02T09:10:00Z')
    expect(await desk.begun(), 'the night was missed').toHaveLength(2)
  })

  test('what is still under way is not begun again', async () => {
    const desk = await aDesk()
    for (const at of ['10:30:00', '11:00:01', '12:00:01']) await desk.look(`2026-09-01T${at}Z`)
    expect(await desk.begun()).toHaveLength(1)
  })

  test('two that look at once begin it once', async () => {
    const desk = await aDesk()
    await desk.look('2026-09-01T10:30:00Z')
    await Promise.all([desk.look('2026-09-01T11:00:03Z'), desk.look('2026-09-01T11:00:03Z')])
    expect(await desk.begun()).toHaveLength(1)
  })

  test('another schedule, and a rule that has rested, begin anew; a shadow rule only tries', async () => {
    const desk = await aDesk()
    await desk.look('2026-09-01T10:30:00Z')
    desk.rules = [aRule({ key: 'hourly', ...hourly, schedule: '5 * * * *', mode: 'shadow' })]
    await desk.look('2026-09-01T11:03:00Z')
    expect(await desk.begun()).toEqual([])
    const [rule] = desk.rules
    desk.rules = []
    await desk.look('2026-09-01T11:04:00Z')
    desk.rules = rule ? [rule] : []
    await desk.look('2026-09-01T11:06:00Z')
    expect(await desk.begun()).toEqual([])
    await desk.look('2026-09-01T12:06:00Z')
    expect(await desk.begun()).toMatchObject([{ mode: 'shadow' }])
  })
})

test('the service looks at the deals of the filter when a rule is due, once for all the times that were missed', {
  timeout: 60_000,
}, async () => {
  const database = await createPostgresDatabase()
  const service = await aService({ databaseUrl: database.url })
  const sql = postgres(database.url, { max: 1 })
  try {
    const { data } = service.sandbox
    const contactId = data.addContact()
    const [open, closed] = [data.addDeal(), data.addDeal({ stageId: 'WON' })]
    await service.quiet()
    const rule = aRule({
      key: 'nightly',
      on: ['ONNOTHING'],
      schedule: '0 3 * * *',
      filter: { isOpen: true },
      conditions: { all: [{ fact: 'event', path: '$.type', operator: 'equal', value: 'schedule' }] },
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
    })
    await service.obey(rule)
    await vi.waitFor(async () => expect(await sql`select from rule_schedules`).toHaveLength(1), patiently)
    // As when nobody has looked for three days.
    await sql`update rule_schedules set looked_at = now() - interval '3 days'`
    const run = await service.waitForRun(open)
    expect(run).toMatchObject({ trigger: { type: 'backfill', events: ['SCHEDULE'] }, status: 'applied' })
    expect(linksInWords(data.links(open))).toBe(`${contactId}*`)
    expect(await dealsRun(service.api, 'backfill')).toEqual([open])
    expect(await service.runsOf(closed)).toEqual([])
    const { body } = await service.api('GET', '/api/backfills?kind=schedule')
    expect(body).toMatchObject({ items: [{ createdBy: 'schedule of nightly', rules: ['nightly'] }] })
  } finally {
    await sql.end()
    await service.close()
    await database.drop()
  }
})
