import { sessionCookie, sessionIn } from './session-cookie.ts'

export type SignedInDeps = {
  publicUrl: string
  people: { endFormerSession(cookie: string): Promise<void> }
}

type Header = (name: string) => string | undefined

/** The header that hands a new session to the browser; the one that it had is ended. */
export function signedInCookie({ publicUrl, people }: SignedInDeps) {
  const isSecure = isHttps({ publicUrl })
  return async ({ session, expiresAt }: { session: string; expiresAt: string }, header: Header) => {
    const former = sessionIn(header('cookie'), isSecure)
    if (former !== null) await people.endFormerSession(former)
    return { 'Set-Cookie': sessionCookie(session, expiresAt, isSecure) }
  }
}

export const isHttps = ({ publicUrl }: { publicUrl: string }) => new URL(publicUrl).protocol === 'https:'
