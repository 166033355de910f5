import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible } from './browser.ts'

const count = 40
let service: RunningService
let browser: Browser

beforeAll(async () => {
  service = await aService()
  for (let n = 1; n <= count; n += 1) {
    const rule = aRule({ key: `rule-${n}`, name: `Numbered ${n}`, mode: 'off', priority: 1 })
    await service.api('PUT', `/api/rules/${rule.key}`, rule)
  }
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const numbered = () => browser.page.getByRole('heading', { name: /Numbered/ })
const switches = () => browser.page.getByRole('combobox', { name: /Numbered/ })

test('every rule is named at once, and what one does with it is made as it comes near', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules`)
  await numbered().first().waitFor()
  expect(await numbered().count()).toBe(count)
  await switches().first().waitFor()
  expect(await switches().count()).toBeLessThan(count)
  await expectAccessible(page, 'a long list of rules')

  const last = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: `Numbered ${count}` }) })
  await last.scrollIntoViewIfNeeded()
  await last.getByRole('combobox').waitFor()
})

test('all of them are selected at once, those that are far, too', async () => {
  await browser.page.getByRole('checkbox', { name: 'Select all' }).check()
  const rows = await browser.page.locator('main li h2').count()
  expect(await browser.page.locator('main').innerText()).toContain(`${rows} selected`)
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
