import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type ErrorDeps, errorBody, refusalOf } from './answer-error.ts'
import { type BodyFormat, refuseOtherTypes } from './body.ts'
import { type AddressDeps, callerAddress } from './caller-address.ts'
import { compressed, tooLarge } from './refusal.ts'
import type { AnswerHeaders, Route } from './route.ts'
import { goneSignal } from './stream-answer.ts'

type Deps = AddressDeps & ErrorDeps

/** Of the header fields that every other answer has, those that mean something to a program that is told JSON. */
const forPrograms = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

/**
 * Serves a busy public route, asked for at exactly its address, without Express: its layers cost a burst of events more
 * than everything that is done for them. Answers are those that Express gives, which serves the route as well and takes
 * whatever else comes, but for header fields that only browsers heed: a dozen of them cost each event a tenth.
 */
export function direct(route: Route, { deps, otherwise }: { deps: Deps; otherwise: RequestListener }): RequestListener {
  if (route.access !== 'public') throw new Error(`${route.path}: nobody would ask who calls.`)
  const method = route.method.toUpperCase()
  const respond = (res: ServerResponse, status: number, body: unknown, more: AnswerHeaders = {}) => {
    const text = JSON.stringify(body)
    res.writeHead(status, {
      ...forPrograms,
      ...more,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
    })
    res.end(text)
  }
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    try {
      const given = await route.answer({
        method,
        params: {},
        query: new URLSearchParams(),
        body: route.body?.format.decode(await readBytes(req, route.body.format)),
        header: (name) => req.headers[name.toLowerCase()]?.toString(),
        caller: null,
        address: callerAddress(req, deps),
        gone: () => goneSignal(res),
        isStillAllowed: () => Promise.resolve(true),
      })
      respond(res, given.status, given.body, given.headers)
    } catch (error) {
      // The caller has gone, or an answer has begun: there is nobody to tell.
      if (res.headersSent || res.closed) return void res.destroy()
      const refusal = refusalOf(error, { method, path: route.path }, deps)
      respond(res, refusal.status, errorBody(refusal), refusal.headers)
    }
  }
  return (req, res) => {
    if (req.method === method && req.url === route.path) void answer(req, res)
    else otherwise(req, res)
  }
}

/** The whole body, uncompressed. Throws a `Refusal` for another kind or a longer one; Node drops what is not read. */
async function readBytes(req: IncomingMessage, format: BodyFormat): Promise<Buffer> {
  refuseOtherTypes(req, format)
  if ((req.headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') throw compressed()
  if (Number(req.headers['content-length']) > format.limitBytes) throw tooLarge()
  const parts: Buffer[] = []
  let length = 0
  await new Promise<void>((resolve, reject) => {
    req.on('data', (part: Buffer) => {
      length += part.length
      if (length <= format.limitBytes) parts.push(part)
      else reject(tooLarge())
    })
    req.once('end', resolve)
    req.once('error', reject)
  })
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}
