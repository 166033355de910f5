import { html } from './html.ts'
import type { PageLanguage } from './language.ts'
import { page } from './layout.ts'

const words = {
  en: { done: 'Signed in', toStart: 'To the start' },
  ru: { done: 'Вы вошли', toStart: 'В начало' },
} as const

/** Passes on to the start from a page of our own: a redirect would still count as the other site's and go without the cookie. */
export function signedInPage(language: PageLanguage): string {
  const { done, toStart } = words[language]
  return page({
    title: `${done} · Bindery`,
    language,
    refresh: '0; url=/',
    body: html`<h1>${done}</h1><div class="card"><p><a href="/">${toStart}</a></p></div>`,
  })
}
