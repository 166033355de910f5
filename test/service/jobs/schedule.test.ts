import { sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/database/connection/open.ts'
import { listBackfills } from '../../../src/database/jobs/backfills.ts'
import { createLog } from '../../../src/log.ts'
import { lookAtSchedules } from '../../../src/service/jobs/schedule-worker.ts'
import { dealsRun } from '../../support/backfills.ts'
import { aKeptDatabase, databaseKinds, ownDatabase } from '../../support/databases.ts'
import { aPortal, aRule, aService, linksInWords } from '../../support/service.ts'

const log = createLog({ level: 'silent', stream: { write: () => {} }, redactText: (text) => text })
const hourly = { schedule: '0 * * * *', filter: { isOpen: true as const } }

describe.each(databaseKinds)('schedules on %s', (kind) => {
  const own = ownDatabase(kind)

  async function aDesk() {
    const portalId = await own.aPortal()
    const desk = {
      now: new Date('2026-09-01T10:30:00Z'),
      rules: [aRule({ key: 'hourly', ...hourly })],
      look: (at: string) => {
        desk.now = new Date(at)
        const ruleSet = { active: async () => desk.rules.map((rule) => ({ rule, version: 1 })) }
        return lookAtSchedules({ database: own.db, portalId, ruleSet, log, now: () => desk.now })
      },
      begun: async () => (await listBackfills(own.db, portalId, { limit: 50 })).items,
      end: () => own.db.orm.execute(`update backfills set status = 'done' where portal_id = ${portalId}`),
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

  test('a clock that was a day ahead and is put right keeps no rule from its next time', async () => {
    const desk = await aDesk()
    for (const at of ['02T10:30:00', '02T11:00:03']) await desk.look(`2026-09-${at}Z`)
    await desk.end()
    for (const at of ['01T11:30:00', '01T11:59:59']) await desk.look(`2026-09-${at}Z`)
    expect(await desk.begun(), 'nothing of the past').toHaveLength(1)
    await desk.look('2026-09-01T12:00:03Z')
    expect(await desk.begun()).toHaveLength(2)
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

test.each(databaseKinds)(
  'the service looks at the deals of the filter when a rule is due, once for all the times that were missed, on %s',

  async (kind) => {
    const database = await aKeptDatabase(kind)
    onTestFinished(database.remove)
    const sandbox = await aPortal()
    onTestFinished(sandbox.close)
    const { data } = sandbox
    const contactId = data.addContact()
    const [open, closed] = [data.addDeal(), data.addDeal({ stageId: 'WON' })]
    // Half a day from now, so that it does not come round while the test goes on.
    const hour = new Date(Date.now() + 12 * 3_600_000).getUTCHours()
    const rule = aRule({
      key: 'nightly',
      on: ['ONNOTHING'],
      schedule: `0 ${hour} * * *`,
      filter: { isOpen: true },
      conditions: { all: [{ fact: 'event', path: '$.type', operator: 'equal', value: 'schedule' }] },
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
    })
    const first = await aService({ ...database.options, sandbox, rules: [rule] })
    onTestFinished(first.close)
    expect((await first.api('GET', '/api/rules/nightly')).status).toBe(200)
    await first.close()
    await lookedDaysAgo(database.options, rule)

    const service = await aService({ ...database.options, sandbox, rules: [rule] })
    onTestFinished(service.close)
    const run = await service.waitForRun(open)
    expect(run).toMatchObject({ trigger: { type: 'backfill', events: ['SCHEDULE'] }, status: 'applied' })
    expect(linksInWords(data.links(open))).toBe(`${contactId}*`)
    expect(await dealsRun(service.api, 'backfill')).toEqual([open])
    expect(await service.runsOf(closed)).toEqual([])
    const { body } = await service.api('GET', '/api/backfills?kind=schedule')
    expect(body).toMatchObject({ items: [{ createdBy: 'schedule of nightly', rules: ['nightly'] }] })
  },
)

/** As when nobody has looked for three days. */
async function lookedDaysAgo(
  { databaseUrl, databaseDir = '' }: { databaseUrl?: string; databaseDir?: string },
  { key, schedule = '' }: { key: string; schedule?: string | undefined },
): Promise<void> {
  const db = await openDatabase({ url: databaseUrl ?? null, dataDir: databaseDir })
  await db.orm.execute(sql`
    insert into rule_schedules (portal_id, rule_key, schedule, looked_at)
    select id, ${key}, ${schedule}, now() - interval '3 days' from portals
    on conflict (portal_id, rule_key) do update set looked_at = excluded.looked_at`)
  await db.close()
}
