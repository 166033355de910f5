import type { StatusReport } from '../schemas/status.ts'
import { type Html, html } from './html.ts'
import { ago } from './moments.ts'

/** How things stand, as a few facts. */
export function stateFacts(status: StatusReport, now: Date): Html {
  const { portal, queue, rules, limits, lastSweep, runsLastDay, permissions } = status
  const runs = Object.values(runsLastDay).reduce((sum, count) => sum + count, 0)
  return html`<h1>${headline(status)}</h1>
${portal.error && html`<p class="bad">${portal.error.message}</p>`}
${
  permissions !== null &&
  permissions.missing.length > 0 &&
  html`<p class="bad">The webhook lacks: ${permissions.missing.join(', ')}</p>`
}
<dl class="facts card">
${fact('Portal', html`${portal.isSandbox ? 'sandbox' : portal.domain}: ${portal.state}`)}
${fact('Rules', html`${rules.live} live, ${rules.shadow} shadow, ${rules.off} off`)}
${fact('Waiting', html`${counted(queue.pendingEvents, 'event')}, ${counted(queue.waitingDeals, 'deal')}; ${queue.runningDeals} running`)}
${fact('Runs in 24 hours', html`${runs}: ${runsLastDay.applied ?? 0} applied, ${runsLastDay.failed ?? 0} failed`)}
${fact('Portal limit', html`${limits.plan}; ${counted(limits.waiting, 'call')} waiting`)}
${fact('Last sweep', lastSweep === null ? html`none yet` : ago(lastSweep.startedAt, now))}
</dl>`
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`

const fact = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

function headline({ portal, rules }: StatusReport): string {
  if (portal.state === 'failing') return 'The portal does not answer as it should'
  if (portal.state === 'limited') return 'Working; the portal asked for a pause'
  if (rules.live === 0) return 'Working; no rule is live'
  return 'All is well'
}
