import { createHmac } from 'node:crypto'
import { type AlertNews, headline } from '../core/alarms/alert-words.ts'

export type WebhookOptions = {
  url: string
  /** Signs each message; null: they are not signed. */
  secret: string | null
  timeoutMs?: number
}

const usualTimeoutMs = 10_000

/**
 * Posts news as JSON, signed as standardwebhooks.com has it (read 2026-11-27), so that its libraries check them. The
 * address is a secret to many receivers: errors name the host alone. Throws where the answer is not 2xx.
 */
export function createWebhook({ url, secret, timeoutMs = usualTimeoutMs }: WebhookOptions) {
  const { host } = new URL(url)
  return async (news: AlertNews): Promise<void> => {
    const body = JSON.stringify({ ...news, text: `${headline(news)}: ${news.message}` })
    const id = `${news.id}-${news.state}`
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = secret === null ? {} : { 'webhook-signature': sign(secret, `${id}.${timestamp}.${body}`) }
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'user-agent': 'bindery' },
        ...{ 'webhook-id': id, 'webhook-timestamp': timestamp },
        ...signature,
      },
      body,
      // Wherever it would lead, it is not what the configuration names.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new Error(`${host} cannot be reached (${codeOf(error)}).`)
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`${host} answered with HTTP ${response.status}.`)
  }
}

/** A secret that begins with `whsec_` is base64, as the standard has it; any other is taken as it is. */
function sign(secret: string, text: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
}

function codeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection'
}
