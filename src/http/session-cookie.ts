const name = 'bindery_session'

/** Where the service is https, browsers themselves see to it that nobody else can set a cookie of this name. */
const nameOf = (isSecure: boolean) => (isSecure ? `__Host-${name}` : name)

/** The session in a `Cookie` header, if there is one. */
export function sessionIn(cookies: string | undefined, isSecure: boolean): string | null {
  for (const cookie of (cookies ?? '').split(';')) {
    const [key, ...value] = cookie.trim().split('=')
    if (key === nameOf(isSecure)) return value.join('=') || null
  }
  return null
}

/** A `Set-Cookie` value. Strict: the cookie never travels with a request that another site began. */
export function sessionCookie(session: string, expiresAt: string, isSecure: boolean): string {
  return written(session, new Date(expiresAt), isSecure)
}

/** Takes the session from the browser. */
export const endedCookie = (isSecure: boolean) => written('', new Date(0), isSecure)

function written(value: string, expires: Date, isSecure: boolean): string {
  const attributes = `Path=/; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return `${nameOf(isSecure)}=${value}; ${attributes}`
}
