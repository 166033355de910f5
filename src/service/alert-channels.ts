import { createEmail } from '../channels/email.ts'
import { createWebhook } from '../channels/webhook.ts'
import type { AlertsConfig } from '../config/alerts.ts'
import type { AlertChannel } from '../core/alarms/alert.ts'
import { type AlertNews, headline, newsInWords } from '../core/alarms/alert-words.ts'
import type { Channels, TellNews } from '../flows/deliver-alerts.ts'

/** The channels that the configuration names. `notify`: tells users of the portal. */
export function alertChannels(
  { webhook, email, bitrix24Users }: AlertsConfig,
  notify: (userIds: readonly number[], message: string) => Promise<void>,
): Channels {
  const channels = new Map<AlertChannel, TellNews>()
  if (webhook !== null) channels.set('webhook', createWebhook(webhook))
  if (email !== null) channels.set('email', createEmail(email))
  if (bitrix24Users.length > 0) {
    channels.set('bitrix24', (news) => notify(bitrix24Users, `${headline(news)}\n\n${newsInWords(news)}`))
  }
  return channels
}

export type Told = { channel: AlertChannel; error: string | null }

/** Tries every channel with news of nothing; what came of each. */
export function tellTest(
  channels: Channels,
  about: { id: string; at: Date; portal: string; link: string },
): Promise<Told[]> {
  const { id, portal, link } = about
  const at = about.at.toISOString()
  const news: AlertNews = {
    ...{ id, portal, link, state: 'test', kind: 'test', subject: '' },
    title: 'This is a test',
    message: 'Alerts reach you here. Nothing is wrong.',
    whatToDo: 'Nothing.',
    ...{ since: at, raisedAt: at, overAt: at },
  }
  return Promise.all(
    [...channels].map(async ([channel, tell]): Promise<Told> => {
      try {
        await tell(news)
        return { channel, error: null }
      } catch (error) {
        return { channel, error: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}
