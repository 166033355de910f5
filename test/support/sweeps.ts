import { expect, vi } from 'vitest'
import { type SweepAnswer, SweepShape } from '../../src/http/schemas/sweep.ts'
import { patiently } from './patiently.ts'
import type { RunningService } from './service.ts'

type Api = RunningService['api']

/** Has the service sweep; answers when it has ended and everything that it found has been run. */
export async function sweep(
  api: Api,
  request: { since?: string; kind?: SweepAnswer['kind'] } = {},
): Promise<SweepAnswer> {
  const { status, body } = await api('POST', '/api/sweeps', request)
  expect(status, JSON.stringify(body)).toBe(201)
  return untilSwept(api, SweepShape.parse(body).id)
}

export function untilSwept(api: Api, id: string, patience = patiently): Promise<SweepAnswer> {
  return vi.waitFor(async () => {
    const now = SweepShape.parse((await api('GET', `/api/sweeps/${id}`)).body)
    if (now.status === 'running' || now.dealsWaiting > 0) throw new Error(`not yet: ${JSON.stringify(now)}`)
    return now
  }, patience)
}
