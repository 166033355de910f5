import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type ProviderClaims = {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
  acr?: string
  amr?: string[]
}
type Grant = { claims: ProviderClaims; nonce: string; challenge: string; redirectUri: string }

/** How the next answer is to be wrong. */
export type Mischief = 'nonce' | 'signature' | 'audience' | 'issuer' | 'expired' | 'down'

export type OpenidProvider = {
  issuer: string
  clientId: string
  clientSecret: string
  /** Who is signed in at the provider. */
  person: ProviderClaims
  mischief: Mischief | null
  /** What a browser does with the address that it was sent to: the address that it is sent back to. */
  consent(location: string): string
  close(): Promise<void>
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An OpenID Connect provider over real HTTP: authorization code with PKCE (S256) and client_secret_basic. */
export async function anOpenidProvider(): Promise<OpenidProvider> {
  const [keys, others] = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  if (keys === undefined || others === undefined) throw new Error('no keys were made')
  const grants = new Map<string, Grant>()
  const server = createServer(async (request, response) => {
    // Whoever is signed in there agrees at once.
    if (request.url?.startsWith('/authorize?')) {
      response.writeHead(302, { location: provider.consent(`${issuer}${request.url}`) }).end()
      return
    }
    const [status, body] =
      provider.mischief === 'down' ? [500, {}] : answer(request.url ?? '', request, await text(request))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  const provider: OpenidProvider = {
    issuer,
    clientId: 'bindery',
    clientSecret: 'secret of the client: 100 %',
    person: { sub: '1' },
    mischief: null,
    consent(location) {
      const { origin, searchParams: asked } = new URL(location)
      const of = (name: string) => asked.get(name) ?? ''
      const isRight = origin === issuer && of('response_type') === 'code' && of('client_id') === provider.clientId
      if (!isRight || of('code_challenge_method') !== 'S256' || !of('scope').split(' ').includes('openid'))
        throw new Error(`not a request of this flow: ${location}`)
      const code = randomUUID()
      const redirectUri = of('redirect_uri')
      grants.set(code, { claims: provider.person, nonce: of('nonce'), challenge: of('code_challenge'), redirectUri })
      return `${redirectUri}?${new URLSearchParams({ code, state: of('state'), iss: issuer })}`
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
  return provider

  function answer(path: string, request: IncomingMessage, body: string): [number, unknown] {
    switch (path) {
      case '/.well-known/openid-configuration':
        return [200, metadata()]
      case '/keys':
        return [200, { keys: [{ ...keys?.publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg: 'ES256' }] }]
      case '/token':
        return tokens(request.headers.authorization, new URLSearchParams(body))
      default:
        return [404, {}]
    }
  }

  function metadata() {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    }
  }

  /** The code works once, for the client that shows its secret and the verifier of the challenge. */
  function tokens(authorization: string | undefined, form: URLSearchParams): [number, unknown] {
    const { clientId, clientSecret } = provider
    const [id = '', secret = ''] = Buffer.from(authorization?.replace('Basic ', '') ?? '', 'base64')
      .toString()
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    if (id !== clientId || secret !== clientSecret) return [401, { error: 'invalid_client' }]
    const code = form.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant === undefined || grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri'))
      return [400, { error: 'invalid_grant' }]
    return [200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: idToken(grant) }]
  }

  function idToken({ claims, nonce }: Grant): string {
    const { mischief } = provider
    const now = Math.floor(Date.now() / 1000) - (mischief === 'expired' ? 7_200 : 0)
    const payload = {
      ...claims,
      iss: mischief === 'issuer' ? 'https://elsewhere.example' : issuer,
      aud: mischief === 'audience' ? 'another client' : provider.clientId,
      nonce: mischief === 'nonce' ? 'another nonce' : nonce,
      iat: now,
      exp: now + 60,
    }
    const signed = `${base64({ alg: 'ES256', kid: '1' })}.${base64(payload)}`
    const key = (mischief === 'signature' ? others : keys)?.privateKey
    if (key === undefined) throw new Error('no key')
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
}
