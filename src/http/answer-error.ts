import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler } from 'express'
import { PortalError } from '../core/runs/portal-error.ts'
import type { Log } from './log.ts'
import { errorPage } from './pages/error-page.ts'
import { pageLanguageOf } from './pages/language.ts'
import { badRequest, compressed, notFound, Refusal, tooLarge } from './refusal.ts'

export type ErrorDeps = {
  log: Log
  now(): Date
  /** Whether it says that the database cannot be reached, so that the same request may well succeed later. */
  isDatabaseAway(error: unknown): boolean
}

/** Puts every error of Express into its answer. */
export function answerError(deps: ErrorDeps): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    // The caller has gone: there is nobody to tell.
    if (res.closed) return
    const refusal = refusalOf(error, req, deps)
    // An answer has begun: cut off, it is seen not to be whole.
    if (res.headersSent) return void res.destroy()
    res.status(refusal.status).set(refusal.headers)
    if (isPageAddress(req.path) && req.accepts(['json', 'html']) === 'html') {
      res.type('html').send(errorPage(refusal, pageLanguageOf(req.get('accept-language'))))
      return
    }
    res.json(errorBody(refusal))
  }
}

/** What an error is answered with. What nobody foresaw is logged in full and told to the caller by request id only. */
export function refusalOf(
  error: unknown,
  { method, path }: { method: string; path: string },
  deps: ErrorDeps,
): Refusal {
  const refusal = refusalFor(error, deps.now()) ?? (deps.isDatabaseAway(error) ? databaseAway() : unforeseen())
  const about = { method, path, status: refusal.status, details: refusal.details, err: error }
  if (refusal.code === 'internal') deps.log.error(about, 'request failed')
  else if (refusal.status >= 500) deps.log.warn(about, `request failed: ${refusal.code}`)
  return refusal
}

export function errorBody({ code, message, details }: Refusal) {
  return { error: { code, message, ...(details !== undefined && { details }) } }
}

const isPageAddress = (path: string) => !/^\/(api|webhooks)(\/|$)/.test(path)

function refusalFor(error: unknown, now: Date): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof PortalError) return portalRefusal(error, now)
  if (!(error instanceof Error)) return null
  if ('code' in error && error.code === 'overloaded') return tryLater('overloaded', 'Too much is waiting; try again.')
  if ('code' in error && error.code === 'database_unavailable') return databaseAway()
  if ('code' in error && error.code === 'spool_full') {
    const message = 'The database does not answer, and as many events are kept aside as may be; try again.'
    return tryLater('spool_full', message, 30)
  }
  if ('code' in error && error.code === 'invalid_cursor') {
    return badRequest([{ path: '/cursor', message: 'not a cursor of this list; start again without it' }])
  }
  return expressRefusal(error)
}

const tryLater = (code: string, message: string, seconds = 5) =>
  new Refusal(503, code, message, { headers: { 'Retry-After': String(seconds) } })

const databaseAway = () => tryLater('database_unavailable', 'The database does not answer; try again.')

/** 503 where waiting helps, 502 where a person must act; the words are the portal edge's own and free of secrets. */
function portalRefusal(error: PortalError, now: Date): Refusal {
  if (error.kind === 'not-found') return notFound(error.message)
  if (!error.isRetryable) return new Refusal(502, 'portal_unavailable', error.message)
  const wait = error.retryAt === null ? 5 : Math.max(1, Math.ceil((error.retryAt - now.getTime()) / 1000))
  return tryLater('portal_unavailable', error.message, wait)
}

/** Errors of the body reader, known by its `type`, and the router's of an address that cannot be decoded. */
function expressRefusal(error: Error): Refusal | null {
  const type = 'type' in error ? error.type : undefined
  if (type === 'entity.too.large') return tooLarge()
  if (type === 'encoding.unsupported') return compressed()
  if (type === 'request.aborted' || type === 'request.size.invalid' || error instanceof URIError) {
    return new Refusal(400, 'bad_request', 'The request is malformed.')
  }
  return null
}

function unforeseen(): Refusal {
  const requestId = randomUUID()
  const message = `Something went wrong here; the log says more under request ${requestId}.`
  return new Refusal(500, 'internal', message, { details: { requestId } })
}
