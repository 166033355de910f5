import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../../address-ranges.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Logger } from '../../log.ts'

/** How many refused events an address is told the reason of, within so many seconds. */
export type RefusedEventsLimit = { perAddress: number; windowSeconds: number }
const usual: RefusedEventsLimit = { perAddress: 300, windowSeconds: 60 }

/**
 * Keeps whoever floods the webhook with refused events from filling the log. Events that are taken are never counted:
 * Bitrix24 sends thousands in a burst, and none of them twice.
 */
export function limitRefusedEvents(
  { log, onRefused }: { log: Logger; onRefused(reason: string): void },
  { perAddress, windowSeconds }: RefusedEventsLimit = usual,
): HttpDeps['countRefusedEvent'] {
  const addresses = new RateLimiterMemory({ keyPrefix: 'refused', points: perAddress, duration: windowSeconds })
  return async ({ reason, address }) => {
    onRefused(reason)
    try {
      await addresses.consume(networkOf(address))
      return null
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      if (refused.consumedPoints === perAddress + 1) {
        log.warn(
          { address, seconds },
          `more than ${perAddress} events from this address were refused; the next ones are answered 429 and not logged`,
        )
      }
      return seconds
    }
  }
}
