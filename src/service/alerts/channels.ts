import { createEmail } from '../../channels/email.ts'
import { createWebhook } from '../../channels/webhook.ts'
import type { AlertsConfig } from '../../config/alerts.ts'
import type { AlertChannel } from '../../core/alarms/alert.ts'
import { type AlertNews, headline, newsInWords } from '../../core/alarms/alert-words.ts'
import type { Channels, TellNews } from '../../flows/deliver-alerts.ts'
import { within } from '../../within.ts'
import { usualPatienceMs } from '../portal/ask-portal.ts'

/** The channels that the configuration names. `notify`: tells users of the portal. */
export function alertChannels(
  { webhook, email, bitrix24Users }: AlertsConfig,
  notify: (userIds: readonly number[], message: string, told: Set<number>) => Promise<void>,
): Channels {
  const channels = new Map<AlertChannel, TellNews>()
  if (webhook !== null) channels.set('webhook', createWebhook(webhook))
  if (email !== null) channels.set('email', createEmail(email))
  if (bitrix24Users.length > 0) channels.set('bitrix24', notifying(bitrix24Users, notify))
  return channels
}

/** So many pieces of news are remembered of which not everybody could be told. */
const mostHalfTold = 100

/** Tells each user once of each piece of news, however often it is tried for the sake of others. */
function notifying(userIds: readonly number[], notify: Parameters<typeof alertChannels>[1]): TellNews {
  const halfTold = new Map<string, Set<number>>()
  return async (news) => {
    const name = `${news.id} ${news.state}`
    const told = halfTold.get(name) ?? new Set()
    halfTold.set(name, told)
    for (const [oldest] of halfTold) if (halfTold.size > mostHalfTold) halfTold.delete(oldest)
    await notify(userIds, `${headline(news)}\n\n${newsInWords(news)}`, told)
    halfTold.delete(name)
  }
}

export type Told = { channel: AlertChannel; error: string | null }

/** Tries every channel with news of nothing; what came of each, as far as that is known when patience ends. */
export function tellTest(
  channels: Channels,
  about: { id: string; at: Date; portal: string; link: string },
  patienceMs: number = usualPatienceMs,
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
        await within(patienceMs, tell(news), () => noWord(patienceMs))
        return { channel, error: null }
      } catch (error) {
        return { channel, error: error instanceof Error ? error.message : String(error) }
      }
    }),
  )
}

const noWord = (patienceMs: number) =>
  new Error(`no answer within ${patienceMs / 1000} s; the test alert may arrive all the same`)
