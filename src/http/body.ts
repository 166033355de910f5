import type { IncomingMessage } from 'node:http'
import express, { type Request, type RequestHandler } from 'express'
import { Refusal } from './refusal.ts'

/** How a route's body arrives: anything else is refused before the route is asked. */
export type BodyFormat = {
  contentType: string
  limitBytes: number
  /** A request may also come without any body. */
  isOptional?: boolean
  /** Throws a `Refusal` for bytes that are not of this format. */
  decode(bytes: Buffer): unknown
}

/** Reads the whole body, uncompressed, into `req.body` as the format decodes it. */
export function readBody(format: BodyFormat): RequestHandler[] {
  return [
    (req, _res, next) => {
      if (isLeftOut(format, req)) return next()
      refuseOtherTypes(req, format)
      next()
    },
    express.raw({ type: () => true, inflate: false, limit: format.limitBytes }),
    (req, _res, next) => {
      const bytes: unknown = req.body
      req.body = isLeftOut(format, req) ? undefined : format.decode(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0))
      next()
    },
  ]
}

function isLeftOut({ isOptional = false }: BodyFormat, { headers }: Pick<Request, 'headers'>): boolean {
  const isEmpty = headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
  return isOptional && isEmpty
}

/** Throws a `Refusal` unless the body is announced as one of this format. */
export function refuseOtherTypes({ headers }: IncomingMessage, { contentType }: BodyFormat): void {
  const given = headers['content-type'] ?? ''
  if (given === contentType || given.split(';', 1)[0]?.trim().toLowerCase() === contentType) return
  throw new Refusal(415, 'unsupported_media_type', `Send the body as ${contentType}.`)
}

/** The bytes as text; null when they are not UTF-8. */
export function utf8(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return null
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
