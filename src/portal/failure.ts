import { PortalError } from '../core/runs/portal-error.ts'
import type { Refusal } from './envelope.ts'
import { redact } from './redact.ts'
import { type SortedRefusal, unclear } from './refusal.ts'
import type { Exchange } from './transport.ts'

/**
 * The call that failed: its method, how to name it to a person, whether it could have changed something, and whether it was
 * about deals as such.
 */
export type CallInWords = { method: string; words: string; isRead: boolean; isOfAllDeals?: boolean }

/** Builds the errors that leave this directory: what happened, to what, what to do. No cause, no address, no secret. */
export function createFailures(secrets: readonly string[], timeOfDay: (moment: number) => number) {
  const longestQuote = 300
  const clean = (text: string): string => redact(text, secrets)

  const failure = (
    call: CallInWords,
    { kind, code, remedy, retryAt }: SortedRefusal & { retryAt?: number | undefined },
    what: string,
  ): PortalError =>
    new PortalError(kind, {
      code: clean(code),
      method: call.method,
      message: clean(`${call.words}: ${what} ${remedy}`.trim()),
      ...(retryAt === undefined ? {} : { retryAt: timeOfDay(retryAt) }),
    })

  return {
    refused(
      call: CallInWords,
      refusal: Refusal,
      sorted: SortedRefusal & { retryAt?: number | undefined },
    ): PortalError {
      const quote = [refusal.code, refusal.description.trim()].filter((part) => part !== '').join(', ')
      const what =
        quote === '' ? 'the portal refused without a reason.' : `the portal answered "${quote.slice(0, longestQuote)}".`
      return failure(call, sorted, what)
    },

    notAnswered(call: CallInWords, exchange: Extract<Exchange, { type: 'not-sent' | 'no-answer' }>): PortalError {
      const { code } = exchange
      if (exchange.type === 'not-sent') {
        const remedy = 'Nothing was sent. If it stays, check BITRIX24_WEBHOOK_URL and the network.'
        return failure(call, { kind: 'transient', code, remedy }, `the portal cannot be reached (${code}).`)
      }
      const what = code === 'TIMEOUT' ? 'the portal did not answer in time.' : `the portal's answer was lost (${code}).`
      if (!call.isRead) return failure(call, { kind: unclear[0], code, remedy: unclear[1] }, what)
      return code === 'ANSWER_TOO_LARGE'
        ? failure(call, { kind: 'our-mistake', code, remedy: 'Ask for less at once.' }, 'the answer is too large.')
        : failure(call, { kind: 'transient', code, remedy: 'It usually passes by itself.' }, what)
    },

    /** An answer that is not JSON of Bitrix24: a gateway's page, a text cut short. */
    unreadable(call: CallInWords, status: number): PortalError {
      const what = `the answer (HTTP ${status}) is not one of Bitrix24's.`
      const code = 'UNREADABLE_ANSWER'
      if (status === 401) {
        return failure(call, { kind: 'wrong-credentials', code, remedy: 'Check BITRIX24_WEBHOOK_URL.' }, what)
      }
      if (!call.isRead) return failure(call, { kind: unclear[0], code, remedy: unclear[1] }, what)
      // Whoever answers there has no REST interface at that address, whatever is asked for.
      return status === 404 || status === 410
        ? failure(
            call,
            { kind: 'wrong-credentials', code, remedy: 'Check that BITRIX24_WEBHOOK_URL names a portal.' },
            what,
          )
        : failure(call, { kind: 'transient', code, remedy: 'It usually passes by itself.' }, what)
    },

    /** Every further call would be answered the same until a person changes the address: hence `wrong-credentials`. */
    moved(call: CallInWords, location: string | null): PortalError {
      const host = location !== null && URL.canParse(location) ? new URL(location).host : ''
      const remedy = 'Change the host in BITRIX24_WEBHOOK_URL; the redirect was not followed and nothing was done.'
      const what = `the portal has moved${host === '' ? '' : ` to ${host}`}.`
      return failure(call, { kind: 'wrong-credentials', code: 'PORTAL_MOVED', remedy }, what)
    },

    unexpected(call: CallInWords, issue: string): PortalError {
      const what = `the answer has an unexpected shape (${issue}).`
      const code = 'UNEXPECTED_ANSWER'
      return call.isRead
        ? failure(call, { kind: 'our-mistake', code, remedy: 'Please report this as a fault of Bindery.' }, what)
        : failure(call, { kind: unclear[0], code, remedy: unclear[1] }, what)
    },

    /** A command of a batch that is in none of the answer's maps: it may have been left out, or its answer lost. */
    missing(call: CallInWords): PortalError {
      return failure(
        call,
        { kind: unclear[0], code: 'NO_ANSWER_IN_BATCH', remedy: unclear[1] },
        'the batch holds no answer.',
      )
    },

    mistake(call: CallInWords, what: string): PortalError {
      const remedy = 'Please report this as a fault of Bindery.'
      return failure(call, { kind: 'our-mistake', code: 'REFUSED_HERE', remedy }, what)
    },

    /** Not sent: a moment ago the portal refused the webhook itself, and nothing has changed since. */
    stillRefused(call: CallInWords, { code, message }: PortalError, retryAt: number): PortalError {
      const what = `not sent, as the portal refuses the webhook. It said of the last call, ${message}`
      return failure(call, { kind: 'wrong-credentials', code, remedy: '', retryAt }, what)
    },

    /** Not sent: the portal has not given a proper answer for a while. */
    down(call: CallInWords, { message }: PortalError, retryAt: number): PortalError {
      const what = `not sent, as the portal is down. Of the last call, ${message}`
      return failure(call, { kind: 'limit', code: 'PORTAL_DOWN', remedy: '', retryAt }, what)
    },

    paused(call: CallInWords, code: string, retryAt: number): PortalError {
      const what = 'the portal has asked for a pause and was not called.'
      return failure(call, { kind: 'limit', code, remedy: 'It usually passes by itself.', retryAt }, what)
    },
  }
}

export type Failures = ReturnType<typeof createFailures>
