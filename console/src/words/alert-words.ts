import type { RouteLocationRaw } from 'vue-router'
import type { Alert } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import { dayOf } from './moments.ts'

type About = Pick<Alert, 'kind' | 'subject'>
type Delivery = Alert['deliveries'][number]
export type Names = { rule(key: string): string; deal(id: number): string | null }

/** Beyond the first few of a kind there is one alert for all of them. */
const ofMany = 'many'
const isOfMany = ({ kind, subject }: About) => subject === ofMany && kindsOfMany.has(kind)
const kindsOfMany = new Set<Alert['kind']>(['deal-quarantined', 'rule-silent', 'rule-names-changed'])

/** What is or was alarming, in one sentence that calls rules and deals by name. */
export function alertInWords(alert: About, say: Say, names: Names): string {
  if (isOfMany(alert)) return say(`alerts.many.${alert.kind}`)
  return say(`alerts.title.${alert.kind}`, { about: aboutInWords(alert, say, names) })
}

function aboutInWords({ kind, subject }: About, say: Say, names: Names): string {
  switch (kind) {
    case 'rule-held':
    case 'rule-silent':
    case 'rule-names-changed':
      return say('common.quoted', { text: names.rule(subject) })
    case 'deal-quarantined': {
      const deal = say('common.deal', { id: subject })
      const title = names.deal(Number(subject))
      return title === null ? deal : `${deal} · ${title}`
    }
    case 'sweeps-fail':
      return say(`alerts.sweeps.${subject === 'open-deals' ? subject : 'changes'}`)
    default:
      return subject
  }
}

export type AlertPlace = { key: string; to: RouteLocationRaw }

/** The pages on which one sees what an alert is about and does something; each named by the key of its words. */
export function placesOf({ kind, subject, since, overAt }: About & Pick<Alert, 'since' | 'overAt'>): AlertPlace[] {
  const days = { from: dayOf(since), ...(overAt !== null && { to: dayOf(overAt) }) }
  const rule = (): AlertPlace[] =>
    subject === ofMany
      ? [{ key: 'rules', to: '/rules' }]
      : [
          { key: 'rule', to: `/rules/${subject}` },
          { key: 'runsOfRule', to: { path: '/runs', query: { rule: subject } } },
        ]
  const attention = { key: 'attention', to: '/attention' }
  switch (kind) {
    case 'portal-paused':
    case 'sweeps-fail':
      return [
        { key: 'portal', to: '/settings/portal' },
        { key: 'connect', to: '/connect' },
      ]
    case 'writes-stopped':
      return [attention]
    case 'rule-held':
      return [attention, { key: 'rule', to: `/rules/${subject}` }]
    case 'deal-quarantined':
      return subject === ofMany ? [attention] : [{ key: 'deal', to: `/deals/${subject}` }, attention]
    case 'runs-fail':
      return [{ key: 'failedRuns', to: { path: '/runs', query: { status: 'failed', ...days } } }]
    case 'sweep-found-many':
      return [
        { key: 'sweptRuns', to: { path: '/runs', query: { trigger: 'sweep', ...days } } },
        { key: 'events', to: '/events' },
      ]
    case 'rule-silent':
    case 'rule-names-changed':
      return rule()
    case 'events-kept-aside':
    case 'no-events':
      return [
        { key: 'events', to: '/events' },
        { key: 'connect', to: '/connect' },
      ]
    default:
      return kind satisfies never
  }
}

export type DeliveryTone = 'good' | 'wait' | 'bad'
export const deliveryTones: Record<Delivery['state'], DeliveryTone> = {
  sent: 'good',
  waiting: 'wait',
  'given-up': 'bad',
}

/** What became of telling one change over one channel; when it was taken stands beside. */
export function deliveryInWords({ channel, state, attempts }: Delivery, say: Say): string {
  const by = say(`alerts.channel.${channel}`)
  if (state === 'sent') return say('alerts.delivery.sent', { by })
  if (state === 'given-up') return say('alerts.delivery.givenUp', { by })
  if (attempts === 0) return say('alerts.delivery.onItsWay', { by })
  return say('alerts.delivery.tried', { by, times: say('alerts.times', {}, attempts) })
}

/** What a channel that did not take it said, where the page has words for that; null: it is shown as it was said. */
export function refusalInWords(error: string, say: Say): string | null {
  return /^im\.notify: .*insufficient_scope/s.test(error) ? say('alerts.lacksIm') : null
}
