import type * as Client from 'openid-client'
import type { OpenidConfig } from '../../config/openid.ts'
import type { HttpDeps } from '../../http/app.ts'
import { type OpenidChecks, openidCallbackPath } from '../../http/pages/openid-routes.ts'
import type { Logger } from '../../log.ts'
import { enterByOpenid } from './openid-person.ts'
import type { People } from './people.ts'

export type OpenidParts = Pick<People, 'database' | 'publicUrl' | 'now' | 'limit' | 'refusedSignIns'> & {
  config: OpenidConfig
  log: Logger
}

const requestTimeoutSeconds = 10
/** What the provider says of itself, and its keys, are asked for anew after this time. */
const rememberedMs = 60 * 60_000
/** One that does not answer is left alone for so long, whoever asks. */
const leftAloneMs = 5_000

/** Signing in with an OpenID Connect provider: authorization code with PKCE, state and nonce. */
export function createOpenid(parts: OpenidParts): HttpDeps['openid'] {
  const { config, publicUrl, log, limit } = parts
  const provider = rememberedProvider(parts)
  return {
    name: config.name,
    isOnlyWay: config.isOnlyWay,
    async begin({ state, nonce, codeVerifier }) {
      const found = await provider()
      if (found === null) return null
      const { client, known } = found
      try {
        const location = client.buildAuthorizationUrl(known, {
          redirect_uri: `${publicUrl}${openidCallbackPath}`,
          scope: 'openid email profile',
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
          ...(config.strength.acr.length > 0 && { acr_values: config.strength.acr.join(' ') }),
        })
        return location.href
      } catch (error) {
        log.warn({ about: faultOf(error) }, `the sign-in provider ${config.issuer} cannot be used`)
        return null
      }
    },
    async finish({ checks, answer, address, browser }) {
      // Before anything is asked of the provider: whoever has no matching state did not begin here.
      if (answer.get('state') !== checks.state) return { status: 'broken-off' }
      const found = await provider()
      if (found === null) return { status: 'unavailable' }
      // Anybody can make up a state and its cookie: what follows has the provider asked, and is kept or logged.
      const attempt = { address, account: null }
      const retryAfterSeconds = await limit.begin(attempt)
      if (retryAfterSeconds !== null) return { status: 'limited', retryAfterSeconds }
      if (answer.has('error')) {
        log.info({ about: { error: short(answer.get('error')) } }, 'the sign-in provider has broken a sign-in off')
        return { status: 'broken-off' }
      }
      const claims = await claimsOf(found, checks, answer)
      if (claims === null) return { status: 'unavailable' }
      const outcome = await enterByOpenid(parts, { ...claims, address, browser })
      if (outcome.status === 'signed-in') await limit.succeeded(attempt)
      return outcome
    },
  }

  async function claimsOf({ client, known }: Provider, checks: OpenidChecks, answer: URLSearchParams) {
    try {
      const back = new URL(`${publicUrl}${openidCallbackPath}`)
      back.search = answer.toString()
      const tokens = await client.authorizationCodeGrant(known, back, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.codeVerifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('there is no ID token')
      const hasEmail = claims.email !== undefined
      const more = hasEmail ? {} : await client.fetchUserInfo(known, tokens.access_token, claims.sub).catch(() => ({}))
      return {
        issuer: claims.iss,
        ...personIn({ ...more, ...claims }),
        isStrongEnough: isStrongEnough(claims, config.strength),
      }
    } catch (error) {
      log.warn({ about: faultOf(error) }, `an answer of the sign-in provider ${config.issuer} was refused`)
      return null
    }
  }
}

/** What the provider says of a person; as unchecked as its claims are. */
function personIn({ sub, email, email_verified: verified, name }: Record<string, unknown>) {
  return {
    subject: String(sub),
    email: typeof email === 'string' ? email : null,
    // Some providers write the flag as a text.
    isEmailVerified: verified === true || verified === 'true',
    name: typeof name === 'string' ? name : null,
  }
}

/** Whether the ID token says that it was done in one of the ways that are asked for; one that does not tell says no. */
function isStrongEnough({ acr, amr }: Record<string, unknown>, asked: OpenidConfig['strength']): boolean {
  const isOf = (told: unknown, wanted: readonly string[]) =>
    wanted.length === 0 || [told].flat().some((one) => typeof one === 'string' && wanted.includes(one))
  return isOf(acr, asked.acr) && isOf(amr, asked.amr)
}

export type Provider = { client: typeof Client; known: Client.Configuration }

/** Null: it cannot be used now, which is logged. */
function rememberedProvider({ config, log }: OpenidParts): () => Promise<Provider | null> {
  let remembered: { until: number; provider: Promise<Provider | null> } | null = null
  return () => {
    if (remembered === null || remembered.until < performance.now()) {
      const asked = {
        until: performance.now() + rememberedMs,
        provider: discover(config).catch((error: unknown) => {
          asked.until = performance.now() + leftAloneMs
          log.warn({ about: faultOf(error) }, `the sign-in provider ${config.issuer} cannot be used`)
          return null
        }),
      }
      remembered = asked
    }
    return remembered.provider
  }
}

/** What the provider says of itself, to talk to it as this client. Throws when it says nothing, or another issuer. */
export async function discover({ issuer, clientId, clientSecret }: OpenidConfig): Promise<Provider> {
  // Loaded by those who use it only.
  const client = await import('openid-client')
  const isPlain = new URL(issuer).protocol === 'http:'
  const execute = [client.enableNonRepudiationChecks, ...(isPlain ? [client.allowInsecureRequests] : [])]
  const options = { execute, timeout: requestTimeoutSeconds }
  const authentication = clientSecret === null ? client.None() : undefined
  const found = await client.discovery(new URL(issuer), clientId, clientSecret ?? undefined, authentication, options)
  const methods = found.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  if (clientSecret === null || methods.includes('client_secret_post')) return { client, known: found }
  const metadata = found.serverMetadata()
  const known = new client.Configuration(metadata, clientId, undefined, client.ClientSecretBasic(clientSecret))
  known.timeout = requestTimeoutSeconds
  for (const change of execute) change(known)
  return { client, known }
}

/** What of an error may be logged: its cause may hold tokens, its address the code. */
function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {}
  const code = 'code' in error ? short(error.code) : null
  const oauth = 'error' in error ? short(error.error) : null
  return { name: error.name, code, oauth, message: short(error.message) }
}

const short = (text: unknown) => (typeof text === 'string' ? text.slice(0, 200) : null)
