import type { DoctorCheck, DoctorReport } from '../../cli/deps.ts'
import { type Config, requireConfig } from '../../config/config.ts'
import { ConfigurationError } from '../../config/faults.ts'
import { PortalError } from '../../core/runs/portal-error.ts'
import { openDatabase } from '../../database/connection/open.ts'
import { DatabaseUnavailable } from '../../database/connection/unavailable.ts'
import { connectPortal, type PortalClient } from '../../portal/client.ts'
import { publishedEventAddresses, readEventAddresses } from '../../portal/event-addresses.ts'
import { checkPortal, type PortalHealth } from '../../portal/health.ts'
import { parseWebhookUrl } from '../../portal/webhook-url.ts'
import { createAskPortal } from '../portal/ask-portal.ts'
import { databaseOptions } from '../process/database-options.ts'
import { localService } from '../process/local-service.ts'
import { checkOnlyOpenidIn } from '../sign-in/only-openid.ts'
import { checkOpenid } from '../sign-in/openid-check.ts'
import { checkAlerts } from './alerts-check.ts'
import { checkWhatStands } from './standing-check.ts'

/**
 * Looks at everything that an installation needs and says in words what is wrong; changes nothing but what it is asked to.
 * `patienceMs`: how long the portal may take to answer; 20 s.
 */
export async function examine(
  environment: NodeJS.ProcessEnv,
  version: string,
  { testAlert, patienceMs }: { testAlert: boolean; patienceMs?: number } = { testAlert: false },
): Promise<DoctorReport> {
  const config = requireConfig(environment)
  const checks = [ok('configuration', 'every variable that is set makes sense.')]
  checks.push(await checkDatabase(config))
  checks.push(...(await checkTheirPortal(config, version, patienceMs)))
  checks.push(...(await checkWhatStands(config)))
  checks.push(checkToken(config))
  checks.push(await checkAddress(config))
  checks.push(...(await checkDoors(config)))
  checks.push(...(await checkAlerts(config, version, { testAlert, patienceMs })))
  if (config.openid !== null) checks.push(await checkOpenid(config.openid, addressOf(config)))
  if (config.openid?.isOnlyWay) {
    checks.push(await checkOnlyOpenidIn(() => openDatabase(databaseOptions(config)), config.openid))
  }
  return { checks }
}

const ok = (name: string, message: string): DoctorCheck => ({ name, status: 'ok', message, remedy: null })

const addressOf = ({ publicUrl, host, port }: Config) => publicUrl ?? `http://${host}:${port}`

async function checkDatabase(config: Config): Promise<DoctorCheck> {
  const name = 'database'
  try {
    const database = await openDatabase(databaseOptions(config))
    await database.close()
    const what = config.database.kind === 'postgres' ? 'PostgreSQL' : `the embedded database in ${config.dataDir}`
    return ok(name, `${what} can be used and its tables are up to date.`)
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    if (error.code === 'database_in_use' && (await isServing(config))) {
      return ok(name, 'the embedded database is in use by the service that runs here.')
    }
    return { name, status: 'failed', message: error.message, remedy: null }
  }
}

async function isServing(config: Config): Promise<boolean> {
  const service = await localService(config.dataDir)
  return service !== null && (await answers(`${service.baseUrl}/healthz`)) === 'yes'
}

async function checkTheirPortal(
  { portal }: Config,
  version: string,
  patienceMs: number | undefined,
): Promise<DoctorCheck[]> {
  if (portal.kind === 'sandbox') {
    const message = 'no portal is set, so the sandbox portal stands in for Bitrix24.'
    const remedy =
      'To connect a real portal set BITRIX24_WEBHOOK_URL and BITRIX24_APPLICATION_TOKEN: docs/connect-a-portal.md.'
    return [{ name: 'portal', status: 'warning', message, remedy }]
  }
  const parsed = parseWebhookUrl(portal.webhookUrl, { allowHttp: true })
  if (!parsed.ok) throw new ConfigurationError([{ variable: 'BITRIX24_WEBHOOK_URL', message: parsed.message }])
  const client = connectPortal({ webhookUrl: parsed.url, plan: portal.plan, version })
  try {
    const { host, checks } = await checkInTime(client, patienceMs)
    return checks.map((check) => ({
      ...check,
      name: `portal ${host}, ${check.name}`,
      // Without the portal nothing else works, whatever is to blame.
      status: check.name === 'credentials' && check.status === 'unknown' ? 'failed' : check.status,
      remedy: check.remedy === '' ? null : check.remedy,
    }))
  } finally {
    await client.close()
  }
}

/** What the check finds; where the portal does not answer while a person waits, that. */
async function checkInTime(client: PortalClient, patienceMs: number | undefined): Promise<PortalHealth> {
  try {
    const question = { about: 'The webhook', remedy: 'check' } as const
    return await createAskPortal(patienceMs)(question, (asker) => checkPortal(client, { asker }))
  } catch (error) {
    if (!(error instanceof PortalError)) throw error
    const check = { name: 'credentials', status: 'unknown', message: error.message, remedy: '' } as const
    return { status: 'unknown', host: client.host, checks: [check] }
  }
}

function checkToken({ portal }: Config): DoctorCheck {
  const name = 'application token'
  if (portal.kind === 'sandbox') return ok(name, 'the sandbox portal makes its own.')
  const count = portal.applicationTokens.length
  return ok(
    name,
    `${count === 1 ? 'one is' : `${count} are`} set. Only an event tells whether it is the right one: change a deal, then look at the journal.`,
  )
}

async function checkAddress(config: Config): Promise<DoctorCheck> {
  const name = 'public address'
  if (config.publicUrl === null) {
    if (config.portal.kind === 'sandbox') return ok(name, 'not needed for the sandbox portal.')
    const message = 'PUBLIC_URL is not set, so Bitrix24 has no address to send events to.'
    const remedy = 'Set PUBLIC_URL to the https address of this service that can be reached from the internet.'
    return { name, status: 'warning', message, remedy }
  }
  if (config.portal.kind === 'bitrix24' && !config.publicUrl.startsWith('https://')) {
    const message = `${config.publicUrl} is not https; Bitrix24 sends events to https addresses with a trusted certificate.`
    return { name, status: 'warning', message, remedy: 'Put a reverse proxy in front; docker-compose.yml has one.' }
  }
  switch (await answers(`${config.publicUrl}/healthz`)) {
    case 'yes':
      return ok(name, `${config.publicUrl} reaches this service. Its webhook is ${config.publicUrl}/webhooks/bitrix24`)
    case 'other': {
      const message = `${config.publicUrl}/healthz is answered by something that is not this service.`
      return {
        name,
        status: 'failed',
        message,
        remedy: 'Check where the reverse proxy sends requests for this address.',
      }
    }
    case 'no': {
      const message = `${config.publicUrl} does not answer from here.`
      const remedy =
        'Start the service, then check DNS, firewall, certificate and reverse proxy. Some networks cannot reach their own public address; then try from outside.'
      return { name, status: 'unknown', message, remedy }
    }
  }
}

/** What stands before the doors; of what is left at its default nothing is said unless it does harm. */
async function checkDoors({ doors, publicUrl }: Config): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = []
  if (publicUrl?.startsWith('https://') && doors.trustedProxies.length === 0) {
    const message =
      'PUBLIC_URL is https, so a reverse proxy stands before this service, and TRUSTED_PROXIES does not name it: everybody who tries to sign in counts as one address.'
    const remedy = 'Set TRUSTED_PROXIES to the address of the proxy, or to private where it is on the same network.'
    checks.push({ name: 'reverse proxy', status: 'warning', message, remedy })
  }
  if (doors.eventSources?.published) checks.push(await checkEventAddresses())
  return checks
}

async function checkEventAddresses(): Promise<DoctorCheck> {
  const name = 'addresses of Bitrix24'
  try {
    const addresses = await readEventAddresses(publishedEventAddresses, new AbortController().signal)
    return ok(name, `events are taken from the ${addresses.length} addresses that Bitrix24 publishes.`)
  } catch (error) {
    const message = `${publishedEventAddresses} cannot be read: ${error instanceof Error ? error.message : error}.`
    const remedy =
      'Open https to dl.bitrix24.com for this machine, or leave BITRIX24_EVENT_SOURCES out: the application token guards the webhook either way.'
    return { name, status: 'warning', message, remedy }
  }
}

async function answers(url: string): Promise<'yes' | 'other' | 'no'> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' })
    const body: unknown = await response.json().catch(() => null)
    const isOurs = typeof body === 'object' && body !== null && 'status' in body && body.status === 'ok'
    return response.ok && isOurs ? 'yes' : 'other'
  } catch {
    return 'no'
  }
}
