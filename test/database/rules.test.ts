import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import {
  activeRules,
  deleteRule,
  findRule,
  listRules,
  ruleSetVersion,
  ruleVersions,
  saveRule,
} from '../../src/database/rules/rules.ts'
import { databaseKinds, ownDatabase } from '../support/databases.ts'
import { aRule } from '../support/stored.ts'

describe.each(databaseKinds)('rules on %s', (kind) => {
  const own = ownDatabase(kind)
  const save = (portalId: number, rule: RuleDocument, of: { expectedVersion?: number; onlyIfAbsent?: boolean } = {}) =>
    saveRule(own.db, portalId, { rule, savedBy: 'Ann', note: null, expectedVersion: null, ...of })
  const remove = (portalId: number, expectedVersion: number | null = null) =>
    deleteRule(own.db, portalId, 'a-rule', { deletedBy: 'Ann', expectedVersion })

  test('a save that differs is a new version, the same document is none', async () => {
    const portalId = await own.aPortal()
    expect(await save(portalId, aRule())).toMatchObject({ status: 'created', record: { version: 1, savedBy: 'Ann' } })
    expect(await save(portalId, aRule())).toMatchObject({ status: 'unchanged', record: { version: 1 } })
    expect(await save(portalId, aRule({ name: 'Other' }))).toMatchObject({ status: 'changed', record: { version: 2 } })
    expect((await findRule(own.db, portalId, 'a-rule'))?.rule).toEqual(aRule({ name: 'Other' }))
    expect((await ruleVersions(own.db, portalId, 'a-rule')).map(({ version, rule }) => [version, rule.name])).toEqual([
      [2, 'Other'],
      [1, 'A rule'],
    ])
  })

  test('numbers go on after a rule was deleted and made again', async () => {
    const portalId = await own.aPortal()
    await save(portalId, aRule())
    expect(await remove(portalId)).toEqual({ status: 'deleted' })
    expect(await findRule(own.db, portalId, 'a-rule')).toBeNull()
    expect(await listRules(own.db, portalId)).toEqual([])
    expect(await remove(portalId)).toEqual({ status: 'absent' })
    expect(await save(portalId, aRule())).toMatchObject({ status: 'created', record: { version: 2 } })
    expect(await ruleVersions(own.db, portalId, 'a-rule')).toHaveLength(2)
  })

  test('an edit of an old version is refused with the present one', async () => {
    const portalId = await own.aPortal()
    await save(portalId, aRule())
    await save(portalId, aRule({ name: 'Second' }), { expectedVersion: 1 })
    const late = await save(portalId, aRule({ name: 'Late' }), { expectedVersion: 1 })
    expect(late).toEqual({ status: 'conflict', currentVersion: 2 })
    expect(await remove(portalId, 1)).toEqual({ status: 'conflict', currentVersion: 2 })
    expect(await save(portalId, aRule(), { onlyIfAbsent: true })).toEqual({ status: 'conflict', currentVersion: 2 })
    const none = await save(portalId, aRule({ key: 'new' }), { expectedVersion: 1 })
    expect(none).toEqual({ status: 'conflict', currentVersion: null })
  })

  test('of edits made at once from one version, one wins', async () => {
    const portalId = await own.aPortal()
    await save(portalId, aRule())
    const names = ['a', 'b', 'c', 'd', 'e']
    const outcomes = await Promise.all(names.map((name) => save(portalId, aRule({ name }), { expectedVersion: 1 })))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['changed', ...Array(4).fill('conflict')])
    expect((await findRule(own.db, portalId, 'a-rule'))?.version).toBe(2)
  })

  test('active rules are the live and shadow ones in rule order', async () => {
    const portalId = await own.aPortal()
    await save(portalId, aRule({ key: 'b' }))
    await save(portalId, aRule({ key: 'a', mode: 'shadow' }))
    await save(portalId, aRule({ key: 'z', priority: 500 }))
    await save(portalId, aRule({ key: 'resting', mode: 'off', priority: 900 }))
    expect((await activeRules(own.db, portalId)).map(({ rule }) => rule.key)).toEqual(['z', 'a', 'b'])
    expect((await listRules(own.db, portalId)).map(({ rule }) => rule.key)).toEqual(['resting', 'z', 'a', 'b'])
  })

  test('the rule set has a new version after each change, in its portal alone', async () => {
    const [portalId, other] = [await own.aPortal(), await own.aPortal()]
    const seen = [await ruleSetVersion(own.db, portalId)]
    await save(portalId, aRule())
    seen.push(await ruleSetVersion(own.db, portalId))
    await save(portalId, aRule())
    expect(await ruleSetVersion(own.db, portalId), 'nothing was changed').toBe(seen[1])
    await remove(portalId)
    seen.push(await ruleSetVersion(own.db, portalId))
    expect(new Set(seen).size).toBe(3)
    expect(await ruleSetVersion(own.db, other)).toBe(0)
  })

  test('the author finds the document as written, keys in order', async () => {
    const portalId = await own.aPortal()
    const rule = aRule({ conditions: { all: [{ value: 1, operator: 'equal', path: '$.id', fact: 'deal' }] } })
    await save(portalId, rule)
    expect(JSON.stringify((await findRule(own.db, portalId, 'a-rule'))?.rule)).toBe(JSON.stringify(rule))
  })

  test('versions cannot be rewritten, not even by hand', async () => {
    const portalId = await own.aPortal()
    await save(portalId, aRule())
    await expect(own.db.orm.execute(sql`update rule_versions set saved_by = 'Eve'`)).rejects.toThrow()
    await expect(own.db.orm.execute(sql`delete from rule_versions`)).rejects.toThrow()
  })
})
