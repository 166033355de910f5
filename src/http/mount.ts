import type { Express, Request, RequestHandler, Response } from 'express'
import { readBody } from './body.ts'
import { type AddressDeps, callerAddress } from './caller-address.ts'
import { type Caller, type CredentialDeps, credentialIn, requireCaller, requireRole } from './credentials.ts'
import type { Log } from './log.ts'
import { notFound, Refusal } from './refusal.ts'
import type { Answer, Incoming, Route } from './route.ts'
import { goneSignal, sendStream } from './stream-answer.ts'

export type MountDeps = CredentialDeps &
  AddressDeps & {
    log: Log
    /** Whether a refusal of somebody unknown at this address is worth a line yet; a flood of them fills no log. */
    mayLogRefusal(address: string): Promise<boolean>
  }

/** Gives Express every row of the table, and notes at their paths which methods there are. */
export function mount(app: Express, routes: readonly Route[], deps: MountDeps, publicOrigin: string): void {
  for (const route of routes) app[route.method](expressPath(route.path), ...handlersOf(route, deps, publicOrigin))
  // After all routes, and gathered over all matching paths: `/api/rules/validate` is also a rule's address.
  for (const path of new Set(routes.map((route) => route.path))) {
    app.route(expressPath(path)).all((_req, res, next) => {
      const allowed: string[] = res.locals.allowed ?? []
      res.locals.allowed = [...allowed, ...methodsOf(routes, path)]
      next()
    })
  }
}

/** 405 for other methods of the table's paths, 404 for the rest. */
export const refuseTheRest: RequestHandler = (req, res) => {
  const allowed: string[] | undefined = res.locals.allowed
  if (allowed === undefined) throw notFound('There is nothing at this address.')
  throw new Refusal(405, 'method_not_allowed', `${req.method} is not possible here.`, {
    headers: { Allow: [...new Set(allowed)].join(', ') },
  })
}

export const expressPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1')

function methodsOf(routes: readonly Route[], path: string): string[] {
  const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase())
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods
}

/** Who asks comes before what is asked: no body is read for a stranger. */
function handlersOf(route: Route, deps: MountDeps, publicOrigin: string): RequestHandler[] {
  const callers = new WeakMap<Request, Caller>()
  const isHttps = publicOrigin.startsWith('https:')
  const identify: RequestHandler = async (req, _res, next) => {
    try {
      const caller = await requireCaller(deps, req, publicOrigin)
      callers.set(req, caller)
      if (route.access !== 'public') requireRole(caller, route.access)
    } catch (error) {
      if (error instanceof Refusal) await noteRefused(req, error)
      throw error
    }
    next()
  }
  /** Who sends a credential that is unknown, or asks for more than it is good for: people look into that. */
  async function noteRefused(req: Request, { status, code }: Refusal): Promise<void> {
    const address = callerAddress(req, deps)
    if (status === 401 && (credentialIn(req.headers, isHttps) === null || !(await deps.mayLogRefusal(address)))) return
    const caller = callers.get(req)
    const by = caller && { kind: caller.kind, id: caller.id, name: caller.name, role: caller.role }
    const about = { code, method: req.method, path: route.path, by, address }
    deps.log.warn(about, 'request refused')
  }
  return [
    ...(route.access === 'public' ? [] : [identify]),
    ...(route.body ? readBody(route.body.format) : []),
    async (req, res) => {
      const isStillAllowed = () => mayStill(deps, req, route, publicOrigin)
      const about = { caller: callers.get(req) ?? null, gone: () => goneSignal(res), isStillAllowed }
      return send(res, route, await route.answer({ ...incoming(req, deps), ...about }))
    },
  ]
}

async function mayStill(deps: CredentialDeps, req: Request, { access }: Route, publicOrigin: string): Promise<boolean> {
  try {
    if (access !== 'public') requireRole(await requireCaller(deps, req, publicOrigin), access)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

function incoming(req: Request, deps: AddressDeps): Omit<Incoming, 'caller' | 'gone' | 'isStillAllowed'> {
  const query = req.url.indexOf('?')
  return {
    method: req.method,
    params: { ...req.params },
    query: new URLSearchParams(query === -1 ? '' : req.url.slice(query + 1)),
    body: req.body,
    header: (name) => req.get(name),
    address: callerAddress(req, deps),
  }
}

async function send(res: Response, route: Route, answer: Answer): Promise<void> {
  const contentType = route.answers[answer.status]?.contentType
  res.status(answer.status)
  if (contentType !== undefined) res.type(contentType)
  res.set(answer.headers ?? {})
  if (answer.stream !== undefined) await sendStream(res, answer.stream)
  else if (answer.body === undefined) res.end()
  else if (contentType === undefined) res.json(answer.body)
  else res.send(answer.body)
}
