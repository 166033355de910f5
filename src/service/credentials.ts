import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createDirectory } from '../database/create-directory.ts'
import type { Database } from '../database/open.ts'
import { createToken, takeSignIn, verifyToken } from '../database/tokens.ts'
import type { HttpDeps } from '../http/app.ts'
import type { Caller } from '../http/credentials.ts'
import { createTokenCheck } from '../portal/token.ts'

const dayMs = 24 * 60 * 60_000
const sessionMs = 30 * dayMs

/** Who may use the API: a stored token, a session of a sign-in link, the configured token, this machine's command line. */
export function createCredentials(
  database: Database,
  { apiToken, localToken, now }: { apiToken: string | null; localToken: string; now: () => Date },
): Pick<HttpDeps, 'authenticate' | 'takeSignIn'> & {
  signInLink(publicUrl: string): Promise<string>
  trialToken(): Promise<string>
} {
  const isConfigured = createTokenCheck(apiToken === null ? [] : [apiToken])
  const isLocal = createTokenCheck([localToken])
  return {
    async authenticate({ kind, token }) {
      if (kind === 'bearer' && isConfigured(token)) return machine('BINDERY_API_TOKEN')
      if (kind === 'bearer' && isLocal(token)) return machine('command line')
      const known = await verifyToken(database, token)
      const wanted = kind === 'bearer' ? 'api' : 'session'
      if (known?.kind !== wanted) return null
      const { id, name } = known
      return kind === 'bearer'
        ? { kind: 'token', id, name, role: 'administrator', sessionId: null }
        : { kind: 'link', id: null, name, role: 'administrator', sessionId: id }
    },
    async takeSignIn(token) {
      if (!(await takeSignIn(database, token))) return null
      const expiresAt = new Date(now().getTime() + sessionMs)
      const session = await createToken(database, { name: 'sign-in link', kind: 'session', expiresAt })
      return { session: session.token, expiresAt: expiresAt.toISOString() }
    },
    async signInLink(publicUrl) {
      const expiresAt = new Date(now().getTime() + dayMs)
      const { token } = await createToken(database, { name: 'sign-in link', kind: 'sign-in', expiresAt })
      return `${publicUrl}/sign-in?token=${token}`
    },
    async trialToken() {
      const expiresAt = new Date(now().getTime() + dayMs)
      return (await createToken(database, { name: 'trial', kind: 'api', expiresAt })).token
    },
  }
}

const machine = (name: string): Caller => ({ kind: 'machine', id: null, name, role: 'administrator', sessionId: null })

/** Where a running service leaves word for commands on the same machine; readable by its own user only. */
const fileName = 'service.json'
const LocalService = z.object({ baseUrl: z.url(), token: z.string(), pid: z.number().int() })
export type LocalService = z.infer<typeof LocalService>

export function newLocalToken(): string {
  return randomBytes(32).toString('base64url')
}

export async function announceLocally(dataDir: string, service: LocalService): Promise<void> {
  await createDirectory(dataDir)
  await rm(join(dataDir, fileName), { force: true })
  await writeFile(join(dataDir, fileName), JSON.stringify(service), { mode: 0o600 })
}

/** Takes the word back, unless a later service has left its own. */
export async function withdrawLocally(dataDir: string, token: string): Promise<void> {
  if ((await localService(dataDir))?.token === token) await rm(join(dataDir, fileName), { force: true })
}

/** The service that said it runs with this data directory; it may have died since. */
export async function localService(dataDir: string): Promise<LocalService | null> {
  try {
    return LocalService.parse(JSON.parse(await readFile(join(dataDir, fileName), 'utf8')))
  } catch {
    return null
  }
}
