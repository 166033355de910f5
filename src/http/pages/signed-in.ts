import { html } from './html.ts'
import { page } from './layout.ts'

/** Passes on to the start from a page of our own: a redirect would still count as the other site's and go without the cookie. */
export const signedInPage = () =>
  page({
    title: 'Signed in · Bindery',
    refresh: '0; url=/',
    body: html`<h1>Signed in</h1><div class="card"><p><a href="/">To the start</a></p></div>`,
  })
