import express, { type RequestHandler } from 'express'
import { Refusal } from './refusal.ts'

/** How a route's body arrives: anything else is refused before the route is asked. */
export type BodyFormat = {
  contentType: string
  limitBytes: number
  /** Throws a `Refusal` for bytes that are not of this format. */
  decode(bytes: Buffer): unknown
}

/** Reads the whole body, uncompressed, into `req.body` as the format decodes it. */
export function readBody(format: BodyFormat): RequestHandler[] {
  return [
    (req, _res, next) => {
      const given = (req.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
      if (given !== format.contentType) {
        throw new Refusal(415, 'unsupported_media_type', `Send the body as ${format.contentType}.`)
      }
      next()
    },
    express.raw({ type: () => true, inflate: false, limit: format.limitBytes }),
    (req, _res, next) => {
      const bytes: unknown = req.body
      req.body = format.decode(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0))
      next()
    },
  ]
}

/** The bytes as text; null when they are not UTF-8. */
export function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
