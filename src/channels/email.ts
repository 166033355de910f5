import type { Transporter } from 'nodemailer'
import { type AlertNews, headline, newsInWords } from '../core/alarms/alert-words.ts'
import { isLoopback } from '../loopback.ts'

export type EmailOptions = {
  /** `smtp://USER:PASSWORD@HOST:PORT`, or `smtps:` for TLS from the first byte. */
  smtpUrl: string
  from: string
  to: readonly string[]
  timeoutMs?: number
}

const usualTimeoutMs = 20_000

/** Mails news as plain text. Throws where the server does not take it. */
export function createEmail({ smtpUrl, from, to, timeoutMs = usualTimeoutMs }: EmailOptions) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const secure = protocol === 'smtps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  const options = {
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password goes over the network only where nobody can read it.
    requireTLS: username !== '' && !isLoopback(host),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  }
  let transport: Transporter | null = null
  return async (news: AlertNews): Promise<void> => {
    const message = {
      from,
      to: [...to],
      subject: headline(news),
      text: newsInWords(news),
      // Tries of one piece of news are one message, and its end belongs to its beginning.
      messageId: `<${news.id}-${news.state}@bindery>`,
      ...(news.state === 'over' ? { inReplyTo: `<${news.id}-raised@bindery>` } : {}),
      headers: { 'Auto-Submitted': 'auto-generated' },
    }
    // Loaded by the first e-mail, as most starts send none.
    transport ??= (await import('nodemailer')).createTransport(options)
    await transport.sendMail(message).catch((error: unknown) => {
      throw new Error(`${host} did not take the e-mail (${codeOf(error)}).`)
    })
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason'
  const code = 'code' in error ? String(error.code) : 'no connection'
  return 'responseCode' in error && error.responseCode !== undefined ? `${code}, ${String(error.responseCode)}` : code
}
