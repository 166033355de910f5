/** An answer of the portal that is not a result: HTTP status, `error` (often the empty string), `error_description`. */
export class PortalError extends Error {
  readonly status: number
  readonly code: string | number

  constructor(status: number, code: string | number, description: string) {
    super(description)
    this.name = 'PortalError'
    this.status = status
    this.code = code
  }
}

/**
 * Errors that any method can give. Source: Bitrix24 REST docs, `error-codes`, `limits`, `rest-v3`; the texts of
 * `OPERATION_TIME_LIMIT` and the status of `ERROR_METHOD_NOT_FOUND` come from public threads.
 */
export const systemErrors = {
  internal: () => new PortalError(500, 'INTERNAL_SERVER_ERROR', 'Internal server error'),
  unexpectedAnswer: () => new PortalError(500, 'ERROR_UNEXPECTED_ANSWER', 'Server returned an unexpected response'),
  queryLimit: () => new PortalError(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests'),
  overload: () => new PortalError(503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload'),
  operationTime: () => new PortalError(429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.'),
  noAuth: () => new PortalError(401, 'NO_AUTH_FOUND', 'Wrong authorization data'),
  invalidCredentials: (status: 401 | 403 = 401) =>
    new PortalError(status, 'INVALID_CREDENTIALS', 'Invalid request credentials'),
  insufficientScope: () =>
    new PortalError(
      403,
      'insufficient_scope',
      'The request requires higher privileges than provided by the webhook token',
    ),
  noSubscription: () => new PortalError(403, 'ACCESS_DENIED', 'REST API is available only on commercial plans'),
  methodNotFound: () => new PortalError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!'),
  notInBatch: () => new PortalError(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage'),
  batchLength: () => new PortalError(400, 'ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded'),
  wrongAuthType: () =>
    new PortalError(
      403,
      'WRONG_AUTH_TYPE',
      'Current authorization type is denied for this method Application context required',
    ),
  intranetOnly: () => new PortalError(403, 'allowed_only_intranet_user', 'Action is allowed only to intranet users'),
} as const

/** Classic CRM methods give no code, only a text. Source: Bitrix24 REST docs, `crm.deal.*`, `crm.deal.contact.*`. */
export const classicError = (description: string, status = 400): PortalError => new PortalError(status, '', description)
