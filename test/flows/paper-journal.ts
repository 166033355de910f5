import type { DealSnapshot } from '../../src/core/deal/snapshot.ts'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { DealMemory, RunRecord } from '../../src/core/turns/store.ts'
import { type Reconciled, reconcileDeal } from '../../src/flows/reconcile-deal.ts'
import type { ReconcileDeps } from '../../src/flows/reconcile-deps.ts'
import { aRequest } from '../support/a-request.ts'
import { blankMemory, memoryAfter } from '../support/paper-desk.ts'

export type PaperJournal = {
  /** What was recorded of each deal, in order. */
  records: Map<number, RunRecord[]>
  hear(dealId: number, event: string): void
  ask(dealId: number): void
  run(dealId: number, signal?: AbortSignal): Promise<Reconciled>
}

/**
 * What is kept of many deals, as plain objects, with the flow on top of it. `remembersCompanies`: as the database does,
 * which lets an event that says nothing new do without asking.
 */
export function paperJournal(
  portalFor: ReconcileDeps['portalFor'],
  rules: readonly RuleDocument[],
  { remembersCompanies = false }: { remembersCompanies?: boolean } = {},
): PaperJournal {
  const memories = new Map<number, DealMemory>()
  const records = new Map<number, RunRecord[]>()
  const now = new Date('2026-09-01T10:00:00Z')
  const at = now.toISOString()
  let count = 0
  const memoryOf = (dealId: number): DealMemory => {
    const memory = memories.get(dealId) ?? blankMemory()
    memories.set(dealId, memory)
    return memory
  }
  const remembered = ({ facts, ...snapshot }: DealSnapshot): DealSnapshot => ({
    ...snapshot,
    ...(remembersCompanies && facts?.companyReadAt !== undefined
      ? { lately: { ...facts, companyReadAt: facts.companyReadAt } }
      : {}),
  })
  const deps: ReconcileDeps = {
    portalName: 'acme.bitrix24.com',
    // The time on paper is not the portal's.
    portalFor: (urgency) => portalFor(urgency, null),
    activeRules: async () => rules.map((rule, index) => ({ rule, version: index + 1 })),
    findRun: async (runId) => [...records.values()].flat().find(({ run }) => run.id === runId)?.run ?? null,
    rememberDeal: async (dealId) => structuredClone(memoryOf(dealId)),
    async saveUnfinished(dealId, unfinished) {
      memoryOf(dealId).unfinished = structuredClone(unfinished)
    },
    async forgetUnfinished(dealId) {
      memoryOf(dealId).unfinished = null
    },
    admit: async () => null,
    mayWrite: async () => {},
    async recordRun(record) {
      const memory = memoryOf(record.run.dealId)
      records.set(record.run.dealId, [...(records.get(record.run.dealId) ?? []), structuredClone(record)])
      const after = memoryAfter(memory, structuredClone(record))
      const snapshot = record.snapshot === null ? after.snapshot : remembered(record.snapshot)
      memories.set(record.run.dealId, { ...after, snapshot })
    },
    now: () => now,
    newRunId: () => `run ${++count}`,
  }
  return {
    records,
    hear(dealId, event) {
      const { events } = memoryOf(dealId)
      const id = `event of deal ${dealId}, ${events.length}`
      events.push({ id, event, dealId, receivedAt: at, status: 'pending', runId: null })
    },
    ask(dealId) {
      memoryOf(dealId).requests.push(aRequest({ id: `of ${dealId}`, dealId, requestedAt: at }))
    },
    run: (dealId, signal = new AbortController().signal) =>
      reconcileDeal(deps, { dealId, attempt: 1, isLastAttempt: false, signal }),
  }
}
