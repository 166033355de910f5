import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../../address-ranges.ts'
import type { HttpDeps } from '../../http/app.ts'

/** So many lines of the log an address gets within a minute for credentials that nobody knows. */
const usual = 10

/** Keeps whoever tries credentials in vain from filling the log. */
export function limitRefusalLines(perAddress = usual): HttpDeps['mayLogRefusal'] {
  const addresses = new RateLimiterMemory({ keyPrefix: 'refused-caller', points: perAddress, duration: 60 })
  return async (address) => {
    try {
      await addresses.consume(networkOf(address))
      return true
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      return false
    }
  }
}
