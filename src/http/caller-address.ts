import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export type AddressDeps = {
  /** Whether this address is a reverse proxy's, whose word on where a request came from counts. */
  isTrustedProxy(address: string): boolean
}

/**
 * Where a request came from: the last address on its way that is not a trusted proxy's. `X-Forwarded-For` is read from
 * its end, where the nearest proxy wrote; what stands before the first stranger may be invented.
 */
export function callerAddress(req: IncomingMessage, { isTrustedProxy }: AddressDeps): string {
  let address = req.socket.remoteAddress ?? ''
  const said = req.headers['x-forwarded-for']
  if (said === undefined || !isTrustedProxy(address)) return address
  const hops = said.toString().split(',')
  while (isTrustedProxy(address)) {
    const hop = hops.pop()?.trim()
    if (hop === undefined || isIP(hop) === 0) return address
    address = hop
  }
  return address
}
