import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { styleHash } from './pages/style.ts'

/** Nothing is fetched, framed or run: pages are text, one known style sheet and links. */
export function securityHeaders({ isHttps }: { isHttps: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: [`'${styleHash}'`],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // A one-time link must not travel on in a Referer.
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: isHttps,
    }),
    (_req, res, next) => {
      res.set('Cache-Control', 'no-store')
      next()
    },
  ]
}
