import type { RequestListener } from 'node:http'
import express, { type Express } from 'express'
import { answerError, type ErrorDeps } from './answer-error.ts'
import type { AddressDeps } from './caller-address.ts'
import type { ConsoleFiles } from './console/files.ts'
import { consoleFiles, consolePages } from './console/serve.ts'
import type { CredentialDeps } from './credentials.ts'
import { direct } from './direct.ts'
import { type MountDeps, mount, refuseTheRest } from './mount.ts'
import { type RoutesDeps, routesOf } from './routes.ts'
import { securityHeaders } from './security-headers.ts'

/** What this edge needs from the rest; `main` hands it in. */
export type HttpDeps = CredentialDeps &
  AddressDeps &
  MountDeps &
  ErrorDeps &
  RoutesDeps & {
    /** The address that people and Bitrix24 use. */
    publicUrl: string
    /** The built console; null when it has not been built. */
    consoleFiles: ConsoleFiles | null
  }

/** Answers every request: the busy routes directly, all others by Express. */
export function createHandler(deps: HttpDeps): RequestListener {
  const busy = routesOf(deps).filter((route) => route.isBusy)
  return busy.reduce<RequestListener>((otherwise, route) => direct(route, { deps, otherwise }), createApp(deps))
}

/** Answers every request by Express. */
export function createApp(deps: HttpDeps): Express {
  const { origin, protocol } = new URL(deps.publicUrl)
  const app = express()
  app.disable('x-powered-by')
  // A rule's ETag is its version; Express would add hashes of its own elsewhere.
  app.disable('etag')
  app.enable('case sensitive routing')
  const headers = securityHeaders({ isHttps: protocol === 'https:' })
  app.use((_req, res, next) => {
    res.set(headers)
    next()
  })
  app.use(consoleFiles(deps.consoleFiles))
  mount(app, routesOf(deps), deps, origin)
  app.use(consolePages(deps.consoleFiles))
  app.use(refuseTheRest)
  app.use(answerError(deps))
  return app
}
