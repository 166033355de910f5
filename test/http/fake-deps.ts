import type { Express } from 'express'
import request from 'supertest'
import { type Role, roles } from '../../src/core/people/person.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import type { RuleRecord } from '../../src/core/turns/store.ts'
import { createApp, type HttpDeps } from '../../src/http/app.ts'
import type { SaveRule } from '../../src/http/routes/rules-deps.ts'
import type { IncomingEvent, VerifiedEvent } from '../../src/http/routes/webhook.ts'
import { aBackfill } from './a-backfill.ts'
import { aBacktest } from './a-backtest.ts'
import { aRecipe } from './a-recipe.ts'
import { aRetention } from './a-retention.ts'
import { aBulkRevert } from './a-revert.ts'
import { aSweep } from './a-sweep.ts'
import { anAlert } from './an-alert.ts'
import { aHold, anEvent, aProposal, aRecord, aRun, aStatus, aToken, otherId, runId, withoutTraces } from './examples.ts'
import { fakePeople } from './fake-people.ts'

export const apiToken = 'api-token-of-32-characters-or-more'
/** What a caller of each role sends. */
export const tokenOf: Record<Role, string> = {
  viewer: 'viewer-token',
  editor: 'editor-token',
  administrator: apiToken,
}
export const session = 'session-value'
export const eventToken = 'application-token'

export type LogLine = { level: string; about: Record<string, unknown>; message: string }

/** Deps as plain objects, with everything in order unless a test says otherwise; `seen` is what reached them. */
export function fakeDeps(differences: Partial<HttpDeps> = {}) {
  const seen = { log: [] as LogLine[], events: [] as VerifiedEvent[], saved: [] as SaveRule[], other: [] as unknown[] }
  const logAt = (level: string) => (about: Record<string, unknown>, message: string) =>
    void seen.log.push({ level, about, message })
  const rules = new Map<string, RuleRecord>([['attach-primary', aRecord(undefined, 3)]])
  const record = (request: unknown) => void seen.other.push(request)
  const deps: HttpDeps = {
    log: { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    version: '0.1.0',
    publicUrl: 'http://bindery.example',
    consoleFiles: new Map([
      ['/index.html', { bytes: Buffer.from('<!doctype html><title>Console</title>'), brotli: null, gzip: null }],
    ]),
    now: () => new Date('2026-08-21T10:00:30.000Z'),
    isDatabaseAway: () => false,
    parseEvent: fakeParser,
    isAcceptedToken: (token) => token === eventToken,
    isEventSource: () => true,
    countRefusedEvent: async () => null,
    mayLogRefusal: async () => true,
    isTrustedProxy: () => false,
    acceptEvent: async (event) => {
      seen.events.push(event)
      return { status: event.event === 'ONCRMDEALDELETE' ? 'ignored' : 'accepted', eventId: runId }
    },
    authenticate: async ({ kind, token }) => {
      const role = kind === 'bearer' ? roles.find((one) => token === tokenOf[one]) : 'administrator'
      if (role === undefined || (kind === 'session' && token !== session)) return null
      return {
        kind: 'user',
        id: runId,
        name: 'Ada',
        role,
        userId: runId,
        sessionId: kind === 'session' ? otherId : null,
      }
    },
    takeSignIn: async (token) =>
      token === 'fresh' ? { session, expiresAt: '2026-08-22T10:00:00.000Z', isFirst: false } : null,
    people: fakePeople,
    openid: null,
    listAudit: async () => ({ items: [], nextCursor: null }),
    auditChain: {
      verify: async ({ after }) => ({ checked: 0, findings: [], last: after, isEnd: true }),
      export: async () => oneLine(),
    },
    retention: {
      read: async () => aRetention(),
      change: async (order) => {
        record(order)
        return aRetention()
      },
    },
    eraseContact: async (order) => {
      record(order)
      return { contactId: order.contactId, deals: 1, snapshots: 1, runs: 2, events: 0, jobs: 0, isInPortal: false }
    },
    listRules: async () => [...rules.values()],
    findRule: async (key) => rules.get(key) ?? null,
    saveRule: async (request) => {
      seen.saved.push(request)
      const present = rules.get(request.rule.key)
      if (request.onlyIfAbsent && present) return { status: 'conflict', currentVersion: present.version }
      const next = aRecord(request.rule, (present?.version ?? 0) + 1)
      rules.set(request.rule.key, next)
      return { status: present ? 'changed' : 'created', record: next }
    },
    proposals: {
      list: async (filter) => {
        record(filter)
        return { items: [aProposal()], nextCursor: null }
      },
      find: async (id) => (id === runId ? aProposal() : null),
      approve: async (decision) => {
        record(decision)
        return decision.id === runId
          ? { status: 'done', proposal: aProposal({ state: 'approved', version: 4 }) }
          : { status: 'absent' }
      },
      refuse: async (decision) => {
        record(decision)
        return decision.id === runId
          ? { status: 'done', proposal: aProposal({ state: 'refused' }) }
          : { status: 'absent' }
      },
    },
    deleteRule: async (request) => {
      record(request)
      return { status: rules.delete(request.key) ? 'deleted' : 'absent' }
    },
    ruleVersions: async (key) => (key === 'attach-primary' ? [{ ...aRecord(undefined, 3), note: null }] : []),
    validateRule,
    testOfRun: async ({ runId: id }) => ({ status: id === runId ? 'no-rule' : 'no-run' }),
    testOfDeal: async () => ({ status: 'no-deal' }),
    checkRule: async (document) => validateRule(document),
    previewDeal: async (request) => {
      record(request)
      return request.dealId === 42 ? { found: true, run: aRun() } : { found: false }
    },
    portalCatalogue: async () => ({
      fields: { deal: {}, company: null, contact: null },
      categories: [{ id: 0, name: 'General' }],
      statuses: null,
      users: null,
      readAt: '2026-08-21T10:00:00.000Z',
    }),
    findDeals: async () => [],
    recipes: async () => [aRecipe()],
    backfills: {
      unknownRules: async (keys) => keys.filter((key) => key !== 'attach-primary'),
      plan: async () => ({
        counted: 3,
        plan: { requests: { reading: 1, writing: 1, total: 2 }, seconds: 1, shareOfHour: 0.1 },
      }),
      start: async (request) => {
        record(request)
        return aBackfill()
      },
      list: async () => ({ items: [aBackfill()], nextCursor: null }),
      find: async (id) => (id === runId ? aBackfill() : null),
      change: async ({ id, change }) =>
        id === runId ? { isChanged: change !== 'resume', backfill: aBackfill() } : null,
    },
    completeness: async (span) => {
      record(span)
      return []
    },
    sweeps: {
      start: async (request) => {
        record(request)
        return aSweep()
      },
      list: async () => ({ items: [aSweep()], nextCursor: null }),
      find: async (id) => (id === runId ? aSweep() : null),
    },
    listRuns: async (filter) => {
      record(filter)
      return { items: [withoutTraces(aRun())], nextCursor: 'next' }
    },
    findRun: async (id) => (id === runId ? aRun() : null),
    listEvents: async (filter) => {
      record(filter)
      return { items: [anEvent()], nextCursor: null }
    },
    dealStory: async (dealId) =>
      dealId === 42
        ? {
            dealId,
            snapshot: null,
            links: null,
            runs: [withoutTraces(aRun())],
            events: [anEvent()],
            releases: [],
            quarantine: null,
            yielded: [],
          }
        : null,
    listQuarantined: async (page) => {
      record(page)
      return { items: [], nextCursor: null }
    },
    previewRevert: async () => null,
    revertRun: async (request) => {
      record(request)
      return request.runId === runId ? { status: 'done', run: aRun() } : { status: 'unknown' }
    },
    reverts: {
      start: async (request) => {
        record(request)
        return { status: 'started', revert: aBulkRevert() }
      },
      find: async (id) => (id === runId ? aBulkRevert() : null),
      list: async () => ({ items: [aBulkRevert()], nextCursor: null }),
      change: async ({ id, change }) =>
        id === runId ? { isChanged: change !== 'resume', revert: aBulkRevert() } : null,
    },
    backtestNow: async () => null,
    backtests: {
      start: async (request) => {
        record(request)
        return aBacktest()
      },
      find: async (id) => (id === runId ? aBacktest() : null),
      list: async () => ({ items: [aBacktest()], nextCursor: null }),
      cancel: async (id) => (id === runId ? aBacktest({ state: 'cancelled' }) : null),
    },
    whyDeal: async (dealId) =>
      dealId === 42 ? { dealId, rules: [], brakes: [], events: [], eventsInWords: 'No event.', now: null } : null,
    releaseDeal: async (request) => {
      record(request)
      return deps.dealStory(request.dealId)
    },
    runDealNow: async (request) => {
      record(request)
      return request.dealId === 42 ? { status: 'done', run: aRun() } : { status: 'queued', requestId: otherId }
    },
    shadowScore: async ({ key }) => ({ status: key === 'attach-primary' ? 'no-version' : 'no-rule' }),
    undoneWork: async (key) =>
      key === 'attach-primary'
        ? {
            ...{ key, deals: { undone: 0, kept: 0 }, isOften: false, inWords: 'Nothing.', common: [] },
            ...{ compared: { undone: 0, kept: 0 }, contacts: [], last: [] },
          }
        : null,
    rivalRules: async () => ({ items: [], isAll: true }),
    planBudget: () => ({ requests: { reading: 1, writing: 1, total: 2 }, seconds: 0, shareOfHour: 0 }),
    status: async () => aStatus(),
    holds: {
      list: async () => ({ items: [aHold()], nextCursor: null }),
      find: async (id) => (id === runId ? aHold() : null),
      deals: async () => ({ items: [], nextCursor: null }),
      settle: async (settling) => {
        record(settling)
        return 1
      },
    },
    alerts: {
      list: async (filter) => {
        record(filter)
        return { items: [anAlert()], nextCursor: null }
      },
      test: async () => [
        { channel: 'webhook', error: null },
        { channel: 'email', error: 'mail.example.com did not take the e-mail (EAUTH, 535).' },
      ],
    },
    stopWrites: async (order) => {
      record(order)
      return { at: '2026-08-21T10:00:30.000Z', by: order.caller.name, note: order.note }
    },
    resumeWrites: async (order) => {
      record(order)
      return true
    },
    tokens: {
      list: async () => [aToken()],
      create: async (request) => {
        record(request)
        const { name, role, expiresAt } = request
        return { token: aToken({ name, role, expiresAt }), secret: 'shown-once' }
      },
      revoke: async ({ id }) => (id === runId ? 'revoked' : 'absent'),
    },
    dealTitles: async (ids) => new Map(ids.map((id) => [id, `=Deal ${id}`])),
    names: {
      deals: async (ids) => new Map(ids.map((id) => [id, `Deal ${id}`])),
      contacts: async (ids) => new Map(ids.filter((id) => id !== 9).map((id) => [id, `Contact ${id}`])),
    },
    notices: { hear: () => ({ status: 'listening', listener: { next: async () => null, close: () => {} } }) },
    activity: async (steps) => {
      record(steps)
      return {
        steps: Array.from({ length: steps.count }, () => ({ runs: { applied: 1 }, events: 2 })),
        dealsChanged: 3,
        healed: 1,
      }
    },
    ruleActivity: async ({ count }) => [
      {
        key: 'attach-primary',
        lastMatchedAt: null,
        matched: Array(count).fill(1),
        changed: Array(count).fill(0),
        failed: Array(count).fill(0),
      },
    ],
    readiness: async () => ({ ready: true, checks: { database: 'ok', migrations: 'ok' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'bindery_up 1\n' }),
    ...differences,
  }
  return { deps, seen, app: createApp(deps) }
}

/** Enough of the portal's words to tell good from bad; the parser itself is tested where it lives. */
function fakeParser(body: string): ReturnType<HttpDeps['parseEvent']> {
  const form = new URLSearchParams(body)
  const id = form.get('data[FIELDS][ID]') ?? ''
  if (!form.has('event') || !/^[1-9]\d*$/.test(id)) return { ok: false, message: 'event or deal id is missing' }
  const event: IncomingEvent = {
    event: form.get('event') ?? '',
    dealId: Number(id),
    memberId: form.get('auth[member_id]'),
    domain: form.get('auth[domain]'),
    token: form.get('auth[application_token]'),
    ts: null,
  }
  return { ok: true, event }
}

/** Requests as an administrator's program sends them. */
export const asProgram = (app: Express) => request.agent(app).set('Authorization', `Bearer ${apiToken}`)

async function* oneLine() {
  yield '{}\n'
}
