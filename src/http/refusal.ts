import type { Fault } from '../core/rules/faults.ts'

/** A request that is answered with an error: thrown anywhere on the way, put into words by `answer-error.ts`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly details: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: unknown; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = more.details
    this.headers = more.headers ?? {}
  }
}

export const notFound = (message: string) => new Refusal(404, 'not_found', message)

export const tooLarge = () => new Refusal(413, 'too_large', 'The body is too large.')

export const compressed = () => new Refusal(415, 'unsupported_media_type', 'Send the body uncompressed.')

export const badRequest = (details: Fault[]) =>
  new Refusal(400, 'bad_request', details.map((fault) => `${fault.path}: ${fault.message}`).join('; '), { details })

export const invalidRule = (details: Fault[]) =>
  new Refusal(422, 'invalid_rule', `The rule document has ${faultsInWords(details)}`, { details })

function faultsInWords(faults: Fault[]): string {
  const each = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return `${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${each.join('; ')}`
}
