import { z } from 'zod'
import type { ConfigFault } from './faults.ts'

/** Who is told of what is alarming, and from when on it is. */
export type AlertsConfig = {
  webhook: { url: string; secret: string | null } | null
  email: { smtpUrl: string; from: string; to: readonly string[] } | null
  /** Users of the portal who are notified there. */
  bitrix24Users: readonly number[]
  failurePercent: number
  sweepDeals: number
}

const Address = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/
const entriesOf = (text: string) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

const WholeNumber = (least: number, most: number, example: number) =>
  z
    .string()
    .refine((text) => /^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: ({ input }) => `"${String(input)}" is no whole number from ${least} to ${most}. Give one, as ${example}.`,
    })
    .transform(Number)

export const alertsVariables = {
  ALERT_WEBHOOK_URL: z
    .string()
    .refine(
      isWebAddress,
      'Not a web address. Give where alerts are posted to, such as https://hooks.example.com/bindery.',
    )
    .optional(),
  ALERT_WEBHOOK_SECRET: z
    .string()
    .min(16, 'Shorter than 16 characters. Make one with: openssl rand -hex 32')
    .optional(),
  ALERT_EMAIL_TO: z
    .string()
    .transform(entriesOf)
    .refine((addresses) => addresses.length > 0 && addresses.every((address) => Address.test(address)), {
      error: 'Holds what is no e-mail address. Give addresses separated by commas, such as ops@example.com.',
    })
    .optional(),
  ALERT_EMAIL_FROM: z
    .string()
    .regex(Address, 'Not an e-mail address. Give the sender’s, such as bindery@example.com.')
    .optional(),
  SMTP_URL: z
    .string()
    .refine(isMailServer, {
      error:
        'Not a mail server. Write it as smtp://USER:PASSWORD@HOST:587, or smtps:// for TLS from the start, with special characters of the password percent-encoded.',
    })
    .optional(),
  ALERT_BITRIX24_USERS: z
    .string()
    .transform(entriesOf)
    .refine((ids) => ids.length > 0 && ids.every((id) => /^[1-9]\d{0,9}$/.test(id)), {
      error:
        'Holds what is no user’s id. Give ids separated by commas: the number in the address of the user’s profile.',
    })
    .transform((ids) => [...new Set(ids.map(Number))])
    .optional(),
  ALERT_FAILURE_PERCENT: WholeNumber(1, 100, 10).default(10),
  ALERT_SWEEP_DEALS: WholeNumber(1, 1_000_000, 50).default(50),
}

type Given = z.output<z.ZodObject<typeof alertsVariables>>

/** Only what `alertsFaults` finds nothing wrong with makes sense. */
export function alertsConfig(given: Given): AlertsConfig {
  const { ALERT_WEBHOOK_URL: url, ALERT_EMAIL_TO: to, ALERT_EMAIL_FROM: from, SMTP_URL: smtpUrl } = given
  return {
    webhook: url === undefined ? null : { url, secret: given.ALERT_WEBHOOK_SECRET ?? null },
    email: to === undefined || from === undefined || smtpUrl === undefined ? null : { smtpUrl, from, to },
    bitrix24Users: given.ALERT_BITRIX24_USERS ?? [],
    failurePercent: given.ALERT_FAILURE_PERCENT,
    sweepDeals: given.ALERT_SWEEP_DEALS,
  }
}

/** What does not fit together; looked for in the texts themselves. */
export function alertsFaults(given: Record<string, string | undefined>): ConfigFault[] {
  const faults: ConfigFault[] = []
  if (given.ALERT_WEBHOOK_SECRET !== undefined && given.ALERT_WEBHOOK_URL === undefined) {
    const message = 'Missing, and ALERT_WEBHOOK_SECRET is set. Say where alerts are posted to, or leave both out.'
    faults.push({ variable: 'ALERT_WEBHOOK_URL', message })
  }
  const ofEmail = ['ALERT_EMAIL_TO', 'ALERT_EMAIL_FROM', 'SMTP_URL'] as const
  const set = ofEmail.filter((name) => given[name] !== undefined)
  if (set.length > 0) {
    for (const variable of ofEmail.filter((name) => given[name] === undefined)) {
      const message = `Missing, and ${set[0]} is set. Alerts by e-mail need all three of ${ofEmail.join(', ')}; leave all out to send none.`
      faults.push({ variable, message })
    }
  }
  return faults
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

function isMailServer(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return (
    url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && isDecodable(url.username + url.password)
  )
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== null
  } catch {
    return false
  }
}
