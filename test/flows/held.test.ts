import { expect, test } from 'vitest'
import { aRequest } from '../support/a-request.ts'
import { aRule, paperDesk } from '../support/paper-desk.ts'
import { link, paperPortal } from '../support/paper-portal.ts'

const attaching = aRule({ actions: [{ type: 'attach', contacts: { from: 'ids', ids: [7] } }] })

test('what a fuse holds is found, and let go of by the run that may write it, whatever another has found meanwhile', async () => {
  const portal = paperPortal({ links: [] })
  const desk = paperDesk(portal, [attaching])
  desk.deps.admit = async () => ({ holdId: 'h' })
  desk.hear()
  expect((await desk.run()).status).toBe('shadow')
  expect(desk.records.at(-1)?.held).toMatchObject([{ holdId: 'h', version: 1, linksWanted: [{ contactId: 7 }] }])

  desk.memory.requests.push(aRequest({ terms: { type: 'release', ruleKey: attaching.key, holdId: 'h' } }))
  expect((await desk.run()).status).toBe('applied')
  expect(desk.records.at(-1)?.held).toEqual([{ holdId: 'h', linksWanted: null }])
})

test('what a fuse holds is kept also by a run that fails in what it may write, or may write nothing', async () => {
  const promoting = aRule({ key: 'promoting', actions: [{ type: 'setPrimary', contacts: { from: 'ids', ids: [8] } }] })
  const portal = paperPortal({ links: [link(9, 10, true), link(8, 20)] })
  const desk = paperDesk(portal, [attaching, promoting])
  desk.deps.admit = async ({ rule }) => (rule.rule.key === attaching.key ? { holdId: 'h' } : null)
  portal.mishaps.push({ kind: 'no-permission', when: 'before' })
  desk.hear()
  expect((await desk.run()).status).toBe('failed')
  expect(desk.records.at(-1)?.held).toMatchObject([{ holdId: 'h', version: 1 }])

  desk.deps.activeRules = async () => [
    { rule: attaching, version: 1, holdId: 'h' },
    { rule: promoting, version: 1 },
  ]
  desk.memory.quarantine = { since: desk.now.toISOString(), swing: { links: [], runIds: [] } }
  desk.hear()
  expect((await desk.run()).status).toBe('quarantined')
  expect(desk.records.at(-1)?.held).toMatchObject([{ holdId: 'h', version: 1 }])
})

test('a deal that is quarantined counts for no fuse, as nothing is written to it', async () => {
  const desk = paperDesk(paperPortal({ links: [] }), [attaching])
  const asked: number[] = []
  desk.deps.admit = async ({ dealId }) => {
    asked.push(dealId)
    return null
  }
  desk.memory.quarantine = { since: desk.now.toISOString(), swing: { links: [], runIds: [] } }
  desk.hear()
  expect((await desk.run()).status).toBe('quarantined')
  expect(asked).toEqual([])
})

test.each([
  { who: 'a person', request: aRequest() },
  {
    who: 'a backfill',
    request: aRequest({
      kind: 'backfill',
      jobId: 'a backfill',
      terms: { type: 'backfill', mode: 'live', rules: null, event: 'backfill' },
    }),
  },
])('what $who asks for counts for no fuse', async ({ request }) => {
  const desk = paperDesk(paperPortal({ links: [] }), [attaching])
  desk.deps.admit = async () => ({ holdId: 'h' })
  desk.memory.requests.push(request)
  expect((await desk.run()).status).toBe('applied')
})
