import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aBrowser as withCookies } from '../support/a-browser.ts'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, inEveryLook, isTooWide } from './browser.ts'

const password = 'tin lantern orchard seven'
let service: RunningService
let ada: Browser
let bob: Browser
let dealId: number

beforeAll(async () => {
  service = await aService({
    rules: [
      aRule({
        key: 'big-deals',
        name: 'Big deals',
        conditions: { all: [{ fact: 'deal', path: '$.opportunity', operator: 'greaterThan', value: 1000 }] },
      }),
      aRule({ key: 'small-deals', name: 'Small deals', mode: 'off', priority: 50 }),
    ],
  })
  dealId = service.sandbox.data.addDeal({ title: 'Small', opportunity: 5 })
  await service.waitForRun(dealId)
  ada = await aBrowser()
  bob = await aBrowser()
})
afterAll(async () => {
  await ada?.close()
  await bob?.close()
  await service?.close()
})

const wordsOf = ({ page }: Browser) => page.locator('body').innerText()
const shows = (browser: Browser, words: string) =>
  vi.waitFor(async () => expect(await wordsOf(browser)).toContain(words), patiently)

test('whoever came by the link of the start makes the first account', async () => {
  const { page } = ada
  await page.goto(await service.signInLink())
  await page.getByRole('link', { name: 'My account' }).click()
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await shows(ada, 'Signed in as Ada')
  await expectAccessible(page, 'the account')
})

test('a colleague who is invited as editor signs in, and is not offered what administrators do', async () => {
  await ada.page.goto(`${service.baseUrl}/settings/people`)
  await ada.page.getByLabel('E-mail').fill('bob@example.com')
  await ada.page.locator('#invite-role').selectOption('editor')
  await ada.page.getByRole('button', { name: 'Make the link' }).click()
  const link = ada.page.locator('code', { hasText: '/invitation#token=' })
  await link.waitFor()
  await inEveryLook(ada.page, (look) => expectAccessible(ada.page, `people ${look}`))

  await bob.page.goto(await link.innerText())
  await shows(bob, 'Ada invites you to Bindery as Editor')
  await inEveryLook(bob.page, (look) => expectAccessible(bob.page, `the invitation ${look}`))
  await bob.page.getByLabel('Your name').fill('Bob')
  await bob.page.getByLabel('Password').fill('short')
  await bob.page.getByRole('button', { name: 'Join' }).click()
  await shows(bob, 'Shorter than 12 characters')
  await bob.page.getByLabel('Password').fill(`${password} eight`)
  await bob.page.getByRole('button', { name: 'Join' }).click()
  await bob.page.getByRole('link', { name: 'Bob' }).click()
  await shows(bob, 'Signed in as Bob')
  const offered = await wordsOf(bob)
  for (const word of ['People', 'Record']) expect(offered.split('\n')).not.toContain(word)
  await bob.page.goto(`${service.baseUrl}/settings/people`)
  await shows(bob, 'Not for your role')
})

test.each([
  { where: 'among the people', path: '/settings/people', width: 1280 },
  { where: 'among the tokens, on a phone', path: '/settings/tokens', width: 390 },
])('whoever used the link of a start is signed out there: $where', async ({ path, width }) => {
  const visitor = withCookies(service)
  const link = new URL(await service.signInLink())
  await visitor.ask('GET', link.pathname + link.search)
  expect((await visitor.ask('GET', '/api/me')).body).toMatchObject({ kind: 'link' })
  const { page } = ada
  await page.goto(`${service.baseUrl}${path}`)
  await shows(ada, 'Signed in by the link of a start')
  await inEveryLook(page, async (look) => {
    await expectAccessible(page, `${path} ${look}`)
    expect(await isTooWide(page), `${path} ${look} needs scrolling sideways`).toBe(false)
  })
  await page.setViewportSize({ width, height: 900 })
  await page.getByRole('button', { name: 'Sign out there' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out there' }).click()
  await vi.waitFor(async () => expect((await visitor.ask('GET', '/api/me')).status).toBe(401), patiently)
  await vi.waitFor(async () => expect(await wordsOf(ada)).not.toContain('Signed in by the link'), patiently)
  await page.setViewportSize({ width: 1280, height: 900 })
})

test('an editor makes a token that may no more than they, and it is shown once', async () => {
  const { page } = bob
  await page.goto(`${service.baseUrl}/settings`)
  await page.locator('#token-name').fill('report')
  const roles = await page.locator('#token-role option').allInnerTexts()
  expect(roles.join()).not.toContain('Administrator')
  await page.getByRole('button', { name: 'Create the token' }).click()
  await page.locator('code', { hasText: 'bnd_' }).waitFor()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await shows(bob, 'never used')
  expect(await wordsOf(bob)).not.toContain('bnd_')
})

test('an editor puts rules in order by the keyboard, and one into shadow after a question', async () => {
  const { page } = bob
  await page.goto(`${service.baseUrl}/rules`)
  await page.getByRole('button', { name: 'Place of “Small deals”: 2 of 2' }).press('ArrowUp')
  await shows(bob, 'Small deals: 50 → 550')
  await page.getByRole('button', { name: 'Save the order' }).click()
  await vi.waitFor(async () => {
    expect((await service.api('GET', '/api/rules/small-deals')).body).toMatchObject({ priority: 550, savedBy: 'Bob' })
  }, patiently)
  await page.getByLabel('Mode of “Big deals”').selectOption('shadow')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('writes nothing').waitFor()
  await expectAccessible(page, 'the question')
  await dialog.getByRole('button', { name: 'To shadow' }).click()
  await vi.waitFor(async () => {
    expect((await service.api('GET', '/api/rules/big-deals')).body).toMatchObject({ mode: 'shadow' })
  }, patiently)
})

test('why a deal was not touched is told with the value that stood in the way', async () => {
  const { page } = bob
  await page.goto(`${service.baseUrl}/deals`)
  await page.getByLabel('Deal id or address').fill(`https://example.bitrix24.com/crm/deal/details/${dealId}/`)
  await page.getByRole('button', { name: 'Ask what the rules say' }).click()
  await page.waitForURL(`**/deals/${dealId}/why`)
  await shows(bob, 'the deal’s amount is more than 1000: found 5')
  const words = await wordsOf(bob)
  for (const part of ['No rule matches it as it is now', 'It would match if', 'Preview: nothing was written']) {
    expect(words).toContain(part)
  }
  await expectAccessible(page, 'the answer')
})

test('who did it is on record, and a disabled colleague is out at once', async () => {
  const { page } = ada
  await page.goto(`${service.baseUrl}/settings/record?actor=Bob&action=rule.saved`)
  await shows(ada, 'Rule small-deals')
  await page.goto(`${service.baseUrl}/settings/people`)
  await page
    .getByRole('row', { name: /bob@example/ })
    .getByRole('button', { name: 'Disable' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await shows(ada, 'still open the API')
  await bob.page.goto(`${service.baseUrl}/rules`)
  await bob.page.getByRole('button', { name: 'Sign in' }).waitFor()
})

test('nothing was complained of', () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([])
})
