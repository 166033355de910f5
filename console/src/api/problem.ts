/** Why something could not be shown or done, by what the person can do next. */
export type ProblemKind = 'offline' | 'no-database' | 'signed-out' | 'forbidden' | 'not-found' | 'failed'

export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  readonly code: string
  constructor(kind: ProblemKind, code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
    this.code = code
  }
}

const kinds: Record<number, ProblemKind> = { 401: 'signed-out', 403: 'forbidden', 404: 'not-found' }
/** Those that pass by themselves: whoever meets one has only to wait. */
const passing: ReadonlySet<ProblemKind> = new Set(['offline', 'no-database'])
export const isPassing = ({ kind }: Problem): boolean => passing.has(kind)

/** Out of an answer of the API that is an error; its words are the service's own. */
export function problemOf(status: number, body: unknown): Problem {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  const [code, message] = isTold(error) ? [error.code, error.message] : [`http_${status}`, `HTTP ${status}`]
  // The service is there, and says itself what is not.
  if (code === 'database_unavailable') return new Problem('no-database', code, '')
  return new Problem(kinds[status] ?? 'failed', code, message)
}

const isTold = (error: unknown): error is { code: string; message: string } =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  'message' in error &&
  typeof error.message === 'string'

/** Anything that was thrown; a request that never got an answer means that the service is out of reach. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TypeError) return new Problem('offline', 'offline', '', error)
  return new Problem('failed', 'unknown', error instanceof Error ? error.message : String(error), error)
}
