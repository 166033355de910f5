import { resolve } from 'node:path'
import { z } from 'zod'
import type { RetentionPolicy } from '../core/record/retention.ts'
import type { SweepKind } from '../core/sweeps/sweep.ts'
import { readSweepTimes, type SweepTimes } from '../core/sweeps/sweep-times.ts'
import { parseWebhookUrl } from '../portal/webhook-url.ts'
import { type AlertsConfig, alertsConfig, alertsFaults, alertsVariables } from './alerts.ts'
import { type DoorsConfig, doorsConfig, doorsFaults, doorsVariables } from './doors.ts'
import { type ConfigFault, ConfigurationError } from './faults.ts'
import { type OpenidConfig, openidConfig, openidFaults, openidVariables } from './openid.ts'
import { type TracingConfig, tracingConfig, tracingFaults, tracingVariables } from './tracing.ts'

/** What the environment says, once it has been read and found right. Holds secrets: never log it whole. */
export type Config = {
  isProduction: boolean
  database: { kind: 'embedded'; dataDir: string } | { kind: 'postgres'; url: string }
  /** Absolute. The embedded database and the spool live here. */
  dataDir: string
  /** 0 takes any free port. */
  port: number
  host: string
  /** Without a trailing slash; null: the address that the service listens on, known once it listens. */
  publicUrl: string | null
  portal: PortalConfig
  /** An administrator's token for automation. */
  apiToken: string | null
  /** Where people sign in with their organisation's accounts; null: only here. */
  openid: OpenidConfig | null
  /** Absolute. Rule files imported at the first start. */
  rulesDir: string
  logLevel: LogLevel
  /** When the portal is asked for what no event told of. */
  sweeps: Record<SweepKind, SweepTimes>
  /** What events may take of the disk while the database cannot take them. */
  spoolLimitBytes: number
  doors: DoorsConfig
  /** How long things are kept, where no administrator has said otherwise. */
  retention: RetentionPolicy
  alerts: AlertsConfig
  /** Where traces are sent; null: none are made. */
  tracing: TracingConfig | null
}

export type PortalConfig =
  | { kind: 'sandbox' }
  | { kind: 'bitrix24'; webhookUrl: string; applicationTokens: string[]; plan: PortalPlan; allowanceShare: number }

export const portalPlans = ['standard', 'enterprise', 'onpremise'] as const
export type PortalPlan = (typeof portalPlans)[number]

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type Environment = Record<string, string | undefined>

const DatabaseUrl = z.string().refine((text) => /^postgres(ql)?:$/.test(urlOf(text)?.protocol ?? ''), {
  error:
    'Not a PostgreSQL address. Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with special characters of the password percent-encoded; leave it out to use the embedded database.',
})

const Port = z
  .string()
  .regex(/^\d{1,5}$/, { error: quoting('is not a port. Give a number from 0 to 65535; 0 takes any free port.') })
  .transform(Number)
  .refine((port) => port <= 65535, 'Over 65535. Give a number from 0 to 65535; 0 takes any free port.')

const Host = z.string().regex(/^[^\s/]+$/, {
  error: quoting('is not a listen address. Give an address without scheme or port, such as 127.0.0.1 or 0.0.0.0.'),
})

const PublicUrl = z
  .string()
  .refine(isPlainWebAddress, {
    error: 'Not a plain web address. Give scheme and host, such as https://bindery.example.com.',
  })
  .transform((text) => text.replace(/\/+$/, ''))

const ApplicationTokens = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((token) => token.trim()))].filter((token) => token !== ''))
  .refine((tokens) => tokens.length > 0, 'Holds no token. Copy the application token of the outbound webhook.')
  .refine(
    (tokens) => tokens.every((token) => !/\s/.test(token)),
    'Holds a token with a space in it. Separate several tokens by commas.',
  )

const ApiToken = z
  .string()
  .min(32, 'Shorter than 32 characters. Make one with: openssl rand -hex 32')
  .regex(/^[\x21-\x7e]+$/, 'Holds spaces or characters outside ASCII. Make one with: openssl rand -hex 32')

const Flag = z.enum(['0', '1'], { error: quoting('is neither 1 nor 0. Set it to 1, or leave it out.') })

const Share = z
  .string()
  .regex(/^(0?\.\d+|1(\.0+)?)$/, { error: quoting('is not a share. Give a number over 0 and up to 1, such as 0.75.') })
  .transform(Number)
  .refine((share) => share >= 0.05, 'Below 0.05, with which hardly anything would get done. Give at least 0.05.')

const Times = z.string().transform((text, context) => {
  const times = readSweepTimes(text)
  if (times !== null) return times
  context.addIssue({
    code: 'custom',
    message: `"${text}" is no time between sweeps. Give a number with s, m, h or d as 10m, a cron expression of five fields in UTC, or off.`,
  })
  return z.NEVER
})

const Days = (least: number) =>
  z.string().transform((text, context) => {
    if (text === 'forever') return null
    const days = /^([1-9]\d{0,4})d?$/.exec(text)?.[1]
    if (days !== undefined && Number(days) >= least && Number(days) <= 36_500) return Number(days)
    context.addIssue({
      code: 'custom',
      message: `"${text}" is no time to keep things for. Give a number of days from ${least} to 36500 as ${Math.max(90, least)}d, or forever.`,
    })
    return z.NEVER
  })

const Variables = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: DatabaseUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: Port.default(3000),
  HOST: Host.default('127.0.0.1'),
  PUBLIC_URL: PublicUrl.optional(),
  BITRIX24_WEBHOOK_URL: z.string().optional(),
  BITRIX24_ALLOW_HTTP: Flag.default('0'),
  BITRIX24_APPLICATION_TOKEN: ApplicationTokens.optional(),
  BITRIX24_PLAN: z.enum(portalPlans, { error: oneOf(portalPlans) }).default('standard'),
  BITRIX24_ALLOWANCE_SHARE: Share.default(0.75),
  BINDERY_API_TOKEN: ApiToken.optional(),
  ...openidVariables,
  ...doorsVariables,
  ...alertsVariables,
  ...tracingVariables,
  RULES_DIR: z.string().default('./rules'),
  SWEEP_EVERY: Times.prefault('10m'),
  SWEEP_OPEN_DEALS_EVERY: Times.prefault('1d'),
  SPOOL_LIMIT_MB: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, { error: quoting('is no size. Give a whole number of megabytes from 1.') })
    .transform(Number)
    .default(64),
  RETENTION_PERSONAL_DATA: Days(1).prefault('365d'),
  RETENTION_RUNS: Days(100).prefault('forever'),
  RETENTION_EVENTS: Days(7).prefault('365d'),
  LOG_LEVEL: z.enum(logLevels, { error: oneOf(logLevels) }).default('info'),
})

/** Every variable that means something, as the environment has them. */
export const variableNames: readonly string[] = Object.keys(Variables.shape)

/** Reads the whole configuration from the environment, or says everything that is wrong with it at once. */
export function readConfig(env: Environment): { ok: true; config: Config } | { ok: false; faults: ConfigFault[] } {
  const given = withoutEmpty(env)
  const parsed = Variables.safeParse(given)
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message }))),
    ...faultsBetweenVariables(given),
    ...openidFaults(given),
    ...doorsFaults(given),
    ...alertsFaults(given),
    ...tracingFaults(given),
  ]
  if (!parsed.success || faults.length > 0) return { ok: false, faults }
  return { ok: true, config: configFrom(parsed.data) }
}

/** The same for callers that cannot go on without one. Throws `ConfigurationError`. */
export function requireConfig(env: Environment): Config {
  const read = readConfig(env)
  if (!read.ok) throw new ConfigurationError(read.faults)
  return read.config
}

function configFrom(variables: z.output<typeof Variables>): Config {
  const dataDir = resolve(variables.DATA_DIR)
  return {
    isProduction: variables.NODE_ENV === 'production',
    database:
      variables.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir }
        : { kind: 'postgres', url: variables.DATABASE_URL },
    dataDir,
    port: variables.PORT,
    host: variables.HOST,
    publicUrl: variables.PUBLIC_URL ?? null,
    portal:
      variables.BITRIX24_WEBHOOK_URL === undefined
        ? { kind: 'sandbox' }
        : {
            kind: 'bitrix24',
            webhookUrl: variables.BITRIX24_WEBHOOK_URL,
            applicationTokens: variables.BITRIX24_APPLICATION_TOKEN ?? [],
            plan: variables.BITRIX24_PLAN,
            allowanceShare: variables.BITRIX24_ALLOWANCE_SHARE,
          },
    apiToken: variables.BINDERY_API_TOKEN ?? null,
    openid: openidConfig(variables),
    rulesDir: resolve(variables.RULES_DIR),
    logLevel: variables.LOG_LEVEL,
    spoolLimitBytes: variables.SPOOL_LIMIT_MB * 1_000_000,
    doors: doorsConfig(variables),
    alerts: alertsConfig(variables),
    tracing: tracingConfig(variables),
    retention: {
      personalDataDays: variables.RETENTION_PERSONAL_DATA,
      runsDays: variables.RETENTION_RUNS,
      eventsDays: variables.RETENTION_EVENTS,
    },
    sweeps: { changes: variables.SWEEP_EVERY, 'open-deals': variables.SWEEP_OPEN_DEALS_EVERY },
  }
}

/** Looked for in the text itself, so that these faults are told together with those of single variables. */
function faultsBetweenVariables(given: Environment): ConfigFault[] {
  const text = given.BITRIX24_WEBHOOK_URL
  if (text === undefined) {
    if (given.NODE_ENV !== 'production') return []
    const message =
      'Missing, and NODE_ENV=production does not fall back to the sandbox portal. Set the inbound webhook of your portal; docs/connect-a-portal.md shows how to make one.'
    return [{ variable: 'BITRIX24_WEBHOOK_URL', message }]
  }
  const faults: ConfigFault[] = []
  const webhook = parseWebhookUrl(text, { allowHttp: given.BITRIX24_ALLOW_HTTP === '1' })
  if (!webhook.ok) faults.push({ variable: 'BITRIX24_WEBHOOK_URL', message: webhook.message })
  if (given.BITRIX24_APPLICATION_TOKEN === undefined) {
    const message =
      'Missing, and a portal is set. Copy the application token of the outbound webhook; docs/connect-a-portal.md shows where it is.'
    faults.push({ variable: 'BITRIX24_APPLICATION_TOKEN', message })
  }
  return faults
}

/** A variable that is set to nothing, as Compose passes what its `.env` leaves empty, counts as not set. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env)
      .map(([name, text]) => [name, text?.trim()] as const)
      .filter(([, text]) => text !== ''),
  )
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function isPlainWebAddress(text: string): boolean {
  const url = urlOf(text)
  return url !== null && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password
}

function quoting(fault: string) {
  return ({ input }: { input?: unknown }) => `"${String(input)}" ${fault}`
}

function oneOf(known: readonly string[]) {
  return quoting(`is not known. Give one of ${known.join(', ')}.`)
}
