import type { Actor } from '../../core/people/person.ts'
import type { Database } from '../../database/connection/open.ts'
import { type SignedIn, verifySession } from '../../database/people/sessions.ts'
import { createToken, revokePrintedTokens, verifyToken } from '../../database/people/tokens.ts'
import type { HttpDeps } from '../../http/app.ts'
import type { Caller } from '../../http/credentials.ts'
import { createTokenCheck } from '../../portal/token.ts'

const dayMs = 24 * 60 * 60_000
const trial = 'trial'
const start: Actor = { kind: 'machine', id: null, name: 'start' }

/** Who may use the API: a stored token, a session, the configured token, this machine's command line. */
export function createCredentials(
  database: Database,
  { apiToken, localToken, now }: { apiToken: string | null; localToken: string; now: () => Date },
): Pick<HttpDeps, 'authenticate'> & {
  signInLink(publicUrl: string): Promise<string>
  trialToken(): Promise<string>
  endTrials(): Promise<void>
} {
  const isConfigured = createTokenCheck(apiToken === null ? [] : [apiToken])
  const isLocal = createTokenCheck([localToken])
  const withinADay = () =>
    ({ role: 'administrator', expiresAt: new Date(now().getTime() + dayMs), createdById: null }) as const
  return {
    async authenticate({ kind, token }) {
      if (kind === 'session') return sessionCaller(await verifySession(database, token))
      if (isConfigured(token)) return machine('BINDERY_API_TOKEN')
      if (isLocal(token)) return machine('command line')
      const known = await verifyToken(database, token)
      if (known === null) return null
      const { id, name, role, createdById } = known
      return { kind: 'token', id, name, role, userId: createdById, sessionId: null }
    },
    async signInLink(publicUrl) {
      const { token } = await createToken(database, { name: 'sign-in link', kind: 'sign-in', ...withinADay() }, start)
      return `${publicUrl}/sign-in?token=${token}`
    },
    async trialToken() {
      return (await createToken(database, { name: trial, kind: 'api', ...withinADay() }, start)).token
    },
    endTrials: () => revokePrintedTokens(database, trial, start),
  }
}

/** Whoever came by a start's link and has no account is an administrator, as they could read what the start prints. */
function sessionCaller(signedIn: SignedIn | null): Caller | null {
  if (signedIn === null) return null
  const { sessionId, user } = signedIn
  if (user === null)
    return { kind: 'link', id: null, name: 'sign-in link', role: 'administrator', userId: null, sessionId }
  return { kind: 'user', id: user.id, name: user.name, role: user.role, userId: user.id, sessionId }
}

const machine = (name: string): Caller => {
  return { kind: 'machine', id: null, name, role: 'administrator', userId: null, sessionId: null }
}
