import request from 'supertest'
import { expect, test } from 'vitest'
import { RuleTest } from '../../src/core/trials/rule-test.ts'
import type { Route } from '../../src/http/route.ts'
import { routesOf } from '../../src/http/routes.ts'
import { aBackfill } from './a-backfill.ts'
import { aBulkRevert } from './a-revert.ts'
import { aRecord, aRule, runId } from './examples.ts'
import { apiToken, fakeDeps, session } from './fake-deps.ts'

const { deps: usual } = fakeDeps()
const links = [{ contactId: 7, sort: 10, isPrimary: true }]
const written = {
  test: RuleTest.parse({
    rule: 'attach-primary',
    cases: [{ name: 'a deal', facts: { deal: { id: 42 } }, expect: { matched: true, links, operations: [] } }],
  }),
  notes: ['The deal has been run since.'],
}
const tally = {
  ...{ cases: 1, linked: 1, unlinked: 0, primary: 0 },
  ...{ agreed: 0, disagreed: 1, untouched: 0, open: 0, unseen: 0 },
}
const at = '2026-08-21T10:00:00.000Z'
/** A service in which everything that can be asked for is there, and whatever is ordered comes about. */
const { app, deps } = fakeDeps({
  findRule: async () => aRecord(aRule({ mode: 'shadow' }), 3),
  testOfRun: async () => ({ status: 'written', written }),
  testOfDeal: async () => ({ status: 'written', written }),
  previewRevert: async () => ({
    ...{ runId, dealId: 42, hasChangedLinks: true, linksNow: links, linksAfter: [] },
    ...{ changedSince: [{ contactId: 9, what: 'linked', runId: null }], revertedBy: null, needsForce: true },
  }),
  backfills: { ...usual.backfills, change: async () => ({ isChanged: true, backfill: aBackfill() }) },
  reverts: { ...usual.reverts, change: async () => ({ isChanged: true, revert: aBulkRevert() }) },
  shadowScore: async () => ({
    status: 'scored',
    score: {
      ...{ key: 'attach-primary', version: 3, mode: 'shadow', days: 7, from: at, to: at, agreement: 0 },
      ...{ lookedAt: { runs: 1, since: at, isAll: true }, total: tally, byDay: [{ day: '2026-08-21', ...tally }] },
      disagreements: [
        {
          ...{ runId, dealId: 42, startedAt: at, inWords: 'Somebody else was linked.' },
          wanted: [{ contactId: 7, wants: 'linked', verdict: 'disagreed' }],
          people: [{ contactId: 7, did: 'unlinked', after: at, before: at, runId }],
        },
      ],
    },
  }),
})

/** What some have to be asked. */
const queries: Record<string, string> = {
  '/api/deals': '?quarantined=1',
  '/api/deals/search': '?q=42',
  '/api/budget/plan': '?deals=3',
}

const password = 'tin lantern orchard seven'
const ada = { name: 'Ada', email: 'ada@example.com', password }
/** What those that take a document are given. */
const bodies: Record<string, object> = {
  'put /api/rules/{key}': aRule(),
  'post /api/rules/validate': aRule(),
  'post /api/rules/{key}/restore': { version: 3 },
  'post /api/preview': { dealId: 42 },
  'post /api/backtests': { rule: aRule() },
  'post /api/backfills': { filter: {}, mode: 'shadow' },
  'post /api/reverts': { what: { backfillId: runId } },
  'post /api/sweeps': {},
  'post /api/recipes/{id}/rule': { parameters: { contact: 7 } },
  'post /api/runs/{id}/test': { rule: 'attach-primary' },
  'post /api/deals/{id}/test': { rule: 'attach-primary' },
  'put /api/retention': { personalDataDays: 365, runsDays: 730, eventsDays: 90 },
  'post /api/tokens': { name: 'deploy' },
  'post /api/me/tokens': { name: 'mine' },
  'patch /api/me': { name: 'Ada' },
  'post /api/session': { email: ada.email, password: 'right' },
  'post /api/users/first': ada,
  'patch /api/users/{id}': { role: 'editor' },
  'post /api/users/{id}/password-link': {},
  'post /api/invitations': { email: 'bob@example.com', role: 'editor' },
  'post /api/invitations/read': { token: 'shown-once' },
  'post /api/invitations/accept': { token: 'shown-once', name: 'Bob', password },
}

/** What the routes are asked with, for there to be an answer. */
function addressOf({ path }: Route): string {
  const id = /^\/api\/(deals|contacts)\//.test(path)
    ? '42'
    : path.startsWith('/api/recipes/')
      ? 'pipeline-contact'
      : runId
  return path
    .replace('{key}', 'attach-primary')
    .replaceAll(/\{(version|from|to)\}/g, '3')
    .replaceAll(/\{\w+\}/g, id)
}

const rowOf = ({ method, path }: Route) => `${method} ${path}`
// The export is a file of runs without end here, with a test of its own.
const routes = routesOf(deps).filter(({ path }) => path.startsWith('/api/') && path !== '/api/runs/export')

const byToken = { Authorization: `Bearer ${apiToken}` }
/** What takes somebody who is signed in. */
const inPerson = new Set(['delete /api/session', 'post /api/proposals/{id}/approve'])
const bySession = { Cookie: `bindery_session=${session}`, 'Sec-Fetch-Site': 'same-origin' }

test.each(routes.map((route) => [rowOf(route), route] as const))(
  '%s answers what the document says',
  async (row, route) => {
    const asked = request(app)
      [route.method](`${addressOf(route)}${queries[route.path] ?? ''}`)
      .set(inPerson.has(row) ? bySession : byToken)
    const body = bodies[row]
    const answer = await (body === undefined ? asked : asked.send(body))
    const shape = route.answers[answer.status]
    if (shape === undefined) throw new Error(`${answer.status} is not among its answers: ${answer.text}`)
    if (shape.contentType !== undefined) return
    if (shape.schema === null) return expect(answer.text).toBe('')
    // What the schema does not name is missing from what it reads.
    expect(shape.schema.parse(answer.body)).toEqual(answer.body)
  },
)
