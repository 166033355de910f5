import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AuditNote } from '../../src/core/record/audit.ts'
import { type ChainPlace, chainedText, chainStart } from '../../src/core/record/audit-chain.ts'
import type { Transaction } from '../../src/database/connection/database.ts'
import { listAudit, recordAudit } from '../../src/database/record/audit.ts'
import { chainHead, chainOf, chainPlaceBefore, readChain } from '../../src/database/record/audit-chain.ts'
import { saveRule } from '../../src/database/rules/rules.ts'
import { recordRuns } from '../../src/database/runs/record-runs.ts'
import { verifyAudit } from '../../src/flows/verify-audit.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRecord, aRule, aRuleResult } from '../support/stored.ts'
import { until } from '../support/until.ts'

const dayMs = 86_400_000
const ada = { kind: 'user', id: 'u1', name: 'Ada' } as const
const aWrite = { method: 'crm.deal.contact.add' as const, params: { id: 1 }, result: true, error: null }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe.each(databaseKinds)('the chain of the record on %s', (kind) => {
  const own = ownDatabase(kind)
  let begin = chainStart
  beforeAll(async () => {
    begin = await chainHead(own.db)
    await saveRule(own.db, own.portalId, {
      rule: aRule({ key: 'a-rule' }),
      savedBy: 'Ada',
      actor: ada,
      note: null,
      expectedVersion: null,
      onlyIfAbsent: false,
    })
    await recordRuns(
      own.db,
      own.portalId,
      Array.from({ length: 20 }, (_, at) => aRecord({ dealId: at + 1, rules: [aRuleResult()], operations: [aWrite] })),
    )
    // Two at once must not take the same place, nor wait for each other for ever.
    await Promise.all(
      [1, 2, 3, 4].map((at) =>
        own.db.transaction((tx) =>
          recordAudit(tx, { actor: ada, action: 'rule.saved', subject: { kind: 'rule', id: 'a' }, details: { at } }),
        ),
      ),
    )
  })

  const verify = (limit = 1_000, after: ChainPlace = begin) =>
    verifyAudit({ ...chainOf(own.db), sha256 }, { after, limit })
  /** What somebody with every right in the database can do: go past the triggers. */
  const tamper = async (...statements: string[]) => {
    await own.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`)
      for (const statement of statements) await tx.execute(sql.raw(statement))
    })
  }
  const faults = async () => (await verify()).findings.map(({ fault, kind, subject }) => ({ fault, kind, subject }))

  test('holds everything that was recorded, in one order without gaps, and nothing is found in it', async () => {
    const { checked, findings, last, isEnd } = await verify()
    expect(findings).toEqual([])
    expect(isEnd).toBe(true)
    expect(last).toEqual(await chainHead(own.db))
    const kinds = (await readChain(own.db, { after: begin.position, limit: 100 })).map(({ link }) => link.kind)
    expect(kinds.filter((one) => one === 'run')).toHaveLength(20)
    expect(kinds).toEqual(expect.arrayContaining(['rule-version', 'entry']))
    expect(checked).toBe(kinds.length)
    expect((await verify(5)).isEnd).toBe(false)
    expect(await chainPlaceBefore(own.db, new Date(Date.now() + 60_000))).toEqual(last)
    expect(await chainPlaceBefore(own.db, new Date(0))).toEqual(chainStart)
  })

  // The other database has one connection only.
  test.runIf(kind === 'postgres')('what waits for its turn is chained at the moment when it comes', async () => {
    const note = (tx: Transaction) =>
      recordAudit(tx, { actor: ada, action: 'rule.saved', subject: { kind: 'rule', id: 'a' }, details: {} })
    const before = await chainHead(own.db)
    let late: Promise<void> = Promise.resolve()
    await own.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('bindery audit chain', 0))`)
      late = own.db.transaction(note)
      await until(async () => {
        const here = sql`(select oid from pg_database where datname = current_database())`
        const waiting = sql`pg_locks where locktype = 'advisory' and not granted and database = ${here}`
        return (await own.db.orm.$count(waiting)) > 0
      }, 'the other waits')
      await note(tx)
    })
    await late
    const moments = (await readChain(own.db, { after: before.position, limit: 2 })).map(({ link }) =>
      Date.parse(link.at),
    )
    expect(moments).toHaveLength(2)
    expect(moments[1]).toBeGreaterThanOrEqual(moments[0] ?? Number.NaN)

    const then = await chainHead(own.db)
    await own.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_sleep(0.01)`)
      await own.db.transaction(note)
      await note(tx)
    })
    const [one, other] = (await readChain(own.db, { after: then.position, limit: 2 })).map(({ link }) => link.at)
    expect(Date.parse(other ?? ''), 'whenever its work began').toBeGreaterThanOrEqual(Date.parse(one ?? ''))
  })

  const neverChanged = expect.objectContaining({
    cause: expect.objectContaining({ message: expect.stringContaining('never changed') }),
  })

  test.each([
    { table: 'audit_chain', column: 'kind' },
    { table: 'audit_entries', column: 'action' },
    { table: 'rule_versions', column: 'saved_by' },
    { table: 'runs', column: 'status' },
    { table: 'run_rules', column: 'matched' },
    { table: 'run_operations', column: 'method' },
  ])('no row of $table can be changed, removed or swept away', async ({ table, column }) => {
    for (const change of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      await expect(own.db.orm.execute(sql.raw(change)), change).rejects.toEqual(neverChanged)
    }
  })

  test('nor by whoever says that it has expired: of a run that has not, nothing goes, and nothing but traces changes', async () => {
    const [run] = await someRun()
    const saying = (statement: string) =>
      own.db.transaction(async (tx) => {
        await tx.execute(sql`select set_config('bindery.erasing', 'on', true)`)
        await tx.execute(sql.raw(`${statement} where run_id = '${run?.subject}'`))
      })
    await expect(saying('delete from run_operations')).rejects.toEqual(neverChanged)
    await expect(saying('update run_rules set matched = false')).rejects.toEqual(neverChanged)
    for (const before of ['2020-01-01T00:00:00.000Z', new Date(Date.now() + dayMs).toISOString()]) {
      const subject = { kind: 'retention', id: String(own.portalId) }
      const details = { runsBefore: before, tracesBefore: before }
      await own.db.transaction((tx) => recordAudit(tx, { actor: ada, action: 'retention.applied', subject, details }))
    }
    const [expired] = await own.db.orm
      .select({ before: sql<string>`expired_before(${own.portalId}::int, 'runsBefore')` })
      .from(sql`(values (1)) as one`)
    const before = Number.parseInt(expired?.before.replaceAll('-', '').slice(0, 12) ?? '', 16)
    expect(
      Math.abs(before - (Date.now() - 30 * dayMs)),
      'the newest word, but never the last thirty days',
    ).toBeLessThan(60_000)
    await expect(saying('delete from run_operations')).rejects.toEqual(neverChanged)
  })

  const someRun = async () => {
    const rows = await readChain(own.db, { after: begin.position, limit: 100 })
    return rows.filter(({ link }) => link.kind === 'run').map(({ link }) => link)
  }

  test('names a run that was changed behind the service, and traces that were', async () => {
    const [first, second] = await someRun()
    await tamper(`update runs set status = 'applied' where id = '${first?.subject}'`)
    await tamper(
      `update run_rules set trace = '{"all":[],"evaluated":true,"result":false}' where run_id = '${second?.subject}'`,
    )
    expect(await faults()).toEqual([
      { fault: 'changed', kind: 'run', subject: first?.subject },
      { fault: 'changed', kind: 'run', subject: second?.subject },
    ])
    await tamper(
      `update runs set status = 'unchanged' where id = '${first?.subject}'`,
      `update run_rules set trace = '{"all":[],"evaluated":true,"result":true}' where run_id = '${second?.subject}'`,
    )
    expect(await faults()).toEqual([])
  })

  test('names a run that is found by what it is not, once, and no other', async () => {
    const [first, second, third] = await someRun()
    await tamper(
      `update run_rules set run_status = 'failed' where run_id = '${first?.subject}'`,
      `update run_rules set run_trigger = 'sweep' where run_id = '${second?.subject}'`,
      `update runs set status = 'failed' where id = '${third?.subject}'`,
    )
    const found = (await verify()).findings
    expect(found.map(({ fault, kind, subject }) => ({ fault, kind, subject }))).toEqual(
      [third, first, second].map((link) => ({ fault: 'changed', kind: 'run', subject: link?.subject })),
    )
    const [changed, ...misfiled] = found.map(({ message }) => message)
    expect(changed).toContain('is not as it was recorded')
    for (const message of misfiled) expect(message).toContain('searched and counted by another status or trigger')
    const after = { position: second?.position ?? 0, hash: second?.hash ?? '' }
    expect((await verify(1_000, after)).findings, 'of links that are looked at').toHaveLength(1)
    await tamper(
      `update run_rules set run_status = 'unchanged' where run_id = '${first?.subject}'`,
      `update run_rules set run_trigger = 'event' where run_id = '${second?.subject}'`,
      `update runs set status = 'unchanged' where id = '${third?.subject}'`,
    )
    expect(await faults()).toEqual([])
  })

  test('names a rule version and an entry that were changed, an entry that is gone and one that was put in', async () => {
    await tamper(
      `update rule_versions set saved_by = 'Eve' where key = 'a-rule'`,
      `update audit_entries set actor_name = 'Eve' where details->>'at' = '2'`,
      `delete from audit_entries where details->>'at' = '3'`,
      `insert into audit_entries (at, actor_kind, actor_name, action, subject_kind, details)
       values (now(), 'user', 'Eve', 'rule.saved', 'rule', '{"at": 9}')`,
    )
    const found = await faults()
    expect(found.map(({ fault }) => fault).toSorted()).toEqual(['changed', 'changed', 'missing', 'unchained'])
    expect(found).toContainEqual({ fault: 'changed', kind: 'rule-version', subject: 'a-rule 1' })
  })

  test('names a link that was changed, one that was made anew, and traces that are gone, each by itself', async () => {
    const before = await faults()
    const found = async () => (await faults()).filter((fault) => !before.some((one) => isDeepStrictEqual(one, fault)))
    const [, , changed, anew, erased] = await someRun()
    if (changed === undefined || anew === undefined || erased === undefined) throw new Error('there are no such runs')
    await tamper(`update audit_chain set at = at + interval '1 hour' where position = ${changed.position}`)
    expect(await found()).toEqual([{ fault: 'broken', kind: 'run', subject: changed.subject }])
    await tamper(`update audit_chain set at = at - interval '1 hour' where position = ${changed.position}`)

    const previous = 'f'.repeat(64)
    const link = (to: { previous: string; hash: string }) =>
      `update audit_chain set previous = '${to.previous}', hash = '${to.hash}' where position = ${anew.position}`
    await tamper(link({ previous, hash: sha256(chainedText({ ...anew, previous })) }))
    expect(await found()).toContainEqual({ fault: 'broken', kind: 'run', subject: anew.subject })
    await tamper(link(anew))

    const trace = (text: string) => `update run_rules set trace = '${text}' where run_id = '${erased.subject}'`
    await tamper(trace('{"erased":true}'))
    expect(await found()).toEqual([{ fault: 'changed', kind: 'run', subject: erased.subject }])
    await tamper(trace('{"all":[],"evaluated":true,"result":true}'))
    expect(await found()).toEqual([])
  })

  test('names links that were removed, changed or swapped', async () => {
    const [first, second, third] = await someRun()
    await tamper(
      `delete from audit_chain where position = ${first?.position}`,
      `update audit_chain set previous = hash where position = ${third?.position}`,
    )
    const found = (await verify()).findings
    expect(found).toContainEqual(expect.objectContaining({ fault: 'missing-link', position: second?.position }))
    expect(found).toContainEqual(expect.objectContaining({ fault: 'broken', position: third?.position }))
    expect(found).toContainEqual(expect.objectContaining({ fault: 'unchained', subject: first?.subject }))
  })

  const erase = (runId: string | undefined, erasureId: string) =>
    own.db.orm.execute(
      sql`select erase_traces(${own.portalId}::int, ${runId}::uuid, ${erasureId}::uuid, 'contact', '[{"place": 0, "trace": {}}]')`,
    )
  const note = (action: AuditNote['action'], erasureId: string) =>
    own.db.transaction((tx) =>
      recordAudit(tx, { actor: ada, action, subject: { kind: 'contact', id: '7' }, details: { erasureId } }),
    )
  const notesOf = async (runId: string | undefined) =>
    (await listAudit(own.db, { action: 'run.traces-erased', limit: 9 })).items.filter(
      ({ subject }) => subject.id === runId,
    )

  test('traces that are replaced as somebody asked for it are told of by that entry, until it is done', async () => {
    const [, , , fourth, fifth] = await someRun()
    const erasureId = uuidv7()
    const findings = await faults()
    await note('contact.erasure-began', erasureId)
    await erase(fourth?.subject, erasureId)
    await note('contact.erased', erasureId)
    expect(await notesOf(fourth?.subject)).toEqual([])
    await erase(fifth?.subject, erasureId)
    expect(await notesOf(fifth?.subject)).toMatchObject([
      { actor: { name: expect.stringMatching(/^PostgreSQL, as \w+$/) } },
    ])
    expect(await faults()).toEqual(findings)
  })

  test('traces that somebody replaces past the service leave an entry of their own, or are found', async () => {
    const [, , , , , sixth, seventh] = await someRun()
    const findings = await faults()
    await erase(sixth?.subject, uuidv7())
    expect(await notesOf(sixth?.subject)).toHaveLength(1)
    expect(await faults()).toEqual(findings)
    const id = uuidv7()
    await tamper(`update run_rules set trace = '{}' where run_id = '${seventh?.subject}'`)
    await own.db.orm.execute(sql`insert into run_erasures (portal_id, run_id, id, erased_at, reason, details_hash)
      select ${own.portalId}::int, ${seventh?.subject}::uuid, ${id}::uuid, now(), 'contact',
        encode(sha256(convert_to(audit_details_of_run(${own.portalId}::int, ${seventh?.subject}::uuid), 'UTF8')), 'hex')`)
    expect((await faults()).filter(({ fault }) => fault === 'uncovered')).toEqual([
      { fault: 'uncovered', kind: 'erasure', subject: `${seventh?.subject} ${id}` },
    ])
  })

  test('a record that was cut off at its end, or written anew, is known by a link that was noted', async () => {
    const noteSaved = (id: string) =>
      own.db.transaction((tx) => recordAudit(tx, { actor: ada, action: 'rule.saved', subject: { kind: 'rule', id } }))
    const noted = await chainHead(own.db)
    const ofNoted = async () =>
      (await verify(1_000, noted)).findings.filter(({ position }) => position === noted.position)
    expect(await ofNoted()).toEqual([])
    const beforeAll = { position: 0, hash: noted.hash }
    const nowhere = { fault: 'missing-link', position: 0 }
    expect((await verify(1_000, beforeAll)).findings).toContainEqual(expect.objectContaining(nowhere))
    await noteSaved('later')
    expect(await ofNoted()).toEqual([])
    await tamper(
      `delete from audit_chain where position >= ${noted.position}`,
      `delete from audit_entries where subject_id = 'later'`,
    )
    const gone = { fault: 'missing-link', message: expect.stringContaining('cut off') }
    expect(await ofNoted()).toEqual([expect.objectContaining(gone)])
    // Each hash fits, as the database itself writes them.
    await noteSaved('anew')
    await noteSaved('anew')
    const other = { fault: 'broken', message: expect.stringContaining('written anew') }
    expect(await ofNoted()).toEqual([expect.objectContaining(other)])
  })
})
