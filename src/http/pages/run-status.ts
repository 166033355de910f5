import type { RunStatus } from '../../core/run.ts'
import { type Html, html } from './html.ts'
import { statusMarks } from './words.ts'

export function runStatus(status: RunStatus): Html {
  const { mark, tone } = statusMarks[status]
  return html`<span class="state ${tone}"><span aria-hidden="true">${mark}</span> ${status}</span>`
}
