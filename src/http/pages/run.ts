import { inOrder, type Link } from '../../core/link.ts'
import type { ActionResult, Operation, RuleResult, Run } from '../../core/run.ts'
import { type Html, html } from './html.ts'
import { page } from './layout.ts'
import { moment } from './moments.ts'
import { runStatus } from './run-status.ts'
import { conditions } from './trace.ts'
import { effectWords, runInWords, triggerInWords, valueInWords } from './words.ts'

/** One run as a story: what was, which rules said what and why, what was written, what is. */
export function runPage(run: Run): string {
  return page({
    title: `Deal ${run.dealId}, ${run.status} · Bindery`,
    aside: html`<a href="/">All runs</a>`,
    body: html`<h1>Deal ${run.dealId}: ${runInWords(run)}</h1>
${run.error && html`<p class="bad">${run.error.message} <code>${run.error.code}</code></p>`}
<dl class="facts card">
<div><dt>Status</dt><dd>${runStatus(run.status)}</dd></div>
<div><dt>Why</dt><dd>${triggerInWords(run.trigger)}</dd></div>
<div><dt>Started</dt><dd>${moment(run.startedAt)}</dd></div>
<div><dt>Took</dt><dd>${Date.parse(run.finishedAt) - Date.parse(run.startedAt)} ms${run.attempt > 1 && `, try ${run.attempt}`}</dd></div>
<div><dt>Portal</dt><dd>${run.portal}</dd></div>
</dl>
<div class="columns">
<section><h2>Links before</h2>${links(run.linksBefore)}</section>
<section><h2>Links after</h2>${links(run.linksAfter)}</section>
</div>
<h2>Rules</h2>
${run.rules.length === 0 ? html`<div class="card soft">No rule listens to this.</div>` : run.rules.map(ruleStory)}
<h2>Written to the portal</h2>
${run.operations.length === 0 ? html`<div class="card soft">Nothing.</div>` : run.operations.map(operationStory)}
<p><small>Run <code>${run.id}</code></small></p>`,
  })
}

function links(items: readonly Link[]): Html {
  if (items.length === 0) return html`<div class="card soft">No contacts.</div>`
  return html`<ul class="list">${inOrder(items).map(
    ({ contactId, sort, isPrimary }) =>
      html`<li>Contact ${contactId}${isPrimary && html` <strong>· primary</strong>`} <small>· sort ${sort}</small></li>`,
  )}</ul>`
}

function ruleStory(rule: RuleResult): Html {
  const tone = rule.matched ? 'good' : 'quiet'
  return html`<section class="card">
<h3><code>${rule.key}</code> <span class="state ${tone}">${rule.matched ? '✓ matched' : '– did not match'}</span>
<small>· version ${rule.version}${rule.mode === 'shadow' && ' · shadow'}</small></h3>
${rule.actions.length > 0 && html`<ul class="plain">${rule.actions.map(actionStory)}</ul>`}
<p class="soft">Conditions</p>
${conditions(rule.trace)}
</section>`
}

function actionStory(action: ActionResult): Html {
  const contacts = action.contacts.map(({ contactId, effect, by }) => {
    const prevailing = by !== null && html` (<code>${by}</code>)`
    return html`<li>contact ${contactId}: ${effectWords[effect]}${prevailing}</li>`
  })
  return html`<li><strong>${action.type}</strong>: ${effectWords[action.effect]}${action.note && html` · ${action.note}`}
${contacts.length > 0 && html`<ul>${contacts}</ul>`}</li>`
}

function operationStory({ method, params, result, error }: Operation): Html {
  const answer =
    error === null ? html`answered ${valueInWords(result)}` : html`<span class="bad">${error.message}</span>`
  return html`<section class="card"><h3><code>${method}</code></h3>
<p>${answer}</p>
<pre>${JSON.stringify(params, null, 2)}</pre></section>`
}
