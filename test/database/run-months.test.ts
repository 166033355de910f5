import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { chainStart } from '../../src/core/record/audit-chain.ts'
import type { Database } from '../../src/database/connection/open.ts'
import { beforeAnyRun, declareExpired, eraseRuns, eraseTraces } from '../../src/database/erasing/expired-runs.ts'
import { ensurePortal } from '../../src/database/portals/portals.ts'
import { chainOf } from '../../src/database/record/audit-chain.ts'
import { findRun, listRuns } from '../../src/database/runs/lists.ts'
import { keepMonths, packMonths } from '../../src/database/runs/months.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { verifyAudit } from '../../src/flows/verify-audit.ts'
import { databaseKinds, openTestDatabase, ownDatabase } from '../support/databases.ts'
import { patiently } from '../support/patiently.ts'

import { aRecord, aRuleResult } from '../support/stored.ts'

const write = { method: 'crm.deal.contact.add', params: { id: 1 }, result: true, error: null } as const

const idAt = (moment: string) => uuidv7({ msecs: Date.parse(moment) })
const aRun = (id: string, dealId: number) => {
  const trace = { all: [], evaluated: true, result: true }
  return aRecord({ id, dealId, status: 'applied', rules: [aRuleResult({ trace })], operations: [write] })
}

describe.each(databaseKinds)('the months of runs on %s', (kind) => {
  const own = ownDatabase(kind)
  const { rows, months } = helpers(() => own.db)

  const tableOf = async (id: string) =>
    (await rows(`select tableoid::regclass::text as name from runs where id = '${id}'`)).map(({ name }) => name)
  test('the next one is there before it begins, and any id has a place', async () => {
    const [name, ...others] = (await months()).slice(1)
    expect(others).toEqual([])
    // The database was made an hour ago at most, which may have been in another month.
    const next = (at: number) => {
      const inAWeek = new Date(at + 7 * 86_400_000)
      return new Date(Date.UTC(inAWeek.getUTCFullYear(), inAWeek.getUTCMonth() + 1)).toISOString()
    }
    const begins = [Date.now(), Date.now() - 3_600_000]
      .map(next)
      .find((month) => month.slice(0, 7).replace('-', '_') === name)
    expect(begins, `${name} is not the next one`).toBeDefined()
    const ids = ['1970-01-01', new Date().toISOString(), begins ?? '', '2999-01-01'].map(idAt)
    await recordRuns(
      own.db,
      own.portalId,
      ids.map((id) => aRun(id, 1)),
    )
    expect(await Promise.all(ids.map(tableOf))).toEqual([
      ['runs_first'],
      ['runs_first'],
      [`runs_${name}`],
      [`runs_${name}`],
    ])
    expect((await listRuns(own.db, own.portalId, { limit: 9 })).items.map(({ id }) => id)).toEqual(ids.toReversed())
    // Of a time that has not come: the last month has no end before it.
    await keepMonths(own.db)
    await packMonths(own.db)
    expect(await months()).toEqual(['first', name])
  })

  test('no row of a month can be changed, removed or swept away by itself, with the erasing of rows on or off', async () => {
    const [, next] = await months()
    for (const month of ['first', next]) {
      for (const table of ['runs', 'run_rules', 'run_operations'].map((whole) => `${whole}_${month}`)) {
        for (const change of [
          `delete from ${table}`,
          `update ${table} set portal_id = 0`,
          `truncate ${table} cascade`,
        ]) {
          for (const erasing of ['on', 'off']) {
            const changed = own.db.transaction(async (tx) => {
              await tx.execute(sql.raw(`set local bindery.erasing = '${erasing}'`))
              await tx.execute(sql.raw(change))
            })
            const cause = expect.objectContaining({ message: expect.stringContaining('never changed') })
            await expect(changed, change).rejects.toEqual(expect.objectContaining({ cause }))
          }
        }
      }
    }
  })
})

describe.each(databaseKinds)('months that have expired on %s', (kind) => {
  const own = ownDatabase(kind)
  const { rows, months, endMonths, findings, erase } = helpers(() => own.db)
  const last = new Date().getUTCFullYear() - 1
  const kept = { first: idAt(`${last - 1}-12-03`), second: idAt(`${last}-01-20`), third: idAt(`${last}-02-20`) }
  const before = { names: [] as unknown[], bytes: 0 }
  const bytes = async () =>
    Number(
      (
        await rows(`select sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits
          where inhparent in ('runs'::regclass, 'run_rules'::regclass, 'run_operations'::regclass)`)
      )[0]?.bytes,
    )

  beforeAll(async () => {
    await endMonths(`${last}-01-01`, `${last}-02-01`, `${last}-03-01`)
    const old = [`${last - 1}-12-05`, `${last}-01-05`, `${last}-02-05`].flatMap((day) =>
      Array.from({ length: 50 }, () => aRun(idAt(day), 1)),
    )
    const stay = [aRun(kept.first, 2), aRun(kept.second, 3), aRun(kept.third, 4), aRun(uuidv7(), 1)]
    await recordRuns(own.db, own.portalId, [...old, ...stay])
    await keepMonths(own.db)
    Object.assign(before, { names: await months(), bytes: await bytes() })
  })

  test('stay as they are while nothing has expired', async () => {
    expect(before.names).toEqual([
      'first',
      `${last}_01`,
      `${last}_02`,
      `${last}_03`,
      expect.stringMatching(/^20\d\d_\d\d$/),
    ])
    await packMonths(own.db)
    expect(await months()).toEqual(before.names)
  })

  test('are written anew without the traces that have gone, each once', async () => {
    await declareExpired(own.db, own.portalId, { runsBefore: null, tracesBefore: `${last}-02-10T00:00:00.000Z` })
    await erase(eraseTraces, own.portalId)
    const nodes = async () => {
      const nodeOf = (month: string) => rows(`select pg_relation_filenode('run_rules_${month}')::int as node`)
      return (await Promise.all(['first', `${last}_01`, `${last}_02`].map(nodeOf))).map(([row]) => row?.node)
    }
    const old = await nodes()
    await packMonths(own.db)
    const after = await nodes()
    const isNew = after.map((node, at) => node !== old[at])
    expect(isNew, 'of the third month something is still kept').toEqual([true, true, false])
    await packMonths(own.db)
    expect(await nodes()).toEqual(after)
    expect(await months()).toEqual(before.names)
    expect(await findings()).toEqual([])
  })

  test('become one with what stays of their runs, and give back the room of the others', async () => {
    await declareExpired(own.db, own.portalId, {
      runsBefore: `${last}-02-10T00:00:00.000Z`,
      tracesBefore: `${last}-02-10T00:00:00.000Z`,
    })
    await erase(eraseRuns, own.portalId)
    await packMonths(own.db)
    expect(await months()).toEqual(before.names.filter((name) => name !== `${last}_01`))
    expect((await rows(`select to_regclass('run_rules_${last}_01') as gone`))[0]).toEqual({ gone: null })
    expect(await bytes()).toBeLessThan(before.bytes)
    for (const id of [kept.first, kept.second]) {
      expect(await findRun(own.db, own.portalId, id)).toMatchObject({
        rules: [{ trace: { erased: true } }],
        operations: [write],
      })
    }
    expect((await rows('select count(*)::int as runs from runs'))[0]).toEqual({ runs: 4 })
    expect(await findings()).toEqual([])
    const changed = rows(`delete from runs_first`)
    const cause = expect.objectContaining({ message: expect.stringContaining('never changed') })
    await expect(changed).rejects.toEqual(expect.objectContaining({ cause }))
    await expect(rows('truncate runs_first cascade')).rejects.toEqual(expect.objectContaining({ cause }))
    // A place for what is of that time, as ever.
    const late = aRun(idAt(`${last}-01-07`), 9)
    await recordRuns(own.db, own.portalId, [late])
    expect(await findings()).toEqual([])
  })
})

test.each(databaseKinds)('a year that has been over for a year becomes one table on %s', async (kind) => {
  const { db, remove } = await openTestDatabase(kind)
  const { months, endMonths, findings } = helpers(() => db)
  const year = new Date().getUTCFullYear()
  const { id: portalId } = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
  await endMonths(
    ...[`${year - 2}-01`, `${year - 2}-07`, `${year - 1}-01`, `${year - 1}-07`].map((month) => `${month}-01`),
  )
  const moments = [`${year - 3}-05-05`, `${year - 2}-05-05`, `${year - 2}-08-08`, `${year - 1}-05-05`]
  const records = moments.map((moment) => aRun(idAt(moment), 1))
  await recordRuns(db, portalId, records)
  await keepMonths(db)
  await packMonths(db)
  const [next] = (await months()).slice(-1)
  expect(await months()).toEqual(['first', String(year - 2), `${year - 1}_01`, `${year - 1}_07`, next])
  expect((await listRuns(db, portalId, { limit: 9 })).items.map(({ id }) => id)).toEqual(
    records.map(({ run }) => run.id).toReversed(),
  )
  expect(await findRun(db, portalId, records[1]?.run.id ?? '')).toMatchObject({
    rules: [{ trace: { evaluated: true } }],
    operations: [write],
  })
  expect(await findings()).toEqual([])
  await remove()
})

test('a year is looked through before anybody is held off from the runs', async () => {
  const { db, remove } = await openTestDatabase('postgres')
  const { rows, months, endMonths } = helpers(() => db)
  const year = new Date().getUTCFullYear()
  const { id: portalId } = await ensurePortal(db, { domain: 'acme.bitrix24.com' })
  await endMonths(...[`${year - 2}-01`, `${year - 2}-07`, `${year - 1}-01`].map((month) => `${month}-01`))
  const moments = [`${year - 3}-05-05`, `${year - 2}-05-05`, `${year - 2}-08-08`, `${year - 1}-05-05`]
  await recordRuns(
    db,
    portalId,
    moments.map((moment) => aRun(idAt(moment), 1)),
  )
  await keepMonths(db)
  const { promise: isReading, resolve: reads } = Promise.withResolvers<void>()
  const { promise: isRead, resolve: letGo } = Promise.withResolvers<void>()
  const reading = db.transaction(async (tx) => {
    await tx.execute(sql`select from runs limit 1`)
    reads()
    await isRead
  })
  await isReading
  const packing = packMonths(db)
  // Waiting for the reader, it has the lock already that each look at a key to the portals begins with.
  await vi.waitFor(async () => {
    const [waiting] = await rows(`select exists (select from pg_locks looked where looked.pid = held_off.pid
        and looked.relation = 'portals'::regclass and looked.mode = 'ShareRowExclusiveLock') as "isLooked"
      from pg_locks held_off where relation = 'runs'::regclass and mode = 'AccessExclusiveLock' and not granted`)
    expect(waiting).toEqual({ isLooked: true })
  }, patiently)
  letGo()
  await Promise.all([reading, packing])
  expect(await months()).toContain(String(year - 2))
  const keys = await rows(`select count(*)::int as of_portals from pg_constraint where contype = 'f' and convalidated
    and confrelid = 'portals'::regclass and conrelid = any (array['runs', 'run_rules', 'run_operations']::regclass[])
    or contype = 'f' and conrelid::regclass::text ~ '^run(s|_rules|_operations)_${year - 2}$'
    and confrelid = 'portals'::regclass and conparentid <> 0`)
  expect(keys, 'each key of the whole, and of the year as part of it').toEqual([{ of_portals: 6 }])
  await remove()
})

function helpers(database: () => Database) {
  const rows = async (query: string): Promise<Record<string, unknown>[]> => {
    const answer = await database().orm.execute(sql.raw(query))
    // The embedded one wraps them.
    return Array.isArray(answer)
      ? answer
      : z.object({ rows: z.array(z.record(z.string(), z.unknown())) }).parse(answer).rows
  }
  const months = async () => (await rows('select name from run_months order by below')).map(({ name }) => name)
  /** As if the service had been there at the time. */
  const endMonths = async (...beginnings: string[]) => {
    await rows(`select rewrite_months(array(select name from run_months order by below), 'first', null, null)`)
    for (const day of beginnings) {
      while ((await rows(`select end_last_month('${day}') as more`))[0]?.more === true);
    }
  }
  const erase = async (page: typeof eraseRuns, portalId: number) => {
    for (let after: string | null = beforeAnyRun; after !== null; ) {
      after = (await page(database(), portalId, { after, most: 200 })).next
    }
  }
  const findings = async () => {
    const deps = {
      ...chainOf(database()),
      sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    }
    return (await verifyAudit(deps, { after: chainStart, limit: 1_000 })).findings
  }
  return { rows, months, endMonths, erase, findings }
}
