import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Calls } from './calls.ts'
import type { Params } from './decode.ts'
import { PortalError, systemErrors } from './errors.ts'
import type { SandboxFault, SandboxFaults } from './faults.ts'
import type { LeakyBuckets } from './limits.ts'
import type { PortalState } from './method.ts'
import { BodyTooLarge, readParams } from './request-params.ts'
import { translated } from './translations.ts'

export type ServerParts = {
  calls: Calls
  portal: PortalState
  faults: SandboxFaults
  buckets: LeakyBuckets
  secret: string
  latencyMs: number
}

/** `durationMs`: what the calls are said to take. */
type Reply = { status: number; body: unknown; durationMs: number }

/** `/rest/{user}/{secret}/{method}[.json][/]`. Source: Bitrix24 REST docs, `local-integrations/local-webhooks`. */
const webhookPath = /^\/rest\/(\d+)\/([^/]+)\/([^/]+?)(?:\.json)?\/?$/

export function createPortalServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      const status = error instanceof BodyTooLarge ? 413 : 500
      if (!response.headersSent) sendJson(response, status, replyTo(systemErrors.internal(), parts).body)
    })
  })
  server.keepAliveTimeout = 2_000
  return server
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = splitOnce(request.url ?? '/', '?')
  const match = webhookPath.exec(path)
  const params = await readParams(request, query)
  if (parts.latencyMs > 0) await wait(parts.latencyMs)
  if (match === null) return send(response, replyTo(systemErrors.methodNotFound(), parts))
  const [, user = '', secret = '', method = ''] = match
  const fault = parts.faults.takeTransport(parts.calls.methodsOf(method, params))
  const run = (): Reply => answer(parts, { user, secret, method, params, source: request.socket.remoteAddress ?? '' })
  if (fault === undefined) return send(response, await inItsTime(run(), parts))
  const swallowedAs = statusWithoutRun[fault.kind]
  if (swallowedAs !== undefined) parts.calls.swallowed(method, params, swallowedAs, fault.kind)
  await misbehave(fault, response, request.url ?? '/', run)
}

/** Faults under which the portal does nothing, and the status that the caller sees; 0 if none. */
const statusWithoutRun: Partial<Record<SandboxFault['kind'], number>> = {
  'reset-before': 0,
  'timeout-before': 0,
  'html-502': 502,
  'html-404': 404,
  'error-under-200': 200,
  'redirect-302': 302,
}

type Incoming = { user: string; secret: string; method: string; params: Params; source: string }

function answer(parts: ServerParts, { user, secret, method, params, source }: Incoming): Reply {
  try {
    try {
      checkCredentials(parts, user, secret)
      parts.buckets.take(source, parts.portal.behaviour.refusedRequestsCount)
    } catch (error) {
      if (error instanceof PortalError) parts.calls.refuse(method, params, error)
      throw error
    }
    const { result, total, next, time } = parts.calls.run(method, params)
    const paging = { ...(next === undefined ? {} : { next }), ...(total === undefined ? {} : { total }) }
    return { status: 200, body: { result, ...paging, time }, durationMs: time.duration * 1000 }
  } catch (error) {
    if (error instanceof PortalError) return replyTo(error, parts)
    throw error
  }
}

function checkCredentials({ portal, secret: expected }: ServerParts, user: string, secret: string): void {
  if (portal.rights.isWebhookAlive && Number(user) === portal.ownerId && secret === expected) return
  throw portal.behaviour.wrongSecretError === 'NO_AUTH_FOUND'
    ? systemErrors.noAuth()
    : systemErrors.invalidCredentials()
}

/** Errors carry no `time`. */
const replyTo = (error: PortalError, { portal }: ServerParts): Reply => ({
  status: error.status,
  body: { error: error.code, error_description: translated(error.message, portal.behaviour.language) },
  durationMs: 0,
})

/** What was called has been done by now; only the answer waits. */
async function inItsTime(reply: Reply, { portal }: ServerParts): Promise<Reply> {
  if (portal.behaviour.operatingTimeWaited && reply.durationMs > 0) await wait(reply.durationMs)
  return reply
}

async function misbehave(fault: SandboxFault, response: ServerResponse, url: string, run: () => Reply): Promise<void> {
  switch (fault.kind) {
    case 'reset-before':
      return resetConnection(response)
    case 'reset-after':
      run()
      return resetConnection(response)
    case 'timeout-before':
      return
    case 'timeout-after':
      run()
      return
    case 'html-502':
      return sendHtml(response)
    case 'html-404':
      return sendHtml(response, 404, 'Not Found')
    case 'html-502-after':
      run()
      return sendHtml(response)
    case 'json-500-after':
      run()
      return sendJson(response, 500, { error: 'INTERNAL_SERVER_ERROR', error_description: 'Internal server error' })
    case 'truncated-json': {
      const text = JSON.stringify(run().body)
      return sendText(response, 200, text.slice(0, Math.ceil(text.length / 2)))
    }
    case 'empty-answer':
      run()
      return sendText(response, 200, '')
    case 'error-under-200':
      return sendJson(response, 200, { error: 'ERROR_CORE', error_description: 'Internal error' })
    case 'redirect-302':
      response.writeHead(302, { location: new URL(url, fault.location).href, 'content-length': 0 }).end()
      return
    case 'distorted':
      return sendJson(response, 200, fault.distort(run().body))
    case 'slow':
      await wait(fault.delayMs)
      return send(response, run())
    case 'held':
      await fault.until
      return send(response, run())
    default:
      return send(response, run())
  }
}

const resetConnection = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy()
}

const send = (response: ServerResponse, { status, body }: Reply): void => sendJson(response, status, body)

const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  sendText(response, status, JSON.stringify(body))

function sendText(response: ServerResponse, status: number, text: string): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, headers).end(text)
}

const sendHtml = (response: ServerResponse, status = 502, reason = 'Bad Gateway'): void => {
  const title = `${status} ${reason}`
  const page = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
  response.writeHead(status, { 'content-type': 'text/html' }).end(page)
}

const splitOnce = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
