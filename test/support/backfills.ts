import { expect, vi } from 'vitest'
import { z } from 'zod'
import type { BackfillAnswer } from '../../src/http/routes/backfills.ts'
import { patiently } from './patiently.ts'
import type { RunningService } from './service.ts'

// What the service answers is its own; the routes' schema checks it in test/http.
const Answered = z.custom<BackfillAnswer>((body) => typeof body === 'object' && body !== null && 'progress' in body)
export const Page = z.object({
  items: z.array(z.looseObject({ id: z.string(), dealId: z.number() })),
  nextCursor: z.string().nullable(),
})

type Api = RunningService['api']

export async function startBackfill(api: Api, request: Record<string, unknown>): Promise<BackfillAnswer> {
  const { status, body } = await api('POST', '/api/backfills', { filter: {}, mode: 'live', ...request })
  expect(status, JSON.stringify(body)).toBe(201)
  return Answered.parse(body)
}

export async function backfill(api: Api, id: string): Promise<BackfillAnswer> {
  return Answered.parse((await api('GET', `/api/backfills/${id}`)).body)
}

export function untilBackfill(
  api: Api,
  id: string,
  holds: (backfill: BackfillAnswer) => boolean = ({ status }) => status === 'done',
  patience: { timeout: number; interval: number } = patiently,
): Promise<BackfillAnswer> {
  return vi.waitFor(async () => {
    const now = await backfill(api, id)
    if (!holds(now)) throw new Error(`not yet: ${JSON.stringify(now)}`)
    return now
  }, patience)
}

/** The deals of all runs of a trigger, one for each run, ascending. */
export async function dealsRun(api: Api, trigger: string): Promise<number[]> {
  const deals: number[] = []
  let cursor: string | null = null
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = Page.parse((await api('GET', `/api/runs?trigger=${trigger}&limit=200${after}`)).body)
    deals.push(...page.items.map(({ dealId }) => dealId))
    cursor = page.nextCursor
  } while (cursor !== null)
  return deals.sort((a, b) => a - b)
}
