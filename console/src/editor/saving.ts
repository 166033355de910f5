import { answerOf, api, type SavedRule } from '../api/client.ts'
import { type Problem, problemOf } from '../api/problem.ts'
import type { components } from '../api/schema.d.ts'
import { type Finding, type Warning, withWeights } from './findings.ts'
import { isObject, type Json } from './places.ts'

export type SaveOutcome =
  | { status: 'saved'; rule: SavedRule; warnings: readonly Warning[] }
  /** It waits for a second person. */
  | { status: 'proposed' }
  /** Somebody else was faster; `theirs` is null where they deleted the rule. */
  | { status: 'lost'; theirs: SavedRule | null }
  | { status: 'refused'; findings: Finding[]; problem: Problem }

/** Saves a document on top of a version; `base` null: as a new rule. Throws `Problem` where nothing was decided. */
export async function saveRule(document: Json, base: number | null, note: string): Promise<SaveOutcome> {
  const key = String(document.key)
  const { data, error, response } = await api.PUT('/api/rules/{key}', {
    params: {
      path: { key },
      query: note.trim() === '' ? {} : { note: note.trim() },
      header: base === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${base}"` },
    },
    // The service judges it; a draft may be anything.
    body: document as never,
  })
  if (response.status === 412) return { status: 'lost', theirs: await presentRule(key) }
  if (response.status === 422) {
    return { status: 'refused', findings: faultsIn(error), problem: problemOf(response.status, error) }
  }
  if (!response.ok || data === undefined) throw problemOf(response.status, error)
  if ('proposal' in data) return { status: 'proposed' }
  return { status: 'saved', rule: data, warnings: data.warnings }
}

/** Null: there is none (any more). */
export async function presentRule(key: string, signal?: AbortSignal): Promise<SavedRule | null> {
  const asked = await api.GET('/api/rules/{key}', { params: { path: { key } }, ...(signal && { signal }) })
  return asked.response.status === 404 ? null : answerOf(Promise.resolve(asked))
}

type Fault = components['schemas']['Warning']

function faultsIn(body: unknown): Finding[] {
  const error = isObject(body) && isObject(body.error) ? body.error : {}
  const details: unknown[] = Array.isArray(error.details) ? error.details : []
  const isFault = (one: unknown): one is Fault =>
    isObject(one) && typeof one.path === 'string' && typeof one.message === 'string'
  return withWeights({ errors: details.filter(isFault), warnings: [] })
}
