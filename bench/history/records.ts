import { v7 as uuidv7 } from 'uuid'
import type { TraceNode } from '../../src/core/conditions/trace.ts'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import type { ActionResult, RuleResult, Run } from '../../src/core/runs/run.ts'
import type { RunRecord } from '../../src/core/turns/store.ts'

/** Every run has a result of each; how often each matches, `fill.ts` says. */
export const rules = {
  common: 'attach-company-primary-contact',
  usual: 'replace-contacts-on-won',
  rare: 'detach-former-employees',
} as const

export const links = [{ contactId: 7, sort: 10, isPrimary: true }]

/** A condition tree of three leaves, as a rule of everyday length has it. */
export const trace: TraceNode = {
  evaluated: true,
  result: true,
  all: [
    leaf('$.companyId', 'greaterThan', 0, 512),
    leaf('$.stageId', 'in', ['C2:NEW', 'C2:PREPARATION', 'C2:EXECUTING'], 'C2:PREPARATION'),
    leaf('$.opportunity', 'greaterThanInclusive', 1_000, 48_000.5),
  ],
}

function leaf(path: string, operator: string, value: unknown, factResult: unknown): TraceNode {
  return { evaluated: true, result: true, fact: 'deal', path, operator, value, factResult }
}

export const actions: ActionResult[] = [
  {
    type: 'attach',
    contactIds: [7],
    effect: 'already',
    note: null,
    contacts: [{ contactId: 7, effect: 'already', by: null }],
  },
]

/** A deal's fields, as many and as long as a portal's that has been in use for a while. */
export function dealFields(dealId: number): Fields {
  const own = Object.fromEntries(
    Array.from({ length: 25 }, (_, at) => [`UF_CRM_${1_600_000_000 + at}`, at % 3 === 0 ? '' : `value ${dealId * at}`]),
  )
  return {
    id: dealId,
    title: `Order ${dealId} of the Hollow Creek Dairy`,
    categoryId: 2,
    stageId: 'C2:PREPARATION',
    companyId: 512,
    contactIds: [7],
    contactId: 7,
    opportunity: 48_000.5,
    currencyId: 'EUR',
    assignedById: 14,
    createdTime: '2026-03-04T10:11:12+03:00',
    updatedTime: '2026-08-21T16:17:18+03:00',
    comments: 'Asked for the usual terms; the last delivery was late by two days.',
    ...own,
  }
}

/** A run that answers one event and found everything right, as most do. */
export function recordOf(dealId: number, eventId: string, now: Date): RunRecord {
  const at = now.toISOString()
  const run: Run = {
    id: uuidv7(),
    dealId,
    portal: '',
    trigger: { type: 'event', events: ['ONCRMDEALUPDATE'], eventIds: [eventId] },
    status: 'unchanged',
    attempt: 1,
    queuedAt: at,
    startedAt: at,
    finishedAt: at,
    linksBefore: links,
    linksAfter: links,
    rules: Object.values(rules).map((key, place): RuleResult => {
      const matched = place === 0
      return { key, version: 3, mode: 'live', matched, trace, actions: matched ? actions : [] }
    }),
    operations: [],
    error: null,
  }
  return {
    run,
    eventIds: [eventId],
    requestIds: [],
    snapshot: { takenAt: at, deal: dealFields(dealId) },
    deeds: [{ ruleKey: rules.common, contactId: 7, kind: 'attached', state: 'standing' }],
  }
}
