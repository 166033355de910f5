import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { anOpenidProvider, type OpenidProvider } from '../support/openid-provider.ts'
import { patiently } from '../support/patiently.ts'
import { aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, inEveryLook, isTooWide } from './browser.ts'

let provider: OpenidProvider
let service: RunningService
let ada: Browser
let bob: Browser

beforeAll(async () => {
  provider = await anOpenidProvider()
  const { issuer, clientId, clientSecret } = provider
  const strength = { acr: [], amr: ['mfa'] }
  const openid = { issuer, clientId, clientSecret, name: 'Acme', unknownPeople: null, isOnlyWay: true, strength }
  service = await aService({ openid })
  ada = await aBrowser()
  bob = await aBrowser()
})
afterAll(async () => {
  await ada?.close()
  await bob?.close()
  await service?.close()
  await provider?.close()
})

const shows = ({ page }: Browser, words: string) =>
  vi.waitFor(async () => expect(await page.locator('body').innerText()).toContain(words), patiently)
/** No page of these asks for a password; each can be used and fits, in every look. */
async function expectNoPassword({ page }: Browser, where: string): Promise<void> {
  expect(await page.locator('input[type=password]').count(), where).toBe(0)
  await inEveryLook(page, async (look) => {
    await expectAccessible(page, `${where}, ${look}`)
    expect(await isTooWide(page), `${where}, ${look}`).toBe(false)
  })
}

test('the first account is made without a password', async () => {
  await ada.page.goto(await service.signInLink())
  await ada.page.getByRole('link', { name: 'My account' }).click()
  await shows(ada, 'give the address that you have there')
  await expectNoPassword(ada, 'the first account')
  await ada.page.getByLabel('Your name').fill('Ada')
  await ada.page.getByLabel('E-mail').fill('ada@example.com')
  await ada.page.getByRole('button', { name: 'Make the account' }).click()
  await shows(ada, 'Signed in as Ada')
  await shows(ada, 'Where you are signed in')
  await expectNoPassword(ada, 'the account')
})

test('whoever is invited is sent to the provider, and so is everybody who signs in', async () => {
  await ada.page.goto(`${service.baseUrl}/settings/people`)
  await ada.page.getByLabel('E-mail').fill('bob@example.com')
  await ada.page.getByRole('button', { name: 'Make the link' }).click()
  const link = ada.page.locator('code', { hasText: '/invitation#token=' })
  await link.waitFor()
  expect(await ada.page.getByRole('button', { name: 'Link for a new password' }).count()).toBe(0)

  await bob.page.goto(await link.innerText())
  await shows(bob, 'sign in there as bob@example.com, and you are in')
  await expectNoPassword(bob, 'the invitation')
  const way = bob.page.getByRole('link', { name: 'Sign in with Acme' })
  expect(await way.getAttribute('href')).toBe('/sign-in/openid')

  await bob.page.goto(service.baseUrl)
  await shows(bob, 'nobody has an account yet?')
  await expectNoPassword(bob, 'signing in')
  await way.waitFor()
})

test('coming back from the provider one is signed in', async () => {
  provider.person = { sub: 'bob', email: 'bob@example.com', email_verified: true, name: 'Bob', amr: ['pwd', 'mfa'] }
  await bob.page.getByRole('link', { name: 'Sign in with Acme' }).click()
  await bob.page.getByRole('link', { name: 'Bob' }).click()
  await shows(bob, 'Signed in as Bob')
})

test('nothing was complained of', () => {
  expect([...ada.complaints, ...bob.complaints]).toEqual([])
})
