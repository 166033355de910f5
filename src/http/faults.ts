import { z } from 'zod'
import { didYouMean } from '../core/conditions/nearest-name.ts'
import { type Fault, kindNames } from '../core/rules/faults.ts'

/** A JSON pointer, RFC 6901. */
export const pointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** What a schema found wrong with the input; an unknown name is reported at its own place instead of its parent's. */
export function faultsOf(error: z.ZodError, input: unknown, schema: z.ZodType): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: pointer([...issue.path, key]),
          message: strangerMessage(key, namesAt(schema, issue.path)),
        }))
      : [{ path: pointer(issue.path), message: messageOf(issue, isGiven(input, issue.path)) }],
  )
}

function strangerMessage(name: string, known: readonly string[]): string {
  const message = 'there is nothing of this name'
  return known.length === 0 ? message : `${message}${didYouMean(name, known) || ';'} known are ${known.join(', ')}`
}

/** The names that an object of the schema may have at that place; none where the schema does not say. */
function namesAt(schema: z.core.$ZodType, [step, ...rest]: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault) {
    return namesAt(schema.def.innerType, step === undefined ? [] : [step, ...rest])
  }
  if (schema instanceof z.ZodArray && step !== undefined) return namesAt(schema.element, rest)
  if (!(schema instanceof z.ZodObject)) return []
  if (step === undefined) return Object.keys(schema.shape)
  const inner: z.core.$ZodType | undefined = schema.shape[String(step)]
  return inner === undefined ? [] : namesAt(inner, rest)
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
