import { html } from './html.ts'
import { page } from './layout.ts'

const howTo = html`<p>Open the one-time sign-in link that the service prints when it starts. It looks like
<code>/sign-in?token=…</code> and works once.</p>
<p class="soft">Used already? Restart the service for a new link. Programs send an API token instead:
<code>Authorization: Bearer …</code></p>`

export const usedLinkPage = () =>
  page({
    title: 'Sign in · Bindery',
    body: html`<h1>This link does not work any more</h1>
<div class="card"><p>It was used already, has expired, or was not copied as a whole.</p>${howTo}</div>`,
  })

/** Passes on to the start from a page of our own: a redirect would still count as the other site's and go without the cookie. */
export const signedInPage = () =>
  page({
    title: 'Signed in · Bindery',
    refresh: '0; url=/',
    body: html`<h1>Signed in</h1><div class="card"><p><a href="/">To the start</a></p></div>`,
  })
