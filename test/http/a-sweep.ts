import type { SweepAnswer } from '../../src/http/schemas/sweep.ts'
import { runId } from './examples.ts'

export function aSweep(differences: Partial<SweepAnswer> = {}): SweepAnswer {
  return {
    id: runId,
    kind: 'changes',
    status: 'done',
    requestedBy: 'sweep',
    startedAt: '2026-08-21T10:00:00.000Z',
    finishedAt: '2026-08-21T10:00:02.000Z',
    since: '2026-08-21T09:45:00.000Z',
    until: '2026-08-21T10:00:00.000Z',
    pages: 1,
    dealsSeen: 3,
    dealsQueued: 1,
    dealsHealed: 1,
    dealsWaiting: 0,
    error: null,
    ...differences,
  }
}
