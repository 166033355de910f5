import { z } from 'zod'
import type { Service } from './deps.ts'
import { callApi } from './service-api.ts'

/** A rule as the service keeps it. */
export type StoredRule = { key: string; version: number; document: Record<string, unknown> }

const Stored = z
  .looseObject({
    key: z.string(),
    version: z.int().positive(),
    savedAt: z.string().optional(),
    savedBy: z.string().nullish(),
  })
  .transform(({ version, savedAt: _savedAt, savedBy: _savedBy, ...document }): StoredRule => {
    return { key: document.key, version, document }
  })
const StoredRules = z.object({ items: z.array(Stored) }).transform(({ items }) => items)

export function storedRules(service: Service): Promise<StoredRule[]> {
  return callApi(service, { path: '/api/rules', answer: StoredRules })
}

/** Saves a rule over the version that was seen (null: none was); `ApiError` 412 when someone has saved it meanwhile. */
export function saveRule(
  service: Service,
  key: string,
  document: Record<string, unknown>,
  seen: number | null,
): Promise<StoredRule> {
  const headers = seen === null ? { 'if-none-match': '*' } : { 'if-match': `"${seen}"` }
  return callApi(service, { method: 'PUT', path: pathOf(key), headers, body: document, answer: Stored })
}

/** Deletes the version that was seen; `ApiError` 412 when someone has saved the rule meanwhile. */
export async function deleteRule(service: Service, key: string, seen: number): Promise<void> {
  const headers = { 'if-match': `"${seen}"` }
  await callApi(service, { method: 'DELETE', path: pathOf(key), headers, answer: z.unknown() })
}

function pathOf(key: string): string {
  return `/api/rules/${encodeURIComponent(key)}`
}
