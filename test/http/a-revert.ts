import type { BulkRevert } from '../../src/http/schemas/reverts.ts'
import { otherId, runId } from './examples.ts'

export function aBulkRevert(differences: Partial<BulkRevert> = {}): BulkRevert {
  return {
    id: runId,
    state: 'running',
    status: 'running',
    createdAt: '2026-08-21T10:00:00.000Z',
    createdBy: 'Ada',
    startedAt: '2026-08-21T10:00:01.000Z',
    finishedAt: null,
    error: null,
    what: { backfillId: otherId },
    force: false,
    isPreview: false,
    progress: {
      counted: 3,
      deals: 2,
      passedOver: 0,
      enqueued: 2,
      waiting: 1,
      done: 1,
      dropped: 0,
      runs: { applied: 1 },
      runsPerMinute: null,
      secondsLeft: null,
    },
    preview: null,
    ...differences,
  }
}
