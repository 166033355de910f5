import { hasWritten } from '../../src/core/guards/swing.ts'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import { RuleDocument as Rule } from '../../src/core/rules/rule.ts'
import type { Run } from '../../src/core/runs/run.ts'
import type { DealMemory, JournalEvent, RunRecord } from '../../src/core/turns/store.ts'
import { type Reconciled, type ReconcileTask, reconcileDeal } from '../../src/flows/reconcile-deal.ts'
import type { ReconcileDeps } from '../../src/flows/reconcile-deps.ts'
import type { PaperPortal } from './paper-portal.ts'

export function aRule(rule: Partial<RuleDocument> = {}): RuleDocument {
  return Rule.parse({
    key: 'attach-primary',
    name: 'Attach the company’s primary contact',
    mode: 'live',
    on: ['ONCRMDEALUPDATE'],
    conditions: { all: [] },
    actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' } }],
    ...rule,
  })
}

/** What is kept of one deal, as a plain object, with the flow on top of it. */
export type PaperDesk = {
  memory: DealMemory
  records: RunRecord[]
  rules: RuleDocument[]
  /** Thrown by the next writes of a record, one each: as when the process dies before it. */
  recordFailures: Error[]
  /** Called as the next writes ask whether they may be made, one each. */
  beforeWrite: (() => void)[]
  now: Date
  hear(event?: string): void
  work(task?: Partial<Omit<ReconcileTask, 'dealId'>>): Promise<Reconciled>
  /** The same where a recorded run is expected. */
  run(task?: Partial<Omit<ReconcileTask, 'dealId'>>): Promise<Run>
  deps: ReconcileDeps
}

export function paperDesk(portal: PaperPortal, rules: RuleDocument[] = [aRule()]): PaperDesk {
  let count = 0
  const id = () => `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}`
  const desk: PaperDesk = {
    memory: blankMemory(),
    records: [],
    rules,
    recordFailures: [],
    beforeWrite: [],
    now: new Date('2026-09-01T10:00:00Z'),
    hear(event = 'ONCRMDEALUPDATE') {
      const receivedAt = desk.now.toISOString()
      const heard: JournalEvent = { id: id(), event, dealId: 1, receivedAt, status: 'pending', runId: null }
      desk.memory.events.push(heard)
    },
    work: ({ attempt = 1, isLastAttempt = false, signal = new AbortController().signal } = {}) =>
      reconcileDeal(desk.deps, { dealId: 1, attempt, isLastAttempt, signal }),
    async run(task) {
      const outcome = await desk.work(task)
      if (outcome.status !== 'recorded') throw new Error(`expected a run, got ${outcome.status}`)
      return outcome.run
    },
    deps: {
      portalName: 'acme.bitrix24.com',
      portalFor: () => portal,
      activeRules: async () => desk.rules.map((rule, index) => ({ rule, version: index + 1 })),
      findRun: async (runId) => desk.records.find(({ run }) => run.id === runId)?.run ?? null,
      rememberDeal: async () => structuredClone(desk.memory),
      async saveUnfinished(_dealId, unfinished) {
        desk.memory.unfinished = structuredClone(unfinished)
      },
      async forgetUnfinished() {
        desk.memory.unfinished = null
      },
      admit: async () => null,
      async mayWrite() {
        desk.beforeWrite.shift()?.()
      },
      async recordRun(record) {
        const failure = desk.recordFailures.shift()
        if (failure !== undefined) throw failure
        desk.records.push(structuredClone(record))
        desk.memory = memoryAfter(desk.memory, record)
      },
      now: () => desk.now,
      newRunId: id,
    },
  }
  return desk
}

/** What is remembered of a deal that was never seen. */
export function blankMemory(): DealMemory {
  return {
    snapshot: null,
    deeds: [],
    unfinished: null,
    quarantine: null,
    writingRuns: [],
    events: [],
    requests: [],
  }
}

/** The same once a run of it is recorded. */
export function memoryAfter(memory: DealMemory, record: RunRecord): DealMemory {
  return {
    snapshot: record.snapshot ?? memory.snapshot,
    deeds: record.deeds ?? memory.deeds,
    unfinished: null,
    quarantine: memory.quarantine ?? record.quarantine ?? null,
    writingRuns: hasWritten(record.run) ? [...memory.writingRuns, record.run] : memory.writingRuns,
    events: memory.events.filter(({ id }) => !record.eventIds.includes(id)),
    requests: memory.requests.filter(({ id }) => !record.requestIds.includes(id)),
  }
}
