import { expect, test } from 'vitest'
import { errorPage } from '../../src/http/pages/error-page.ts'
import { html } from '../../src/http/pages/html.ts'
import { pageLanguageOf } from '../../src/http/pages/language.ts'
import { refusals } from '../../src/http/pages/openid-routes.ts'
import { refusalInRussian } from '../../src/http/pages/refusals-in-russian.ts'
import { signedInPage } from '../../src/http/pages/signed-in.ts'
import { Refusal } from '../../src/http/refusal.ts'

const hostile = `<script>alert(1)</script><img src=x onerror='alert("2")'>&amp;`

test('the template escapes every value that is not HTML already', () => {
  const inner = html`<b title="${'"\'<>&'}">${hostile}</b>`
  expect(html`<p>${inner}${[html`<i></i>`, '<', 1]}${null}${false}${undefined}</p>`.text).toBe(
    '<p><b title="&#34;&#39;&#60;&#62;&#38;">&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#39;alert(&#34;2&#34;)&#39;&#62;&#38;amp;</b><i></i>&#60;1</p>',
  )
})

test.each([
  [undefined, 'en'],
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
  ['en-GB,en;q=0.9,ru;q=0.8', 'en'],
  ['de, ru;q=0.5, en;q=0.4', 'ru'],
  ['ru;q=0, en', 'en'],
  ['de;q=x,*', 'en'],
])('%s asks for pages in %s', (header, language) => {
  expect(pageLanguageOf(header)).toBe(language)
})

test.each(Object.entries(refusals))('%s at the provider is told in Russian as well', (code, message) => {
  const refusal = new Refusal(403, code, message)
  expect(errorPage(refusal, 'ru')).toMatch(/<html lang="ru">.*Не получилось.*lang="ru">[^<]*[а-я]/s)
  expect(errorPage(refusal, 'en')).toContain('That did not work')
})

test('what has no words in Russian is told in English, and marked as such; a request id is always told', () => {
  expect(errorPage(new Refusal(400, 'odd', 'The moon is full.'), 'ru')).toContain('<p lang="en">The moon is full.</p>')
  expect(refusalInRussian(new Refusal(404, 'constructor', ''))).toBeNull()
  const failed = new Refusal(500, 'internal', '', { details: { requestId: 'r-1' } })
  expect(errorPage(failed, 'ru')).toContain('номером запроса r-1')
  expect(signedInPage('ru')).toContain('Вы вошли')
})
