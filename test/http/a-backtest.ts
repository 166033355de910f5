import type { Backtest } from '../../src/http/schemas/backtest.ts'
import { runId } from './examples.ts'

export function aBacktest(differences: Partial<Backtest> = {}): Backtest {
  return {
    id: runId,
    state: 'queued',
    status: 'queued',
    createdAt: '2026-08-21T10:00:00.000Z',
    createdBy: 'Ada',
    startedAt: null,
    finishedAt: null,
    progress: { done: 0, total: null },
    error: null,
    ruleKey: 'attach-primary',
    result: null,
    ...differences,
  }
}
