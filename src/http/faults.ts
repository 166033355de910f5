import type { z } from 'zod'
import { type Fault, kindNames } from '../core/faults.ts'

/** A JSON pointer, RFC 6901. */
export const pointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** What a schema found wrong with the input; an unknown name is reported at its own place instead of its parent's. */
export function faultsOf(error: z.ZodError, input: unknown): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: pointer([...issue.path, key]), message: 'there is nothing of this name' }))
      : [{ path: pointer(issue.path), message: messageOf(issue, isGiven(input, issue.path)) }],
  )
}

/** The schema's own words, or plain ones in place of the library's. Never the value: it may be a password. */
function messageOf(issue: z.core.$ZodIssue, isThere: boolean): string {
  if (!issue.message.startsWith('Invalid ')) return issue.message
  if (issue.code === 'invalid_type') {
    return isThere ? `must be ${kindNames[issue.expected] ?? issue.expected}` : 'is missing'
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String).join(', ')
    return isThere ? `must be one of ${known}` : `is missing; one of ${known}`
  }
  return isThere ? 'is not of a form that is known here' : 'is missing'
}

function isGiven(input: unknown, path: readonly PropertyKey[]): boolean {
  let value = input
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value !== undefined
}
