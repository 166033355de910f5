import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { networkOf } from '../../address-ranges.ts'

/** How many failed tries within `windowSeconds` close an address or an account to further ones. */
export type SignInLimits = { perAddress: number; perAccount: number; windowSeconds: number }
const usual: SignInLimits = { perAddress: 50, perAccount: 10, windowSeconds: 15 * 60 }

export type SignInLimit = {
  /** Counts a try before it is made, so that tries at the same time count, too. Null: go on; else seconds to wait. */
  begin(about: Attempt): Promise<number | null>
  /** It was the right password: the account's tries are forgotten, and this one of the address. */
  succeeded(about: Attempt): Promise<void>
}
/** `account`: null where it is the provider who finds out whose it is. */
type Attempt = { address: string; account: string | null }

/** Of this process. Tries for accounts that do not exist count like any other, so that the answer tells nothing. */
export function createSignInLimit({ perAddress, perAccount, windowSeconds }: SignInLimits = usual): SignInLimit {
  const addresses = new RateLimiterMemory({ keyPrefix: 'address', points: perAddress, duration: windowSeconds })
  const accounts = new RateLimiterMemory({ keyPrefix: 'account', points: perAccount, duration: windowSeconds })
  return {
    async begin({ address, account }) {
      const wait = await secondsToWait(addresses, networkOf(address))
      return wait ?? (account === null ? null : secondsToWait(accounts, account))
    },
    async succeeded({ address, account }) {
      await addresses.reward(networkOf(address))
      if (account !== null) await accounts.delete(account)
    },
  }
}

async function secondsToWait(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
  }
}
