import { html } from './html.ts'
import { page } from './layout.ts'

/** In place of a console that nobody has built; the rest of the service works. */
export const unbuiltPage = () =>
  page({
    title: 'Console not built · Bindery',
    body: html`<h1>The console is not built</h1>
<div class="card"><p>The service works; only its pages are missing. In the directory of Bindery run</p>
<pre>npm run console:build</pre>
<p>and start it again.</p></div>`,
  })
