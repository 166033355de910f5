import { html } from './html.ts'
import type { PageLanguage } from './language.ts'
import { page } from './layout.ts'

const words = {
  en: {
    signIn: 'Sign in',
    spent: 'This link does not work any more',
    why: 'It was used already, has expired, or was not copied as a whole.',
    open: 'Open the one-time sign-in link that the service prints when it starts. It looks like',
    once: 'and works once.',
    anew: 'Used already? Restart the service for a new link. Programs send an API token instead:',
  },
  ru: {
    signIn: 'Вход',
    spent: 'Эта ссылка больше не действует',
    why: 'Она уже использована, устарела или скопирована не целиком.',
    open: 'Откройте одноразовую ссылку для входа, которую сервис печатает при запуске. Она выглядит как',
    once: 'и действует один раз.',
    anew: 'Уже использована? Перезапустите сервис, чтобы получить новую. Программы вместо этого посылают токен API:',
  },
} as const

/** Where a start's link leads that opens nothing, and what to do. */
export function usedLinkPage(language: PageLanguage): string {
  const { signIn, spent, why, open, once, anew } = words[language]
  return page({
    title: `${signIn} · Bindery`,
    language,
    body: html`<h1>${spent}</h1>
<div class="card"><p>${why}</p><p>${open} <code>/sign-in?token=…</code> ${once}</p>
<p class="soft">${anew} <code>Authorization: Bearer …</code></p></div>`,
  })
}
