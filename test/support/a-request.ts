import type { RunRequest } from '../../src/core/turns/store.ts'

/** A waiting request of a person for deal 1, but for what the test says. */
export function aRequest(request: Partial<RunRequest> = {}): RunRequest {
  return {
    id: 'a request',
    dealId: 1,
    kind: 'run',
    jobId: null,
    terms: null,
    requestedAt: '2026-08-21T09:00:00.000Z',
    requestedBy: 'Anna',
    runId: null,
    ...request,
  }
}
