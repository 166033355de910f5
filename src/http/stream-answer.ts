import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Aborts when the connection closes, or the answer has been sent whole. */
export function goneSignal(res: ServerResponse): AbortSignal {
  const gone = new AbortController()
  if (res.closed) gone.abort()
  else res.once('close', () => gone.abort())
  return gone.signal
}

/**
 * Sends the parts as they come, as fast as the caller takes them; a HEAD gets the fields alone. Throws what the parts
 * throw: the answer then is not whole, and its connection has to be cut.
 */
export async function sendStream(res: ServerResponse, parts: AsyncIterable<string>): Promise<void> {
  if (res.req.method === 'HEAD') return void res.end()
  const gone = goneSignal(res)
  res.flushHeaders()
  try {
    for await (const part of parts) {
      if (gone.aborted) return
      if (!res.write(part)) await once(res, 'drain', { signal: gone })
    }
    res.end()
  } catch (error) {
    if (!gone.aborted) throw error
  }
}
