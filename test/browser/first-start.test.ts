import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { patiently } from '../support/patiently.ts'
import { aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn, speak } from './browser.ts'

const key = 'company-primary-contact'
let service: RunningService
let browser: Browser
let companyId: number
let contactId: number

beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  companyId = data.addCompany({ title: 'Acme' })
  contactId = data.addContact({ name: 'Anna', lastName: 'Titova' })
  data.linkCompanyContact(companyId, contactId, { primary: true })
  browser = await aBrowser()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const { main, dialog, shows, press } = handsOn(() => browser)
const section = (name: string) => browser.page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

test('the one-time link leads to an empty overview that shows the way, and works once', async () => {
  const { page } = browser
  const link = await service.signInLink()
  await page.goto(link)
  await shows('Three steps to the first run')
  await shows(/✓ done\s+1\. Connect your portal/)
  await shows(/○ to do\s+2\. Have a rule/)
  await expectAccessible(page, 'the empty overview')
  const again = await fetch(link, { redirect: 'manual' })
  expect(again.headers.get('set-cookie'), 'a link that was used opens nothing').toBeNull()
})

test('what to paste into Bitrix24 is shown, with what is checked', async () => {
  await main().getByRole('link', { name: 'Connect your portal' }).click()
  await browser.page.waitForURL('**/connect')
  await shows(`${service.baseUrl}/webhooks/bitrix24`)
  await shows('ONCRMDEALADD')
  await shows(/✓ [^:]+: [^\n]*permissions/i)
})

test('what the webhook lacks is told in words, with what to do about it', async () => {
  const { page } = browser
  await page.route('**/api/status', async (route) => {
    const answer = await route.fetch()
    const permissions = { checkedAt: new Date().toISOString(), granted: ['scope'], missing: ['link-fields', 'deals'] }
    await route.fulfill({ response: answer, json: { ...(await answer.json()), permissions } })
  })
  for (const path of ['/', '/connect']) {
    await page.goto(`${service.baseUrl}${path}`)
    await shows('Missing: the fields of contacts of deals, reading deals. Update the portal. Give the webhook’s owner')
  }
  await page.goto(`${service.baseUrl}/settings/portal`)
  await shows('the right CRM (crm)')
  await page.unroute('**/api/status')
})

test('why the portal fails is told in the language of the page', async () => {
  const { page } = browser
  await page.route('**/api/status', async (route) => {
    const answer = await route.fetch()
    const status = await answer.json()
    const error = { code: 'transient', message: 'As the service says it.' }
    await route.fulfill({
      response: answer,
      json: { ...status, portal: { ...status.portal, state: 'failing', error } },
    })
  })
  await page.goto(service.baseUrl)
  await shows('The portal could not be reached or answered with an error.')
  await speak(page, 'ru')
  await shows('До портала не достучаться, или он ответил ошибкой.')
  await page.goto(`${service.baseUrl}/connect`)
  await shows('До портала не достучаться, или он ответил ошибкой.')
  await speak(page, 'en')
  await page.unroute('**/api/status')
})

test('a page that the browser keeps for going back lets its connection go, and takes it up again', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/runs`)
  await page.getByText('● Live').waitFor()
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await page.getByText('Updated every few seconds').waitFor()
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await page.getByText('● Live').waitFor()
})

test('the first rule is made of a recipe, and begins in shadow', async () => {
  const { page } = browser
  await section('Rules')
  await expectAccessible(page, 'the empty list of rules')
  await main().getByRole('link', { name: 'New rule' }).first().click()
  await page.waitForURL('**/new-rule')
  await press('Choose: Link one contact to every deal of a pipeline')
  await press('Make the rule')
  const missing = main().getByText('Fill this in.')
  await vi.waitFor(async () => expect(await missing.count()).toBe(2), patiently)
  await main().getByLabel('Contact', { exact: true }).fill(String(contactId))
  await shows('Anna Titova')
  expect(await missing.count(), 'what was mended is faulty no more').toBe(1)
  await press("Choose: Attach the company's primary contact")
  await main().getByLabel('Pipeline', { exact: true }).selectOption({ index: 1 })
  await press('Make the rule')
  await page.waitForURL('**/new-rule/edit')
  await press('Find out')
  await shows('There is no deal to judge by')
  await press('Save')
  await press('Save', dialog())
  await page.waitForURL(`**/rules/${key}?saved=1`)
  await shows('in shadow: watch its runs')
})

test('a deal of Bitrix24 is run, and the overview tells what the rule would have done', async () => {
  await section('Overview')
  service.sandbox.data.addDeal({ title: 'Watched', companyId })
  await shows('Would have changed')
  await vi.waitFor(async () => expect(await main().innerText()).not.toContain('Three steps'), patiently)
})

test('the rule goes live after a review, and the first applied run tells what it did', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}`)
  await press('Live')
  await shows('would change 1 deal.')
  await press('Go live')
  await page.waitForURL(`**/rules/${key}?saved=2`)
  await section('Overview')
  const dealId = service.sandbox.data.addDeal({ title: 'Spare parts', companyId })
  const row = main().getByRole('row', { name: new RegExp(`Deal ${dealId} .*Changed`) })
  await row.getByRole('link', { name: /Anna Titova ★/ }).click()
  await page.waitForURL('**/runs/*')
  await shows('linked Anna Titova as the primary one')
  expect(service.sandbox.data.links(dealId)).toHaveLength(1)
  await section('Overview')
  await shows('All is well')
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
