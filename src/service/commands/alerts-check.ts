import { v7 as uuidv7 } from 'uuid'
import type { DoctorCheck } from '../../cli/deps.ts'
import type { Config } from '../../config/config.ts'
import type { AlertChannel } from '../../core/alarms/alert.ts'
import { connectPortal, type PortalClient } from '../../portal/client.ts'
import { createNotifications } from '../../portal/notifications.ts'
import { parseWebhookUrl } from '../../portal/webhook-url.ts'
import { alertChannels, type Told, tellTest } from '../alerts/channels.ts'

const names: Record<AlertChannel, string> = { webhook: 'by webhook', email: 'by e-mail', bitrix24: 'in Bitrix24' }
const remedies: Record<AlertChannel, string> = {
  webhook: 'Check ALERT_WEBHOOK_URL, and what the receiver says of the request.',
  email: 'Check SMTP_URL and ALERT_EMAIL_FROM: address, port, user and password, and whom the server lets send.',
  bitrix24:
    'Tick the right "im" in the settings of the inbound webhook and check ALERT_BITRIX24_USERS. Some portals let only applications notify: use e-mail or a webhook there.',
}

/** Who is told of alerts; with `testAlert` each channel is tried. */
export async function checkAlerts(
  config: Config,
  version: string,
  { testAlert, patienceMs }: { testAlert: boolean; patienceMs?: number | undefined },
): Promise<DoctorCheck[]> {
  const client = config.alerts.bitrix24Users.length > 0 ? clientOf(config, version) : null
  const notify = async (userIds: readonly number[], message: string, told: Set<number>) => {
    if (client === null) throw new Error('The sandbox portal notifies nobody.')
    await createNotifications({ client, isBusy: () => false })(userIds, message, told)
  }
  try {
    const channels = alertChannels(config.alerts, notify)
    if (channels.size === 0) return [nobody(config, testAlert)]
    if (!testAlert) return [told([...channels.keys()])]
    const about = { id: uuidv7(), at: new Date(), portal: client?.host ?? 'of the test', link: linkOf(config) }
    return (await tellTest(channels, about, patienceMs)).map(outcome)
  } finally {
    await client?.close()
  }
}

const linkOf = ({ publicUrl, host, port }: Config) => publicUrl ?? `http://${host}:${port}`

function clientOf({ portal }: Config, version: string): PortalClient | null {
  const parsed = portal.kind === 'bitrix24' ? parseWebhookUrl(portal.webhookUrl, { allowHttp: true }) : null
  if (portal.kind === 'sandbox' || !parsed?.ok) return null
  return connectPortal({ webhookUrl: parsed.url, plan: portal.plan, version })
}

function nobody({ portal }: Config, testAlert: boolean): DoctorCheck {
  const message = 'nobody is told when something is wrong; it is shown in the console and under /api/alerts.'
  const remedy = 'Set ALERT_WEBHOOK_URL, ALERT_EMAIL_TO or ALERT_BITRIX24_USERS: docs/alerts.md.'
  if (testAlert) return { name: 'alerts', status: 'failed', message, remedy }
  // Nobody's deals hang on the sandbox.
  if (portal.kind === 'sandbox') return { name: 'alerts', status: 'ok', message, remedy: null }
  return { name: 'alerts', status: 'warning', message, remedy }
}

function told(channels: readonly AlertChannel[]): DoctorCheck {
  const message = `sent ${channels.map((channel) => names[channel]).join(', ')}. "doctor --test-alert" sends one.`
  return { name: 'alerts', status: 'ok', message, remedy: null }
}

function outcome({ channel, error }: Told): DoctorCheck {
  const name = `alerts ${names[channel]}`
  if (error === null) return { name, status: 'ok', message: 'the test alert was taken.', remedy: null }
  return { name, status: 'failed', message: error, remedy: remedies[channel] }
}
