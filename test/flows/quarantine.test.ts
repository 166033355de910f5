import { expect, test } from 'vitest'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import { aRequest } from '../support/a-request.ts'
import { aRule, type PaperDesk, paperDesk } from '../support/paper-desk.ts'
import { link, type PaperPortal, paperPortal } from '../support/paper-portal.ts'

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })
const linked = (contactId: number) => ({
  all: [{ fact: 'links' as const, path: '$.contactIds', operator: 'contains', value: contactId }],
})

/** Two rules, each of which undoes what the other did. */
const swinging: RuleDocument[] = [
  aRule({ key: 'a', conditions: linked(8), actions: [{ type: 'replace', contacts: ids(9) }] }),
  aRule({ key: 'b', conditions: linked(9), actions: [{ type: 'replace', contacts: ids(8) }] }),
]

async function runs(desk: PaperDesk, times: number, { everyMs = 1_000, meanwhile = () => {} } = {}): Promise<string[]> {
  const statuses: string[] = []
  for (let time = 0; time < times; time += 1) {
    desk.now = new Date(desk.now.getTime() + everyMs)
    meanwhile()
    desk.hear()
    statuses.push((await desk.run()).status)
  }
  return statuses
}

const aSwing = () => {
  const portal = paperPortal({ links: [link(8, 10, true)] })
  return { portal, desk: paperDesk(portal, swinging) }
}

test('a deal whose rules undo each other is quarantined: runs are recorded and tell what they would do, nothing is written', async () => {
  const { portal, desk } = aSwing()
  expect(await runs(desk, 8)).toEqual([...Array(6).fill('applied'), 'quarantined', 'quarantined'])
  expect(portal.writes).toHaveLength(12)
  const [last] = desk.records.slice(-1)
  expect(last?.run).toMatchObject({
    operations: [],
    linksBefore: [link(8, 10, true)],
    linksAfter: [link(8, 10, true)],
    error: { code: 'quarantined', message: expect.stringContaining('8 (primary) came back three times while 6 runs') },
  })
  expect(last?.run.rules[0]?.actions[0]).toMatchObject({ effect: 'shadow', note: 'the deal is quarantined' })
  expect(desk.memory.quarantine?.swing.runIds).toEqual(desk.records.slice(0, 6).map(({ run }) => run.id))
})

test('what a try had done that died before its deal was quarantined is remembered', async () => {
  const portal = paperPortal({ links: [] })
  const desk = paperDesk(portal, [aRule({ actions: [{ type: 'attach', contacts: ids(7) }] })])
  desk.hear()
  desk.recordFailures.push(new Error('the process died'))
  await expect(desk.work()).rejects.toThrow('the process died')
  desk.memory.quarantine = { since: desk.now.toISOString(), swing: { links: [], runIds: [] } }
  expect(await desk.run({ attempt: 2 })).toMatchObject({ status: 'quarantined', operations: [{ error: {} }] })
  expect(desk.memory.deeds).toContainEqual({
    ...{ ruleKey: 'attach-primary', contactId: 7, kind: 'attached', state: 'standing' },
  })
})

test('neither a person’s run nor a revert writes to it', async () => {
  const { portal, desk } = aSwing()
  await runs(desk, 6)
  const [first] = desk.records
  for (const request of [
    aRequest({ id: 'run' }),
    aRequest({ id: 'revert', kind: 'revert', terms: { type: 'revert', runId: first?.run.id ?? '', force: true } }),
  ]) {
    desk.memory.requests.push({ ...request, requestedAt: desk.now.toISOString() })
    expect(await desk.run()).toMatchObject({ status: 'quarantined', operations: [] })
  }
  expect(portal.writes).toHaveLength(12)
})

test('once released it is written again, and what went before does not count', async () => {
  const { desk } = aSwing()
  await runs(desk, 7)
  desk.memory = { ...desk.memory, quarantine: null, writingRuns: [] }
  expect(await runs(desk, 7)).toEqual([...Array(6).fill('applied'), 'quarantined'])
})

test('rules that undo each other slowly are let be', async () => {
  const { desk } = aSwing()
  expect(await runs(desk, 9, { everyMs: 5 * 60_000 + 1_000 })).not.toContain('quarantined')
})

const putBack = (portal: PaperPortal) => () => {
  portal.links = [link(9, 10, true)]
}
const insisting = [aRule({ actions: [{ type: 'replace', contacts: ids(7), insist: true }] })]

test('a person or program who puts the same links back again and again ends it as well, before the next write', async () => {
  const portal = paperPortal()
  const desk = paperDesk(portal, insisting)
  const statuses = await runs(desk, 8, { meanwhile: putBack(portal) })
  expect(statuses).toEqual([...Array(6).fill('applied'), 'quarantined', 'quarantined'])
  expect(portal.links, 'the last word was theirs').toEqual([link(9, 10, true)])
})

test('so is a deal on which somebody undoes each write at once, though every run fails over it', async () => {
  const portal = paperPortal({ links: [link(9, 10, true)] })
  portal.afterWrite.push(...Array.from({ length: 200 }, () => putBack(portal)))
  const desk = paperDesk(portal, insisting)
  expect(await runs(desk, 8)).toEqual([...Array(6).fill('failed'), 'quarantined', 'quarantined'])
  expect(desk.memory.quarantine?.swing.runIds).toEqual(desk.records.slice(0, 6).map(({ run }) => run.id))
})

test('runs of which the portal refuses every write are none', async () => {
  const portal = paperPortal({ links: [link(9, 10, true)] })
  portal.mishaps.push(...Array.from({ length: 200 }, () => ({ kind: 'no-permission', when: 'before' }) as const))
  const desk = paperDesk(portal, insisting)
  expect(await runs(desk, 8)).toEqual(Array(8).fill('failed'))
})

test('changes to other links each time are no swing', async () => {
  const contacts = new Map(Array.from({ length: 20 }, (_, index) => [index + 1, { id: index + 1 }]))
  const portal = paperPortal({ contacts })
  const desk = paperDesk(portal, [])
  let next = 0
  const statuses = await runs(desk, 9, {
    meanwhile: () => {
      next += 1
      desk.rules = [aRule({ key: `rule-${next}`, actions: [{ type: 'replace', contacts: ids(next) }] })]
    },
  })
  expect(statuses).toEqual(Array(9).fill('applied'))
})
