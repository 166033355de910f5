import { ruleModes } from '../../core/rule.ts'
import type { RunSummary } from '../../core/run.ts'
import type { JournalEvent, RuleRecord } from '../../core/store.ts'
import type { StatusReport } from '../schemas/status.ts'
import { type Html, html } from './html.ts'
import { page } from './layout.ts'
import { ago } from './moments.ts'
import { runStatus } from './run-status.ts'
import { stateFacts } from './state.ts'
import { runInWords, triggerInWords } from './words.ts'

type Home = {
  status: StatusReport
  runs: readonly RunSummary[]
  waiting: readonly JournalEvent[]
  rules: readonly RuleRecord[]
  now: Date
}

export function homePage({ status, runs, waiting, rules, now }: Home): string {
  const names = new Map(rules.map(({ rule }) => [rule.key, rule.name]))
  return page({
    title: 'Bindery',
    refresh: '5',
    aside: html`<span class="soft">keeps the contacts on deals right · ${status.portal.isSandbox ? 'sandbox portal' : status.portal.domain}</span>`,
    body: html`${stateFacts(status, now)}
<h2>Latest runs</h2>
${
  runs.length === 0
    ? html`<div class="card">No runs yet. One appears here when a deal changes.</div>`
    : html`<ul class="list">${runs.map((run) => runLine(run, names, now))}</ul>`
}
<h2>Events waiting</h2>
${
  waiting.length === 0
    ? html`<div class="card soft">None: every event so far is answered.</div>`
    : html`<ul class="list">${waiting.map((event) => waitingLine(event, now))}</ul>`
}
<h2>Rules</h2>
${
  rules.length === 0
    ? html`<div class="card">No rules yet. <code>npm run bindery -- rules push</code> brings the files of a directory in.</div>`
    : html`<ul class="list">${inForceFirst(rules).map(ruleLine)}</ul>`
}`,
  })
}

function runLine(run: RunSummary, names: ReadonlyMap<string, string>, now: Date): Html {
  const matched = run.rules.filter((rule) => rule.matched)
  return html`<li class="run">
<a href="/runs/${run.id}">Deal ${run.dealId}</a>
${runStatus(run.status)}
<span class="what">${runInWords(run)}${run.error && html`<br><span class="bad">${run.error.message}</span>`}
<br><small>${triggerInWords(run.trigger)}${by(matched.map((rule) => names.get(rule.key) ?? rule.key))}</small></span>
<small class="last">${ago(run.finishedAt, now)}</small>
</li>`
}

const by = (rules: readonly string[]) => rules.length > 0 && ` · ${rules.join(', ')}`

function waitingLine(event: JournalEvent, now: Date): Html {
  const deal = event.dealId === null ? '' : ` · deal ${event.dealId}`
  return html`<li>${event.event}${deal} <small>· came ${ago(event.receivedAt, now)}</small></li>`
}

function ruleLine({ rule, version }: RuleRecord): Html {
  const tone = rule.mode === 'live' ? 'good' : 'quiet'
  return html`<li><span class="state ${tone}">${rule.mode}</span> · ${rule.name}
<br><small><code>${rule.key}</code> · version ${version} · priority ${rule.priority}</small></li>`
}

/** Rules that act, then those that only watch, then those that rest; within each in the order in which they act. */
function inForceFirst(rules: readonly RuleRecord[]): RuleRecord[] {
  return ruleModes.flatMap((mode) => rules.filter(({ rule }) => rule.mode === mode))
}
