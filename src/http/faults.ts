import type { z } from 'zod'
import type { Fault } from '../core/faults.ts'

/** A JSON pointer, RFC 6901. */
export const pointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** What a schema found wrong; an unknown name is reported at its own place instead of its parent's. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: pointer([...issue.path, key]), message: 'there is nothing of this name' }))
      : [{ path: pointer(issue.path), message: issue.message }],
  )
}
