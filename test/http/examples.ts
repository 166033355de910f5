import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { Run, RunSummary } from '../../src/core/runs/run.ts'
import type { JournalEvent, ListedToken, RuleRecord } from '../../src/core/turns/store.ts'
import type { HoldShape } from '../../src/http/schemas/hold.ts'
import type { ProposalShape } from '../../src/http/schemas/proposal.ts'
import type { StatusReport } from '../../src/http/schemas/status.ts'

export const runId = '0190b6a0-0000-7000-8000-000000000001'
export const otherId = '0190b6a0-0000-7000-8000-00000000ffff'

export function aRule(differences: Partial<RuleDocument> = {}): RuleDocument {
  return {
    key: 'attach-primary',
    name: "Attach the company's primary contact",
    mode: 'live',
    priority: 100,
    on: ['ONCRMDEALUPDATE'],
    conditions: { all: [{ fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 }] },
    actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' } }],
    ...differences,
  }
}

export const aRecord = (rule: RuleDocument = aRule(), version = 1): RuleRecord => ({
  rule,
  version,
  savedAt: '2026-08-21T10:00:00.000Z',
  savedBy: 'Ada',
})

export function aRun(differences: Partial<Run> = {}): Run {
  return {
    id: runId,
    dealId: 42,
    portal: 'example.bitrix24.com',
    trigger: { type: 'event', events: ['ONCRMDEALUPDATE'], eventIds: [otherId] },
    status: 'applied',
    attempt: 1,
    queuedAt: '2026-08-21T10:00:00.000Z',
    startedAt: '2026-08-21T10:00:01.000Z',
    finishedAt: '2026-08-21T10:00:02.000Z',
    linksBefore: [{ contactId: 9, sort: 10, isPrimary: false }],
    linksAfter: [{ contactId: 7, sort: 10, isPrimary: true }],
    rules: [
      {
        key: 'attach-primary',
        version: 3,
        mode: 'live',
        matched: true,
        trace: {
          evaluated: true,
          result: true,
          all: [
            {
              evaluated: true,
              result: true,
              fact: 'deal',
              path: '$.companyId',
              operator: 'greaterThan',
              value: 0,
              factResult: 61,
            },
          ],
        },
        actions: [
          {
            type: 'attach',
            contactIds: [7],
            effect: 'applied',
            note: null,
            contacts: [{ contactId: 7, effect: 'applied', by: null }],
          },
        ],
      },
    ],
    operations: [
      {
        method: 'crm.deal.contact.add',
        params: { id: 42, fields: { CONTACT_ID: 7 } },
        result: true,
        error: null,
      },
    ],
    error: null,
    ...differences,
  }
}

export function withoutTraces(run: Run): RunSummary {
  return { ...run, rules: run.rules.map(({ trace: _trace, ...rule }) => rule) }
}

export const anEvent = (differences: Partial<JournalEvent> = {}): JournalEvent => ({
  id: otherId,
  event: 'ONCRMDEALUPDATE',
  dealId: 42,
  receivedAt: '2026-08-21T10:00:00.000Z',
  status: 'done',
  runId,
  ...differences,
})

export const aHold = (): HoldShape => ({
  id: runId,
  ruleKey: 'attach-primary',
  version: 3,
  since: '2026-08-21T10:00:00.000Z',
  why: 'Too many.',
  reason: { deals: 3, minutes: 10, from: 'rule' },
  endedAt: null,
  endedBy: null,
  deals: { held: 1, released: 0, discarded: 0 },
})

export const aToken = (differences: Partial<ListedToken> = {}): ListedToken => ({
  id: runId,
  name: 'deploy',
  kind: 'api',
  role: 'administrator',
  createdBy: 'Ada',
  createdAt: '2026-08-21T10:00:00.000Z',
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
  session: null,
  ...differences,
})

export const aStatus = (differences: Partial<StatusReport> = {}): StatusReport => ({
  version: '0.1.0',
  startedAt: '2026-08-21T09:00:00.000Z',
  publicUrl: 'http://bindery.example',
  portal: {
    domain: 'example.bitrix24.com',
    isSandbox: false,
    state: 'ok',
    lastAnswerAt: null,
    error: null,
    paused: null,
  },
  permissions: null,
  limits: {
    plan: 'standard',
    requestsPerSecond: 2,
    burst: 50,
    share: 0.75,
    inUse: 0,
    waiting: 0,
    waitingByUrgency: { live: 0, manual: 0, again: 0, backfill: 0 },
    inFlight: 0,
    methods: [],
    pausedUntil: null,
  },
  worker: { name: 'host/1', isThisProcess: true },
  queue: { pendingEvents: 1, waitingDeals: 1, runningDeals: 0, oldestPendingAt: null },
  spool: null,
  eventSources: null,
  fourEyes: false,
  lastSweep: null,
  brakes: { stopped: null, proposedRules: 0, quarantinedDeals: 0, heldRules: 0, heldDeals: 0 },
  alerts: { open: 0, channels: [] },
  lastEventAt: null,
  lastRefusedEventAt: null,
  lastRunAt: null,
  rules: { live: 1, shadow: 0, off: 0 },
  runsLastDay: { applied: 3, failed: 1 },
  ...differences,
})

export const aProposal = (differences: Partial<ProposalShape> = {}): ProposalShape => ({
  id: runId,
  ruleKey: 'attach-primary',
  baseVersion: 3,
  rule: aRule(),
  note: null,
  proposedAt: '2026-08-21T10:00:00.000Z',
  proposedBy: 'Bob',
  proposedById: otherId,
  state: 'waiting',
  decidedAt: null,
  decidedBy: null,
  decisionNote: null,
  version: null,
  changes: [],
  isOutdated: false,
  ...differences,
})
