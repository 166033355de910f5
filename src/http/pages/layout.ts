import { Html, html } from './html.ts'
import type { PageLanguage } from './language.ts'
import { style } from './style.ts'

// Not through the template: a style element's text is not unescaped by browsers, and its hash must stay true.
const styleElement = new Html(`<style>${style}</style>`)

/** A whole page. `refresh`: what a meta refresh says, such as `5` (seconds), to load anew without any script. */
export function page(about: {
  title: string
  language?: PageLanguage
  refresh?: string
  aside?: Html
  body: Html
}): string {
  const { title, language = 'en', refresh, aside, body } = about
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh !== undefined && html`<meta http-equiv="refresh" content="${refresh}">`}
<title>${title}</title>
${styleElement}
</head>
<body>
<header><strong>Bindery</strong> ${aside}</header>
<main>
${body}
</main>
</body>
</html>
`.text
}
