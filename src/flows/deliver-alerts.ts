import type { Alert, AlertChannel, AlertMoment } from '../core/alarms/alert.ts'
import type { AlertNews } from '../core/alarms/alert-words.ts'

/** Tells one piece of news; throws, in words free of secrets, where it could not. */
export type TellNews = (news: AlertNews) => Promise<void>
export type Channels = ReadonlyMap<AlertChannel, TellNews>

/**
 * A change of state that is to be told now. `attempts`: this one included. An alert that was over before its beginning could
 * be told is told once, as over: settled as sent, that stands for both.
 */
export type DueNews = { alert: Alert; moment: AlertMoment; channel: AlertChannel; attempts: number }

export type DeliverAlertsDeps<Due extends DueNews> = {
  /** By the channel; undefined: it is not configured any more. */
  tell: TellNews | undefined
  /** Takes some that are due over the channel, so that nobody else has them for a while. */
  claim(at: Date): Promise<Due[]>
  settle(due: Due, outcome: { sentAt: Date } | { error: string; nextAt: Date | null }): Promise<void>
  /** Where people look, and whose news it is. */
  about: { portal: string; link: string }
  now(): Date
}

/** Minutes before each further try; then it is tried every hour, for a day. */
const pauses = [1, 2, 5, 15, 30]
const usualPause = 60
const mostAttempts = 30
const minuteMs = 60_000

/** Tells what is due over one channel, each for itself. Answers how many there were. */
export async function deliverAlerts<Due extends DueNews>(deps: DeliverAlertsDeps<Due>): Promise<number> {
  const due = await deps.claim(deps.now())
  await Promise.all(due.map((one) => deliver(deps, one)))
  return due.length
}

async function deliver<Due extends DueNews>(deps: DeliverAlertsDeps<Due>, due: Due): Promise<void> {
  const { tell, settle, about, now } = deps
  if (tell === undefined) return settle(due, { error: 'It is not configured any more.', nextAt: null })
  // Through a portal that is paused nothing gets; that it was is told once it is over.
  if (due.channel === 'bitrix24' && due.alert.kind === 'portal-paused' && due.alert.overAt === null) {
    return settle(due, { error: 'The portal is what is paused.', nextAt: null })
  }
  try {
    await tell(newsOf(due, about))
    await settle(due, { sentAt: now() })
  } catch (error) {
    const pause = pauses[due.attempts - 1] ?? usualPause
    const nextAt = due.attempts < mostAttempts ? new Date(now().getTime() + pause * minuteMs) : null
    await settle(due, { error: error instanceof Error ? error.message : String(error), nextAt })
  }
}

export function newsOf(
  { alert, moment }: Pick<DueNews, 'alert' | 'moment'>,
  about: { portal: string; link: string },
): AlertNews {
  return { ...alert, ...about, state: alert.overAt === null ? moment : 'over' }
}
