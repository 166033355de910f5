import { v7 as uuidv7 } from 'uuid'
import type { RuleDocument } from '../../src/core/rules/rule.ts'
import type { RuleResult, Run } from '../../src/core/runs/run.ts'
import type { RunRecord } from '../../src/core/turns/store.ts'
import type { Transaction } from '../../src/database/connection/open.ts'
import { type JournalEntry, valuesOfEvents } from '../../src/database/events/journal.ts'
import { insertOf } from '../../src/database/statements/json-rows.ts'
import { journalEvents as journal } from '../../src/database/tables/schema.ts'

export function anEvent(of: Partial<JournalEntry> = {}): JournalEntry {
  return { id: uuidv7(), event: 'ONCRMDEALUPDATE', dealId: 42, receivedAt: new Date(), status: 'pending', ...of }
}

/** Writes events and nothing else, in the caller's transaction. */
export async function journalEvents(
  tx: Transaction,
  portalId: number,
  entries: readonly JournalEntry[],
): Promise<void> {
  await tx.execute(insertOf(journal, valuesOfEvents(portalId, entries).events))
}

export function aRule(of: Partial<RuleDocument> = {}): RuleDocument {
  return {
    key: 'a-rule',
    name: 'A rule',
    mode: 'live',
    priority: 100,
    on: ['ONCRMDEALUPDATE'],
    conditions: { all: [] },
    actions: [{ type: 'clear' }],
    ...of,
  }
}

export function aRuleResult(of: Partial<RuleResult> = {}): RuleResult {
  return {
    key: 'a-rule',
    version: 1,
    mode: 'live',
    matched: true,
    trace: { all: [], evaluated: true, result: true },
    actions: [],
    ...of,
  }
}

export function aRun(of: Partial<Run> = {}): Run {
  const now = new Date().toISOString()
  return {
    id: uuidv7(),
    dealId: 42,
    portal: 'example.bitrix24.com',
    trigger: { type: 'event', events: [], eventIds: [] },
    status: 'unchanged',
    attempt: 1,
    queuedAt: now,
    startedAt: now,
    finishedAt: now,
    linksBefore: [],
    linksAfter: [],
    rules: [],
    operations: [],
    error: null,
    ...of,
  }
}

export function aRecord(run: Partial<Run> = {}, of: Partial<RunRecord> = {}): RunRecord {
  return { run: aRun(run), eventIds: [], requestIds: [], snapshot: null, deeds: null, ...of }
}
