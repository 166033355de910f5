import { z } from 'zod'
import type { PortalError } from '../core/runs/portal-error.ts'
import { Refusal, Time } from './envelope.ts'

export type Command = { method: string; params: Readonly<Record<string, unknown>> }
export type Commands = Readonly<Record<string, Command>>
export type CommandAnswer = { ok: true; result: unknown } | { ok: false; error: PortalError }

/** Source: Bitrix24 REST docs, `settings/how-to-call-rest-api/batch`, read 2026-08-21. */
export const maximumCommands = 50

/**
 * The command as a URL of its own, names and values encoded once: the body around it is JSON. Null where the query
 * form cannot say what is meant: it has no empty array, and `items` without rows would unlink nobody or everybody.
 */
export function commandUrl({ method, params }: Command): string | null {
  const query = new URLSearchParams()
  return append(query, '', params) ? `${method}?${query}` : null
}

function append(query: URLSearchParams, name: string, value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'number') {
    query.append(name, String(value))
    return true
  }
  if (typeof value !== 'object' || value === null) return false
  const entries = Object.entries(value)
  if (entries.length === 0) return name === ''
  return entries.every(([key, inner]) => append(query, name === '' ? key : `${name}[${key}]`, inner))
}

/** PHP writes an empty map as `[]`, and one with the keys 0, 1, 2 … as an array. */
const PhpMap = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .nullish()
  .transform(
    (value) => new Map(Array.isArray(value) ? value.map((item, i) => [String(i), item]) : Object.entries(value ?? {})),
  )

/** Normally an object; the vendor's SDK knows a bare text as well. */
const CommandRefusal = z.union([Refusal, z.string().transform((description): Refusal => ({ code: '', description }))])

const BatchResult = z.object({ result: PhpMap, result_error: PhpMap, result_time: PhpMap })

export type BatchAnswer = {
  /** Null: a refusal of unknown shape. Undefined: the answer holds nothing for that key. */
  answerOf(key: string): { result: unknown } | { refusal: Refusal | null } | undefined
  timeOf(key: string): Time | undefined
}

/** Null when the answer is none of a batch. A key in `result_error` has failed, whatever its code, even an empty one. */
export function readBatch(result: unknown): BatchAnswer | null {
  const parsed = BatchResult.safeParse(result)
  if (!parsed.success) return null
  const { result: results, result_error: errors, result_time: times } = parsed.data
  return {
    answerOf: (key) => {
      if (errors.has(key)) return { refusal: CommandRefusal.safeParse(errors.get(key)).data ?? null }
      return results.has(key) ? { result: results.get(key) } : undefined
    },
    timeOf: (key) => Time.safeParse(times.get(key)).data,
  }
}
