import type { BackfillAnswer } from '../../src/http/routes/backfills.ts'
import { runId } from './examples.ts'

export function aBackfill(backfill: Partial<BackfillAnswer> = {}): BackfillAnswer {
  return {
    id: runId,
    kind: 'backfill',
    filter: { categoryId: 4 },
    mode: 'shadow',
    rules: null,
    status: 'running',
    createdAt: '2026-08-21T10:00:00.000Z',
    createdBy: 'Ada',
    changedBy: null,
    finishedAt: null,
    error: null,
    progress: {
      counted: 3,
      enqueued: 2,
      waiting: 1,
      done: 1,
      dropped: 0,
      runs: { shadow: 1 },
      dealsPerMinute: null,
      secondsLeft: null,
    },
    ...backfill,
  }
}
