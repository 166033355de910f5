import type { Refusal } from '../refusal.ts'
import { html } from './html.ts'
import type { PageLanguage } from './language.ts'
import { page } from './layout.ts'
import { refusalInRussian } from './refusals-in-russian.ts'

const words = {
  en: { nothing: 'Nothing here', failed: 'That did not work', toStart: 'To the start' },
  ru: { nothing: 'Здесь ничего нет', failed: 'Не получилось', toStart: 'В начало' },
} as const

/** What went wrong, for people. What has no words in their language is told in English. */
export function errorPage(refusal: Refusal, language: PageLanguage): string {
  const { nothing, failed, toStart } = words[language]
  const translated = language === 'ru' ? refusalInRussian(refusal) : null
  return page({
    title: `${refusal.status} · Bindery`,
    language,
    body: html`<h1>${refusal.status === 404 ? nothing : failed}</h1>
<div class="card"><p lang="${translated === null ? 'en' : language}">${translated ?? refusal.message}</p><p><a href="/">${toStart}</a></p></div>`,
  })
}
