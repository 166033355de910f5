import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenCheck } from '../../src/portal/token.ts'
import { parseWebhookUrl } from '../../src/portal/webhook-url.ts'

const secret = 'hoSmyMfksJ6b22g5'
const good = `https://acme.bitrix24.com/rest/17/${secret}`

test.each([
  `${good}/`,
  good,
  `  ${good}/ \n`,
  `${good}/profile.json`,
  `${good}/crm.deal.list.json?start=50`,
  `https://acme.bitrix24.com/rest/api/17/${secret}/profile`,
  `HTTPS://ACME.bitrix24.com/rest/17/${secret}/`,
])('%s', (text) => {
  const parsed = parseWebhookUrl(text, { allowHttp: false })
  if (!parsed.ok) throw new Error(parsed.message)
  expect(parsed.url.pathOf('profile')).toBe(`/rest/17/${secret}/profile.json`)
  expect(parsed.url).toMatchObject({ origin: 'https://acme.bitrix24.com', host: 'acme.bitrix24.com', userId: 17 })
  const shown = [
    `${parsed.url}`,
    JSON.stringify({ url: parsed.url }),
    inspect(parsed.url, { showHidden: true, depth: 9 }),
  ]
  expect(shown.join()).not.toContain(secret)
})

test.each([
  { text: '', says: /empty/ },
  { text: 'acme.bitrix24.com/rest/17/x', says: /complete URL/ },
  { text: `ftp://acme.bitrix24.com/rest/17/${secret}/`, says: /https/ },
  { text: `http://acme.bitrix24.com/rest/17/${secret}/`, says: /BITRIX24_ALLOW_HTTP/ },
  { text: `http://127.0.0.1.evil.test/rest/17/${secret}/`, says: /BITRIX24_ALLOW_HTTP/ },
  { text: `https://me:${secret}@acme.bitrix24.com/rest/17/${secret}/`, says: /user name or password/ },
  { text: 'https://acme.bitrix24.com/', says: /lacks the part/ },
  { text: `https://acme.bitrix24.com/rest/${secret}/`, says: /user's number/ },
  { text: 'https://acme.bitrix24.com/rest/17/', says: /its secret/ },
  { text: 'https://acme.bitrix24.com/rest/17/profile.json', says: /its secret/ },
  { text: `${good}/a/b`, says: /goes on/ },
])('refused: $says', ({ text, says }) => {
  const parsed = parseWebhookUrl(text, { allowHttp: false })
  expect(parsed.ok === false && parsed.message).toMatch(says)
  expect(parsed.ok === false && parsed.message).not.toContain(secret)
})

test.each(['localhost', '127.0.0.1:8080', '[::1]:8080'])('plain http is fine on loopback: %s', (host) => {
  expect(parseWebhookUrl(`http://${host}/rest/1/${secret}/`, { allowHttp: false }).ok).toBe(true)
})

test('plain http elsewhere needs leave', () => {
  expect(parseWebhookUrl(`http://portal.internal/rest/1/${secret}/`, { allowHttp: true }).ok).toBe(true)
})

test('no message repeats what was pasted', () => {
  const pasted = fc
    .tuple(fc.webUrl({ withQueryParameters: true }), fc.string())
    .map(([url, rest]) => `${url}/${secret}/${rest}`)
  fc.assert(
    fc.property(
      fc.oneof(
        pasted,
        fc.string().map((text) => text + secret),
      ),
      (text) => {
        const parsed = parseWebhookUrl(text, { allowHttp: true })
        expect(parsed.ok === false && parsed.message).not.toContain(secret)
      },
    ),
  )
})

test.each([
  { given: 'old', isRight: true },
  { given: 'new', isRight: true },
  { given: 'ne', isRight: false },
  { given: 'newer', isRight: false },
  { given: '', isRight: false },
  { given: null, isRight: false },
])('the token "$given"', ({ given, isRight }) => {
  expect(createTokenCheck(['old', 'new', ''])(given)).toBe(isRight)
  expect(createTokenCheck([])(given)).toBe(false)
})
