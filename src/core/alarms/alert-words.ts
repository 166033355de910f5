import type { Alarm, AlarmKind, AlertMoment } from './alert.ts'
import { momentInWords } from './silence.ts'

/** One change of state as it is told. */
export type AlertNews = Omit<Alarm, 'kind'> & {
  kind: AlarmKind | 'test'
  /** The same for every try to deliver it. */
  id: string
  state: AlertMoment | 'test'
  portal: string
  raisedAt: string
  overAt: string | null
  /** Where the console is. */
  link: string
}

/** For a subject line. */
export function headline({ state, title, portal }: AlertNews): string {
  return `[Bindery ${portal}] ${state === 'over' ? `Over: ${title}` : title}`
}

/** For people, in plain text. */
export function newsInWords(news: AlertNews): string {
  const lines =
    news.state === 'over'
      ? [
          `Over since ${momentInWords(news.overAt ?? news.raisedAt)}; raised ${momentInWords(news.raisedAt)}.`,
          `It was: ${news.message}`,
        ]
      : [news.message, `What to do: ${news.whatToDo}`]
  return [...lines, `Portal ${news.portal}; the console: ${news.link}`].join('\n\n')
}
