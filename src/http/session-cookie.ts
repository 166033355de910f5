const name = 'bindery_session'

/** The session in a `Cookie` header, if there is one. */
export function sessionIn(cookies: string | undefined): string | null {
  for (const cookie of (cookies ?? '').split(';')) {
    const [key, ...value] = cookie.trim().split('=')
    if (key === name) return value.join('=') || null
  }
  return null
}

/** A `Set-Cookie` value. Strict: the cookie never travels with a request that another site began. */
export function sessionCookie(session: string, expiresAt: string, isSecure: boolean): string {
  const expires = new Date(expiresAt).toUTCString()
  return `${name}=${session}; Path=/; Expires=${expires}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** Takes the session from the browser. */
export const endedCookie = `${name}=; Path=/; Expires=${new Date(0).toUTCString()}; HttpOnly; SameSite=Strict`
