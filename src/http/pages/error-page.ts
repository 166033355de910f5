import { html } from './html.ts'
import { page } from './layout.ts'

export function errorPage(status: number, message: string): string {
  return page({
    title: `${status} · Bindery`,
    body: html`<h1>${status === 404 ? 'Nothing here' : 'That did not work'}</h1>
<div class="card"><p>${message}</p><p><a href="/">To the start</a></p></div>`,
  })
}
