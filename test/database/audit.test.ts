import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AuditNote } from '../../src/core/record/audit.ts'
import { listAudit, recordAudit } from '../../src/database/record/audit.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'

const ada = { kind: 'user', id: 'u1', name: 'Ada' } as const
const aNote = (of: Partial<AuditNote> = {}): AuditNote => ({
  actor: ada,
  action: 'rule.saved',
  subject: { kind: 'rule', id: 'a-rule' },
  ...of,
})

describe.each(databaseKinds)('the record of deeds on %s', (kind) => {
  const own = ownDatabase(kind)
  beforeAll(async () => {
    await own.db.transaction(async (tx) => {
      for (let at = 0; at < 5; at++) await recordAudit(tx, aNote({ details: { at } }))
      await recordAudit(tx, aNote({ actor: { kind: 'token', id: 't1', name: 'ci' }, action: 'rule.deleted' }))
      await recordAudit(tx, aNote({ subject: { kind: 'user', id: 'u2' }, action: 'user.disabled' }))
    })
  })

  test('is read page by page, newest first, each entry once', async () => {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await listAudit(own.db, { limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ sequence }) => sequence))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(7)
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
    expect(new Set(seen).size).toBe(7)
    await expect(listAudit(own.db, { limit: 3, cursor: 'none of ours' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })

  test.each([
    { filter: { actorId: 'u1' }, count: 6 },
    { filter: { actor: 'ci' }, count: 1 },
    { filter: { action: 'rule.saved' }, count: 5 },
    { filter: { subjectKind: 'rule', subjectId: 'a-rule' }, count: 6 },
    { filter: { subjectKind: 'user' }, count: 1 },
    { filter: { to: new Date(0) }, count: 0 },
    { filter: { from: new Date(0) }, count: 7 },
  ])('$filter finds $count', async ({ filter, count }) => {
    expect((await listAudit(own.db, { limit: 50, ...filter })).items).toHaveLength(count)
  })

  test('an entry says who, what, to what and when', async () => {
    const [newest] = (await listAudit(own.db, { limit: 1, action: 'rule.saved' })).items
    expect(newest).toEqual({
      sequence: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      actor: ada,
      action: 'rule.saved',
      subject: { kind: 'rule', id: 'a-rule' },
      details: { at: 4 },
    })
  })

  test.each(['update audit_entries set actor_name = $$Eve$$', 'delete from audit_entries', 'truncate audit_entries'])(
    'nobody can "%s"',
    async (statement) => {
      await expect(own.db.orm.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('never changed') },
      })
    },
  )

  test('a deed that does not come about is not on record', async () => {
    const failed = own.db.transaction(async (tx) => {
      await recordAudit(tx, aNote({ action: 'rule.broken' }))
      throw new Error('undone')
    })
    await expect(failed).rejects.toThrow('undone')
    expect((await listAudit(own.db, { limit: 1, action: 'rule.broken' })).items).toEqual([])
  })
})
