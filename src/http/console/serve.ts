import { extname } from 'node:path'
import type { Request, RequestHandler, Response } from 'express'
import { unbuiltPage } from '../pages/unbuilt.ts'
import type { ConsoleFile, ConsoleFiles } from './files.ts'

/** The console's files under their own addresses, looked up as they were read: no path leads out of them. */
export function consoleFiles(files: ConsoleFiles | null): RequestHandler {
  return (req, res, next) => {
    const file = isReading(req) && req.path !== '/index.html' ? files?.get(req.path) : undefined
    if (file === undefined) return next()
    // Vite puts a hash of the content into the names of its assets; what else there is may change under its name.
    const isForEver = req.path.startsWith('/assets/')
    res.set('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
    send(req, res, file, extname(req.path))
  }
}

/**
 * Every other address that a browser opens shows the console, which finds the page itself and says so when there is
 * none; its first page is shown to whoever takes it. The API and the webhooks are not its own, and neither is what looks
 * like a file.
 */
export function consolePages(files: ConsoleFiles | null): RequestHandler {
  return (req, res, next) => {
    const isTaken = res.locals.allowed !== undefined
    const isPage = !/^\/(api|webhooks|assets)(\/|$)/.test(req.path) && extname(req.path) === ''
    // A program that mistypes an address takes anything, and is told so.
    const wanted = req.path === '/' ? ['html', 'json'] : ['json', 'html']
    if (isTaken || !isPage || !isReading(req) || req.accepts(wanted) !== 'html') return next()
    const file = files?.get('/index.html')
    if (file === undefined) {
      res.status(503).type('html').send(unbuiltPage())
      return
    }
    res.set('Cache-Control', 'no-cache')
    send(req, res, file, '.html')
  }
}

const isReading = ({ method }: Request) => method === 'GET' || method === 'HEAD'

function send(req: Request, res: Response, file: ConsoleFile, extension: string): void {
  res.type(extension).vary('Accept-Encoding')
  // Asked for one by one: of several, Express would take the first that the header names, which is gzip.
  const takes = (encoding: string) => req.acceptsEncodings([encoding]) === encoding
  const [name, bytes] =
    file.brotli !== null && takes('br')
      ? ['br', file.brotli]
      : file.gzip !== null && takes('gzip')
        ? ['gzip', file.gzip]
        : [null, file.bytes]
  if (name !== null) res.set('Content-Encoding', name)
  res.send(bytes)
}
