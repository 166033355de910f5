import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { aWebhookReceiver, type WebhookReceiver } from '../support/alert-receivers.ts'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn, inEveryLook, isTooWide } from './browser.ts'

const secret = 'the secret of a receiver'
let service: RunningService
let receiver: WebhookReceiver
let browser: Browser

beforeAll(async () => {
  receiver = await aWebhookReceiver()
  service = await aService({
    alertTimes: { lookEveryMs: 50, settleMs: 100, slowEveryMs: 1_000 },
    alerts: { webhook: { url: receiver.url, secret } },
  })
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('heading', { level: 1 }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
  await receiver?.close()
})

const { main, dialog, shows, press } = handsOn(() => browser)
const inNavigation = (name: RegExp) => browser.page.getByRole('navigation').getByRole('link', { name })
const card = (title: string) =>
  main()
    .getByRole('article')
    .filter({ has: browser.page.getByRole('heading', { name: title }) })
    .first()
const tells = (title: string, words: string | RegExp) =>
  vi.waitFor(async () => expect(await card(title).innerText()).toMatch(words), patiently)

/** The page of the alerts, which never asks from time to time: what it shows anew has come by a notice. */
async function aPageThatOnlyHears() {
  const page = await browser.page.context().newPage()
  await page.addInitScript(() => {
    const real = window.setTimeout.bind(window)
    const shortOnly = (then: () => void, ms = 0) => (ms >= 5_000 ? 0 : real(then, ms))
    Object.defineProperty(window, 'setTimeout', { value: shortOnly })
  })
  const stream = page.waitForResponse('**/api/stream')
  await page.goto(`${service.baseUrl}/alerts`)
  await stream
  await page.getByText('Nothing is alarming.').waitFor()
  return page
}

test('nothing is alarming, and who would be told is said and tried', async () => {
  const { page } = browser
  await inNavigation(/^Alerts$/).click()
  await page.waitForURL('**/alerts')
  await shows('Nothing is alarming.')
  await shows('Nothing has been alarming yet.')
  await shows('Alerts go out by webhook.')
  await press('Send a test…')
  await expectAccessible(page, 'the question')
  expect(receiver.posted, 'nothing goes out before a yes').toEqual([])
  await press('Send it', dialog())
  await shows('webhook: the test was taken.')
  expect(receiver.posted.length).toBe(1)
  receiver.status = 500
  await press('Send a test…')
  await press('Send it', dialog())
  await shows(/webhook: the test was not taken\..*HTTP 500/)
  receiver.status = 200
})

test('what begins to be alarming is shown without a reload: what to do, where, and who was told', async () => {
  const { page } = browser
  const told = await aPageThatOnlyHears()
  await service.api('POST', '/api/stop', { note: 'an import' })
  await tells('All writes are stopped', /it stands[\s\S]*Their note: an import[\s\S]*What to do: Let writes go on/)
  await tells('All writes are stopped', /That it is so was told\s+✓ webhook: taken/)
  await inNavigation(/^1\s*Alerts$/)
    .first()
    .waitFor()
  await told.getByText('webhook: taken').waitFor()
  await told
    .getByRole('navigation')
    .getByRole('link', { name: /^1\s*Alerts$/ })
    .first()
    .waitFor()
  await told.close()
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await page.getByRole('banner').getByRole('link', { name: '! 1 alert stands' }).getAttribute('href')).toBe(
    '/alerts',
  )
  await page.setViewportSize({ width: 1280, height: 900 })
  await card('All writes are stopped').getByRole('link', { name: 'What needs a person' }).click()
  await page.waitForURL('**/attention')
  await page.goto(`${service.baseUrl}/`)
  await shows('1 alert stands')
  await main().getByRole('link', { name: 'To the alerts' }).click()
  await page.waitForURL('**/alerts')
})

test('what is over moves to what was, and a channel that refused says why', async () => {
  receiver.status = 503
  await service.api('POST', '/api/resume')
  await shows('Nothing is alarming.')
  await tells(
    'All writes are stopped',
    /it lasted[\s\S]*That it is over was told\s+… webhook: not taken yet, tried 1 time/,
  )
  await tells('All writes are stopped', 'HTTP 503')
  await vi.waitFor(async () => expect(await inNavigation(/^Alerts$/).count()).toBeGreaterThan(0), patiently)
  expect(await main().innerText()).not.toContain(secret)
  expect(await main().innerText()).not.toContain('of-a-receiver')
  receiver.status = 200
})

test('a rule that is held is called by its name and leads to it', async () => {
  const { page } = browser
  const contactId = service.sandbox.data.addContact({ name: 'Ben' })
  const actions = [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [contactId] } }]
  await service.obey(aRule({ key: 'wild', name: 'Wild rule', fuse: { deals: 1, minutes: 10 }, actions }))
  for (let deal = 0; deal < 2; deal += 1) {
    service.sandbox.data.addDeal()
    await service.quiet()
  }
  await page.goto(`${service.baseUrl}/alerts`)
  const title = 'The rule “Wild rule” is held by its fuse'
  await tells(title, 'about to change more than 1 deal')
  await card(title).getByRole('link', { name: 'The rule' }).click()
  await page.waitForURL('**/rules/wild')
})

test('filters are in the address, and what they hide is not said to be well', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/alerts`)
  await main().getByLabel('What it is').selectOption({ label: 'Writes stopped' })
  await page.waitForURL('**/alerts?kind=writes-stopped')
  await shows('Nothing that stands fits these filters.')
  expect(await main().getByRole('article').count()).toBe(1)
  await main().getByLabel('Raised').selectOption({ label: 'The last hour' })
  await page.waitForURL('**/alerts?kind=writes-stopped&within=1h')
  await main().getByRole('link', { name: 'Clear filters' }).click()
  await page.waitForURL('**/alerts')
  await vi.waitFor(async () => expect(await main().getByRole('article').count()).toBe(2), patiently)
})

test('it is accessible and fits in every look', async () => {
  const { page } = browser
  await inEveryLook(page, async (look) => {
    await expectAccessible(page, `/alerts ${look}`)
    expect(await isTooWide(page), `/alerts ${look} needs scrolling sideways`).toBe(false)
  })
})

test('who may not send a test is not offered it', async () => {
  const { page } = browser
  const me = z.looseObject({}).parse((await service.api('GET', '/api/me')).body)
  await page.route('**/api/me', (route) => route.fulfill({ json: { ...me, role: 'editor' } }))
  await page.goto(`${service.baseUrl}/alerts`)
  await shows('Alerts go out by webhook.')
  expect(await main().getByRole('button', { name: 'Send a test…' }).count()).toBe(0)
  await page.unroute('**/api/me')
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
