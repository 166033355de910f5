import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Checks an event's application token against the accepted ones: several while one is being rotated. Takes the same
 * time whatever is given, as both sides are hashed and every accepted token is compared.
 *
 * The token is an event's only proof of origin. Source: Bitrix24 REST docs,
 * `api-reference/events/safe-event-handlers`, read 2026-08-21.
 */
export function createTokenCheck(tokens: readonly string[]): (given: string | null) => boolean {
  const accepted = tokens.filter((token) => token !== '').map(digest)
  return (given) => {
    const candidate = digest(given ?? '')
    const matches = accepted.map((token) => timingSafeEqual(token, candidate))
    return given !== null && given !== '' && matches.includes(true)
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
