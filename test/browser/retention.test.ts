import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { patiently } from '../support/patiently.ts'
import { aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, isTooWide } from './browser.ts'

let service: RunningService
let browser: Browser
beforeAll(async () => {
  service = await aService()
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('link', { name: 'Settings' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

test('how long things are kept is set after a question, and what makes no sense is told at once', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/settings/record`)
  await page.locator('summary', { hasText: 'How long things are kept' }).click()
  await page.getByText('As the environment says.').waitFor()
  await page.getByLabel('Runs (the newest of a deal stays)').fill('30')
  await page.getByText('A whole number of days from 100, or nothing').waitFor()
  await expectAccessible(page, '/settings/record')
  await page.getByRole('button', { name: 'Save…' }).click()
  expect(await page.locator('dialog[open]').count()).toBe(0)
  await page.getByLabel('Runs (the newest of a deal stays)').fill('400')
  await page.getByLabel('Values of deals and contacts').fill('90')
  await page.getByRole('button', { name: 'Save…' }).click()
  await page.locator('dialog[open]').getByRole('button', { name: 'Save and erase' }).click()
  await page.getByText('Saved. Erasing begins within a minute.').waitFor()
  await page.getByText('Set here.').waitFor()
  await vi.waitFor(async () => {
    const { body } = await service.api('GET', '/api/retention')
    expect(body).toMatchObject({ policy: { personalDataDays: 90, runsDays: 400, eventsDays: null }, from: 'console' })
  }, patiently)
  await page.reload()
  await page.getByRole('cell', { name: 'How long things are kept changed' }).waitFor()
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page, '/settings/record')
  expect(await isTooWide(page)).toBe(false)
  expect(browser.complaints).toEqual([])
})
