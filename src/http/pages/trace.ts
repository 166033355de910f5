import type { TraceGroup, TraceLeaf, TraceNode } from '../../core/trace.ts'
import { type Html, html } from './html.ts'
import { valueInWords } from './words.ts'

/** A condition tree with what each condition found. */
export function conditions(trace: TraceNode): Html {
  return html`<ul class="tree">${node(trace)}</ul>`
}

function node(trace: TraceNode): Html {
  return html`<li>${outcome(trace)} ${'fact' in trace ? leaf(trace) : group(trace)}</li>`
}

function outcome({ evaluated, result }: TraceNode): Html {
  if (!evaluated || result === null) return html`<span class="quiet">· not looked at</span>`
  return result ? html`<span class="good">✓ true</span>` : html`<span class="bad">✕ false</span>`
}

function group(trace: TraceGroup): Html {
  const [title, children] =
    'all' in trace ? ['all of', trace.all] : 'any' in trace ? ['any of', trace.any] : ['not', [trace.not]]
  if (children.length === 0) return html`${title} nothing: always matches`
  return html`${title}<ul class="tree">${children.map(node)}</ul>`
}

function leaf(trace: TraceLeaf): Html {
  const wanted = trace.value !== undefined && html` <code>${valueInWords(trace.value)}</code>`
  const reference = trace.valueResult !== undefined && html` (it held ${valueInWords(trace.valueResult)})`
  const found = trace.missing
    ? html`there is nothing there`
    : html`it held <code>${valueInWords(trace.factResult)}</code>`
  return html`<code>${trace.fact}${trace.path && ` ${trace.path}`}</code> ${trace.operator}${wanted}${reference}
${trace.evaluated && html`<small>· ${found}</small>`}`
}
