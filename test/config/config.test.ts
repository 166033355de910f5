import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Config, type Environment, readConfig, requireConfig } from '../../src/config/config.ts'
import { loadEnvironment } from '../../src/config/environment.ts'
import { ConfigurationError, describeFaults } from '../../src/config/faults.ts'
import { secretVariables, withSecretFiles } from '../../src/config/secret-files.ts'

const secret = 'kq3v9xw2p7m4t8za'
const provider = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'bindery', OIDC_CLIENT_SECRET: secret }
const portal = {
  BITRIX24_WEBHOOK_URL: `https://acme.bitrix24.com/rest/17/${secret}/`,
  BITRIX24_APPLICATION_TOKEN: 'token-one',
}

const configOf = (env: Environment): Config => requireConfig(env)
const faultsOf = (env: Environment) => {
  const read = readConfig(env)
  return read.ok ? [] : read.faults
}

test('nothing configured: embedded database, sandbox portal, loopback only', () => {
  expect(configOf({})).toEqual({
    isProduction: false,
    database: { kind: 'embedded', dataDir: resolve('data') },
    dataDir: resolve('data'),
    port: 3000,
    host: '127.0.0.1',
    publicUrl: null,
    portal: { kind: 'sandbox' },
    apiToken: null,
    openid: null,
    rulesDir: resolve('rules'),
    logLevel: 'info',
    spoolLimitBytes: 64_000_000,
    doors: { trustedProxies: [], eventSources: null, fourEyes: false, breachedPasswordsUrl: null },
    retention: { personalDataDays: 365, runsDays: null, eventsDays: 365 },
    alerts: { webhook: null, email: null, bitrix24Users: [], failurePercent: 10, sweepDeals: 50 },
    tracing: null,
    sweeps: { changes: { kind: 'every', ms: 600_000 }, 'open-deals': { kind: 'every', ms: 86_400_000 } },
  })
})

test('a variable that is set to nothing counts as not set', () => {
  const empty = Object.fromEntries(
    ['DATABASE_URL', 'PORT', 'PUBLIC_URL', 'BITRIX24_WEBHOOK_URL', 'BITRIX24_PLAN', 'LOG_LEVEL'].map((name) => [
      name,
      ' ',
    ]),
  )
  expect(configOf(empty)).toEqual(configOf({}))
})

test.each([
  {
    name: 'a PostgreSQL database',
    env: { DATABASE_URL: 'postgres://u:p@db/bindery' },
    config: { database: { kind: 'postgres', url: 'postgres://u:p@db/bindery' } },
  },
  {
    name: 'its other scheme',
    env: { DATABASE_URL: 'postgresql://db/b' },
    config: { database: { kind: 'postgres', url: 'postgresql://db/b' } },
  },
  {
    name: 'a data directory',
    env: { DATA_DIR: '/data' },
    config: { dataDir: '/data', database: { kind: 'embedded', dataDir: '/data' } },
  },
  { name: 'any free port', env: { PORT: '0' }, config: { port: 0 } },
  { name: 'the last port', env: { PORT: '65535' }, config: { port: 65535 } },
  { name: 'an IPv6 address', env: { HOST: '::1' }, config: { host: '::1' } },
  {
    name: 'a public address loses its last slash',
    env: { PUBLIC_URL: 'https://b.example.com/' },
    config: { publicUrl: 'https://b.example.com' },
  },
  { name: 'a rules directory', env: { RULES_DIR: '/etc/rules' }, config: { rulesDir: '/etc/rules' } },
  {
    name: 'how long things are kept',
    env: { RETENTION_PERSONAL_DATA: '90d', RETENTION_RUNS: '730', RETENTION_EVENTS: 'forever' },
    config: { retention: { personalDataDays: 90, runsDays: 730, eventsDays: null } },
  },
  { name: 'a log level', env: { LOG_LEVEL: 'debug' }, config: { logLevel: 'debug' } },
  { name: 'an API token', env: { BINDERY_API_TOKEN: 'x'.repeat(32) }, config: { apiToken: 'x'.repeat(32) } },
  {
    name: 'a sign-in provider, open to an organisation',
    env: {
      ...provider,
      OIDC_NAME: 'Acme',
      OIDC_DEFAULT_ROLE: 'viewer',
      OIDC_EMAIL_DOMAINS: 'Example.com, @example.org',
    },
    config: {
      openid: {
        issuer: 'https://id.example.com',
        clientId: 'bindery',
        clientSecret: secret,
        name: 'Acme',
        unknownPeople: { role: 'viewer', emailDomains: ['example.com', 'example.org'] },
        isOnlyWay: false,
        strength: { acr: [], amr: [] },
      },
    },
  },
  {
    name: 'a sign-in provider for people who are invited',
    env: { OIDC_ISSUER: 'http://127.0.0.1:4000', OIDC_CLIENT_ID: 'bindery' },
    config: { openid: { clientSecret: null, name: null, unknownPeople: null } },
  },
  {
    name: 'a sign-in provider and nothing else, with a second factor',
    env: { ...provider, OIDC_ONLY: '1', OIDC_ACR: 'urn:mfa, urn:hardware', OIDC_AMR: 'mfa' },
    config: { openid: { isOnlyWay: true, strength: { acr: ['urn:mfa', 'urn:hardware'], amr: ['mfa'] } } },
  },
  { name: 'no provider, said twice', env: { OIDC_ONLY: '0' }, config: { openid: null } },
  {
    name: 'proxies by address, range and name',
    env: { TRUSTED_PROXIES: '203.0.113.9, 10.1.0.0/16 loopback' },
    config: { doors: { trustedProxies: ['203.0.113.9', '10.1.0.0/16', '127.0.0.0/8', '::1/128'] } },
  },
  {
    name: 'events from the published addresses and one more',
    env: {
      ...portal,
      PUBLIC_URL: 'https://b.example.com',
      TRUSTED_PROXIES: 'private',
      BITRIX24_EVENT_SOURCES: 'published,198.51.100.0/24',
    },
    config: { doors: { eventSources: { published: true, ranges: ['198.51.100.0/24'] } } },
  },
  { name: 'four eyes', env: { FOUR_EYES: '1' }, config: { doors: { fourEyes: true } } },
  {
    name: 'a list of stolen passwords',
    env: { BREACHED_PASSWORDS_URL: 'https://api.pwnedpasswords.com/range/' },
    config: { doors: { breachedPasswordsUrl: 'https://api.pwnedpasswords.com/range' } },
  },
  {
    name: 'a collector of traces',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc, x-team=crm',
    },
    config: {
      tracing: {
        endpoint: 'https://otlp.example.com',
        headers: { authorization: 'Basic abc', 'x-team': 'crm' },
        serviceName: 'bindery',
      },
    },
  },
  {
    name: 'alerts over every channel, and when',
    env: {
      ALERT_WEBHOOK_URL: 'https://hooks.example.com/a/b',
      ALERT_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
      ALERT_EMAIL_TO: 'ops@example.com, ada@example.com',
      ALERT_EMAIL_FROM: 'bindery@example.com',
      SMTP_URL: 'smtp://bindery:p%40ss@mail.example.com:587',
      ALERT_BITRIX24_USERS: '17, 4,17',
      ALERT_FAILURE_PERCENT: '25',
      ALERT_SWEEP_DEALS: '7',
    },
    config: {
      alerts: {
        webhook: { url: 'https://hooks.example.com/a/b', secret: 'whsec_0123456789abcdef' },
        email: {
          smtpUrl: 'smtp://bindery:p%40ss@mail.example.com:587',
          from: 'bindery@example.com',
          to: ['ops@example.com', 'ada@example.com'],
        },
        bitrix24Users: [17, 4],
        failurePercent: 25,
        sweepDeals: 7,
      },
    },
  },
  {
    name: 'a portal in production',
    env: { ...portal, NODE_ENV: 'production' },
    config: {
      isProduction: true,
      portal: {
        kind: 'bitrix24',
        webhookUrl: portal.BITRIX24_WEBHOOK_URL,
        applicationTokens: ['token-one'],
        plan: 'standard',
      },
    },
  },
  {
    name: 'two application tokens while one is rotated',
    env: { ...portal, BITRIX24_APPLICATION_TOKEN: 'old, new,old,', BITRIX24_PLAN: 'enterprise' },
    config: { portal: { applicationTokens: ['old', 'new'], plan: 'enterprise' } },
  },
  {
    name: 'plain http on loopback',
    env: { ...portal, BITRIX24_WEBHOOK_URL: 'http://127.0.0.1:3100/rest/1/abc/' },
    config: { portal: { webhookUrl: 'http://127.0.0.1:3100/rest/1/abc/' } },
  },
  {
    name: 'plain http elsewhere when allowed',
    env: { ...portal, BITRIX24_WEBHOOK_URL: 'http://sandbox:3100/rest/1/abc/', BITRIX24_ALLOW_HTTP: '1' },
    config: { portal: { webhookUrl: 'http://sandbox:3100/rest/1/abc/' } },
  },
])('read: $name', ({ env, config }) => {
  expect(configOf(env)).toMatchObject(config)
})

test.each([
  {
    name: 'another database',
    env: { DATABASE_URL: `mysql://u:${secret}@db/b` },
    variable: 'DATABASE_URL',
    says: /postgres:\/\/USER/,
  },
  {
    name: 'no address at all',
    env: { DATABASE_URL: secret },
    variable: 'DATABASE_URL',
    says: /Not a PostgreSQL address/,
  },
  {
    name: 'a sign-in provider over plain http',
    env: { ...provider, OIDC_ISSUER: `http://id.example.com/${secret}` },
    variable: 'OIDC_ISSUER',
    says: /plain http only for a loopback/,
  },
  {
    name: 'half a provider',
    env: { OIDC_CLIENT_SECRET: secret, OIDC_CLIENT_ID: 'bindery' },
    variable: 'OIDC_ISSUER',
    says: /OIDC_CLIENT_ID is set/,
  },
  { name: 'a switch half on', env: { ...provider, OIDC_ONLY: 'yes' }, variable: 'OIDC_ONLY', says: /neither 1 nor 0/ },
  { name: 'a strength of nothing', env: { ...provider, OIDC_AMR: ',' }, variable: 'OIDC_AMR', says: /Holds no name/ },
  {
    name: 'a provider without client',
    env: { OIDC_ISSUER: provider.OIDC_ISSUER },
    variable: 'OIDC_CLIENT_ID',
    says: /Register/,
  },
  {
    name: 'administrators out of nowhere',
    env: { ...provider, OIDC_DEFAULT_ROLE: 'administrator', OIDC_EMAIL_DOMAINS: 'example.com' },
    variable: 'OIDC_DEFAULT_ROLE',
    says: /administrators are made by administrators/,
  },
  {
    name: 'a door open to everybody',
    env: { ...provider, OIDC_DEFAULT_ROLE: 'viewer' },
    variable: 'OIDC_EMAIL_DOMAINS',
    says: /Say whose addresses/,
  },
  {
    name: 'a place for alerts with a password in its address',
    env: { ALERT_WEBHOOK_URL: `https://u:${secret}@hooks.example.com` },
    variable: 'ALERT_WEBHOOK_URL',
    says: /Not a web address/,
  },
  {
    name: 'a secret of no place for alerts',
    env: { ALERT_WEBHOOK_SECRET: `${secret}-long-enough` },
    variable: 'ALERT_WEBHOOK_URL',
    says: /Say where alerts are posted/,
  },
  {
    name: 'e-mail without a server',
    env: { ALERT_EMAIL_TO: 'a@example.com', ALERT_EMAIL_FROM: 'b@example.com' },
    variable: 'SMTP_URL',
    says: /ALERT_EMAIL_TO is set/,
  },
  {
    name: 'a mail server by another scheme',
    env: { ALERT_EMAIL_TO: 'a@example.com', ALERT_EMAIL_FROM: 'b@example.com', SMTP_URL: `imap://u:${secret}@mail` },
    variable: 'SMTP_URL',
    says: /smtp:\/\/USER/,
  },
  {
    name: 'a name as user of the portal',
    env: { ALERT_BITRIX24_USERS: '17,ada' },
    variable: 'ALERT_BITRIX24_USERS',
    says: /commas/,
  },
  {
    name: 'headers of no collector',
    env: { OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secret}` },
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    says: /Say where traces are sent/,
  },
  {
    name: 'a header without a name',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_EXPORTER_OTLP_HEADERS: secret },
    variable: 'OTEL_EXPORTER_OTLP_HEADERS',
    says: /NAME=VALUE/,
  },
  {
    name: 'failures without end',
    env: { ALERT_FAILURE_PERCENT: '101' },
    variable: 'ALERT_FAILURE_PERCENT',
    says: /"101".*1 to 100/,
  },
  { name: 'a word as port', env: { PORT: '80a' }, variable: 'PORT', says: /"80a" is not a port.*0 to 65535/ },
  { name: 'a port too high', env: { PORT: '65536' }, variable: 'PORT', says: /0 to 65535/ },
  { name: 'a negative port', env: { PORT: '-1' }, variable: 'PORT', says: /0 to 65535/ },
  { name: 'an address with scheme as host', env: { HOST: 'http://0.0.0.0' }, variable: 'HOST', says: /without scheme/ },
  {
    name: 'a public address without scheme',
    env: { PUBLIC_URL: 'b.example.com' },
    variable: 'PUBLIC_URL',
    says: /https:\/\//,
  },
  {
    name: 'a public address with a password',
    env: { PUBLIC_URL: `https://u:${secret}@b.example.com` },
    variable: 'PUBLIC_URL',
    says: /plain web address/,
  },
  {
    name: 'a portal without token',
    env: { BITRIX24_WEBHOOK_URL: portal.BITRIX24_WEBHOOK_URL },
    variable: 'BITRIX24_APPLICATION_TOKEN',
    says: /connect-a-portal/,
  },
  {
    name: 'tokens of commas only',
    env: { ...portal, BITRIX24_APPLICATION_TOKEN: ' , ' },
    variable: 'BITRIX24_APPLICATION_TOKEN',
    says: /Holds no token/,
  },
  {
    name: 'tokens parted by spaces',
    env: { ...portal, BITRIX24_APPLICATION_TOKEN: `${secret} b` },
    variable: 'BITRIX24_APPLICATION_TOKEN',
    says: /commas/,
  },
  {
    name: 'a webhook without its path',
    env: { ...portal, BITRIX24_WEBHOOK_URL: `https://acme.bitrix24.com/${secret}` },
    variable: 'BITRIX24_WEBHOOK_URL',
    says: /\/rest\/USER\/SECRET\//,
  },
  {
    name: 'plain http over the network',
    env: { ...portal, BITRIX24_WEBHOOK_URL: `http://acme.bitrix24.com/rest/17/${secret}/` },
    variable: 'BITRIX24_WEBHOOK_URL',
    says: /BITRIX24_ALLOW_HTTP=1/,
  },
  {
    name: 'another word for yes',
    env: { BITRIX24_ALLOW_HTTP: 'true' },
    variable: 'BITRIX24_ALLOW_HTTP',
    says: /Set it to 1/,
  },
  {
    name: 'an unknown plan',
    env: { ...portal, BITRIX24_PLAN: 'gold' },
    variable: 'BITRIX24_PLAN',
    says: /standard, enterprise, onpremise/,
  },
  {
    name: 'production without a portal',
    env: { NODE_ENV: 'production' },
    variable: 'BITRIX24_WEBHOOK_URL',
    says: /production/,
  },
  {
    name: 'a short API token',
    env: { BINDERY_API_TOKEN: secret },
    variable: 'BINDERY_API_TOKEN',
    says: /32 characters/,
  },
  {
    name: 'an API token with a space',
    env: { BINDERY_API_TOKEN: `${secret} ${secret}` },
    variable: 'BINDERY_API_TOKEN',
    says: /spaces/,
  },
  {
    name: 'a proxy by a name that is none',
    env: { TRUSTED_PROXIES: 'everybody' },
    variable: 'TRUSTED_PROXIES',
    says: /"everybody" is no address or range.*10\.0\.0\.0\/8/,
  },
  {
    name: 'sources of events that are no addresses',
    env: { BITRIX24_EVENT_SOURCES: 'acme.bitrix24.com' },
    variable: 'BITRIX24_EVENT_SOURCES',
    says: /Give published/,
  },
  {
    name: 'sources of events behind a proxy that nobody trusts',
    env: { PUBLIC_URL: 'https://b.example.com', BITRIX24_EVENT_SOURCES: 'published' },
    variable: 'TRUSTED_PROXIES',
    says: /every event would seem to come from the proxy/,
  },
  {
    name: 'a list of stolen passwords that anybody on the way may see asked',
    env: { BREACHED_PASSWORDS_URL: 'http://passwords.example.com/range' },
    variable: 'BREACHED_PASSWORDS_URL',
    says: /https address.*pwnedpasswords/,
  },
  {
    name: 'a list of stolen passwords with a secret in its address',
    env: { BREACHED_PASSWORDS_URL: `https://ada:${secret}@passwords.example.com/range` },
    variable: 'BREACHED_PASSWORDS_URL',
    says: /without a name and a password/,
  },
  {
    name: 'another word for four eyes',
    env: { FOUR_EYES: 'yes' },
    variable: 'FOUR_EYES',
    says: /Set it to 1/,
  },
  {
    name: 'an unknown log level',
    env: { LOG_LEVEL: 'loud' },
    variable: 'LOG_LEVEL',
    says: /"loud" is not known.*debug/,
  },
])('refuse: $name, with the remedy and no secret', ({ env, variable, says }) => {
  const faults = faultsOf(env)
  expect(faults).toEqual([{ variable, message: expect.stringMatching(says) }])
  expect(describeFaults(faults)).not.toContain(secret)
})

test('all faults are told at once, those between variables too', () => {
  const env = { PORT: 'x', LOG_LEVEL: 'loud', BITRIX24_WEBHOOK_URL: 'nowhere', BINDERY_API_TOKEN: 'short' }
  expect(faultsOf(env).map((fault) => fault.variable)).toEqual([
    'PORT',
    'BINDERY_API_TOKEN',
    'LOG_LEVEL',
    'BITRIX24_WEBHOOK_URL',
    'BITRIX24_APPLICATION_TOKEN',
  ])
})

test('the message names each variable on a line of its own, and where variables come from', () => {
  const text = describeFaults(faultsOf({ PORT: 'x', LOG_LEVEL: 'loud' }))
  expect(text).toMatch(/2 faults/)
  expect(text).toMatch(/^ {2}PORT: "x" is not a port/m)
  expect(text).toMatch(/^ {2}LOG_LEVEL: /m)
  expect(text).toMatch(/\.env/)
})

test('a caller that cannot go on gets the faults thrown', () => {
  expect(() => requireConfig({ PORT: 'x' })).toThrow(ConfigurationError)
})

const directories: string[] = []

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bindery-env-'))
  directories.push(directory)
  return directory
}

afterEach(() => {
  vi.unstubAllEnvs()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

test('.env completes the environment, and what is set already wins', () => {
  const directory = aDirectory()
  writeFileSync(join(directory, '.env'), 'BINDERY_TEST_ONE=file\nBINDERY_TEST_TWO=file\n')
  vi.stubEnv('BINDERY_TEST_ONE', 'environment')
  vi.stubEnv('BINDERY_TEST_TWO', undefined)
  expect(loadEnvironment(directory)).toMatchObject({ BINDERY_TEST_ONE: 'environment', BINDERY_TEST_TWO: 'file' })
})

test('no passwords and no provider, with which nobody could sign in, starts nothing', () => {
  const faults = faultsOf({ OIDC_ONLY: '1' })
  expect(faults.map(({ variable }) => variable)).toEqual(['OIDC_ISSUER', 'OIDC_CLIENT_ID'])
  expect(faults[0]?.message).toContain('OIDC_ONLY is set')
})

describe('a secret in a file of its own', () => {
  const fileOf = (text: string) => {
    const file = join(aDirectory(), 'secret')
    writeFileSync(file, text)
    return file
  }

  test.each(secretVariables)('%s', (name) => {
    const read = withSecretFiles({ [`${name}_FILE`]: fileOf(`${secret}\n`), PORT: '1' })
    expect(read).toMatchObject({ [name]: secret, PORT: '1' })
  })

  test('is what the start reads', () => {
    vi.stubEnv('BINDERY_API_TOKEN', '')
    vi.stubEnv('BINDERY_API_TOKEN_FILE', fileOf(secret))
    expect(loadEnvironment(aDirectory()).BINDERY_API_TOKEN).toBe(secret)
    expect(process.env.BINDERY_API_TOKEN, 'children of the process do not get it').toBe('')
  })

  test('every fault is told at once, and no secret with it', () => {
    const env = {
      SMTP_URL: secret,
      SMTP_URL_FILE: fileOf(secret),
      OIDC_CLIENT_SECRET_FILE: join(aDirectory(), 'nowhere'),
      BINDERY_API_TOKEN_FILE: fileOf('\n'),
      DATABASE_URL_FILE: ' ',
    }
    let said = ''
    try {
      withSecretFiles(env)
    } catch (error) {
      said = String(error)
    }
    expect(said).toMatch(/OIDC_CLIENT_SECRET_FILE: \S+nowhere cannot be read \(ENOENT\)/)
    expect(said).toMatch(/BINDERY_API_TOKEN_FILE: \S+ is empty/)
    expect(said).toContain('SMTP_URL_FILE: SMTP_URL is set as well')
    expect(said).not.toMatch(new RegExp(`DATABASE_URL|${secret}`))
  })
})

test('no .env is no fault; one that cannot be read is', () => {
  expect(loadEnvironment(aDirectory())).toBe(process.env)
  const directory = aDirectory()
  vi.spyOn(process, 'loadEnvFile').mockImplementationOnce(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EACCES' })
  })
  expect(() => loadEnvironment(directory)).toThrow(/\.env: Cannot be read \(EACCES\)/)
})
