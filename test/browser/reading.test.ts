import { readFile } from 'node:fs/promises'
import type { Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { silenceInWords } from '../../src/core/runs/portal-silence.ts'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, inEveryLook, isTooWide } from './browser.ts'

const hostile = '<img src=x onerror=alert(1)>'
let service: RunningService
let browser: Browser
let dealId: number
let runId: string
let backfillId: string
/** Of the browser's own: what a script of somebody's would open. */
let dialogs = 0
/** Every page; words in capitals stand for what the tests make. */
const pages = [
  '/',
  '/attention',
  '/alerts',
  '/runs',
  '/runs/RUN',
  '/deals',
  '/deals/DEAL',
  '/deals/DEAL/why',
  '/rules',
  '/rules/RULE',
  '/rules/RULE/edit',
  '/rules/RULE/versions',
  '/rules/RULE/live',
  '/new-rule',
  '/new-rule/edit',
  '/events',
  '/backfills',
  '/backfills/new',
  '/backfills/BACKFILL',
  '/connect',
  '/settings',
  '/settings/people',
  '/settings/tokens',
  '/settings/portal',
  '/settings/record',
  '/invitation#token=unknown',
  '/no-such-page',
]
const addressOf = (page: string) =>
  page
    .replace('RUN', runId)
    .replace('DEAL', String(dealId))
    .replace('RULE', 'attach-company-primary-contact')
    .replace('BACKFILL', backfillId)

beforeAll(async () => {
  const rule = aRule({
    name: `Primary contact ${hostile}`,
    description: hostile,
    conditions: {
      any: [
        {
          // Looked at first, so that the other is not looked at any more.
          priority: 10,
          all: [
            { fact: 'deal', path: '$.companyId', operator: 'greaterThan', value: 0 },
            { fact: 'deal', path: '$.title', operator: 'equal', value: hostile },
          ],
        },
        { not: { fact: 'deal', path: '$.opportunity', operator: 'greaterThan', value: 5 } },
      ],
    },
  })
  service = await aService({ rules: [rule] })
  const { data } = service.sandbox
  const companyId = data.addCompany({ title: hostile })
  const contactId = data.addContact({ name: hostile })
  data.linkCompanyContact(companyId, contactId, { primary: true })
  dealId = data.addDeal({ title: hostile, companyId })
  runId = (await service.waitForRun(dealId, ({ status }) => status === 'applied')).id
  // Enough for a second page of the list.
  for (let n = 0; n < 55; n += 1) data.addDeal({ title: `Deal ${n}` })
  await service.quiet()
  browser = await aBrowser()
  browser.page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

/** Opens a page and waits until it shows what it loaded. */
async function open(path: string): Promise<void> {
  await browser.page.goto(`${service.baseUrl}${path}`)
  await settled()
}

async function settled(): Promise<void> {
  await browser.page.locator('h1').first().waitFor()
  await browser.page.waitForFunction(() => !/Loading…|Загрузка…/.test(document.body.innerText))
}

/** The page that is open can be read by everybody, and needs no scrolling sideways, in whatever look. */
async function expectEveryLook(where: string): Promise<void> {
  await inEveryLook(browser.page, async (look) => {
    await expectAccessible(browser.page, `${where} ${look}`)
    expect(await isTooWide(browser.page), `${where} ${look} needs scrolling sideways`).toBe(false)
  })
}

const text = () => browser.page.locator('body').innerText()

test('a stranger is asked to sign in, wherever the way began', async () => {
  await open(`/runs/${runId}`)
  await vi.waitFor(async () => expect(await text()).toContain('one-time sign-in link'), patiently)
  expect(await text()).not.toContain('Contact')
  await expectEveryLook('signing in')
})

test('a one-time link leads to the overview, which is usable within a second and a half', async () => {
  await browser.page.goto(await service.signInLink())
  await vi.waitFor(async () => expect(await text()).toContain('Latest runs'), patiently)
  expect(new URL(browser.page.url()).pathname).toBe('/')

  const took: number[] = []
  for (let time = 0; time < 3; time += 1) {
    const began = performance.now()
    await open('/')
    await browser.page.getByRole('heading', { name: 'Latest runs' }).waitFor()
    took.push(performance.now() - began)
  }
  // Twice the aim, and the quickest of three: this machine may have other work.
  expect(Math.min(...took)).toBeLessThan(3000)
  const scripts = await browser.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      // Resource entries, by the kind asked for.
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  )
  expect(scripts, 'bytes of script, as they travel').toBeGreaterThan(20_000)
  expect(scripts).toBeLessThan(300_000)
})

test('the overview tells of new runs without a reload', async () => {
  await open('/')
  const fresh = service.sandbox.data.addDeal({ title: 'Fresh' })
  await browser.page
    .getByRole('link', { name: `Deal ${fresh}` })
    .first()
    .waitFor()
})

test('runs are filtered by the address, page by page, and lead to one run', async () => {
  await open('/runs')
  expect(await browser.page.locator('tbody tr').count()).toBe(50)
  await browser.page.getByRole('button', { name: 'Show more' }).click()
  await vi.waitFor(async () => expect(await browser.page.locator('tbody tr').count()).toBeGreaterThan(50), patiently)

  await browser.page
    .getByLabel('Deal', { exact: true })
    .fill(`https://example.bitrix24.com/crm/deal/details/${dealId}/`)
  await browser.page.getByLabel('Outcome').selectOption('applied')
  await browser.page.waitForURL(`**/runs?status=applied&deal=${dealId}`)
  await vi.waitFor(async () => expect(await browser.page.locator('tbody tr').count()).toBe(1), patiently)
  await browser.page.reload()
  await settled()
  await vi.waitFor(async () => expect(await browser.page.locator('tbody tr').count()).toBe(1), patiently)
  await browser.page.locator('tbody tr a').first().click()
  await browser.page.waitForURL(`**/runs/${runId}`)
  const told = browser.page.locator('main')
  await vi.waitFor(async () => {
    const words = await told.innerText()
    for (const part of [
      'as the primary one',
      'passes:',
      'not evaluated',
      'Links before',
      'crm.deal.contact.add',
      'deal added',
    ]) {
      expect(words).toContain(part)
    }
  }, patiently)
})

test('runs are narrowed to a contact, by its id or address, with its name beside', async () => {
  const { page } = browser
  const contactId = service.sandbox.data.links(dealId)[0]?.contactId
  await open(`/runs/${runId}`)
  await page.getByRole('link', { name: `runs (${hostile})` }).click()
  await page.waitForURL(`**/runs?contact=${contactId}`)
  await open('/runs')
  await page
    .getByLabel('Contact', { exact: true })
    .fill(`https://example.bitrix24.com/crm/contact/details/${contactId}/`)
  await page.waitForURL(`**/runs?contact=${contactId}`)
  await vi.waitFor(async () => expect(await page.locator('tbody tr').count()).toBe(1), patiently)
  await page.locator('form p').filter({ hasText: hostile }).waitFor()
  await page.getByLabel('Contact', { exact: true }).fill('nobody')
  await vi.waitFor(async () => expect(await text()).toContain('Neither a contact’s id nor its address'), patiently)
})

test('a run is run again after a question, and its page follows', async () => {
  await open(`/runs/${runId}`)
  await browser.page.getByRole('button', { name: 'Run again' }).click()
  const dialog = browser.page.getByRole('dialog')
  await dialog.waitFor()
  await expectAccessible(browser.page, 'the question')
  await browser.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect((await service.runsOf(dealId)).filter(({ trigger }) => trigger.type === 'manual')).toEqual([])
  await browser.page.getByRole('button', { name: 'Run again' }).click()
  await dialog.getByRole('button', { name: 'Run now' }).click()
  const run = await service.waitForRun(dealId, ({ trigger }) => trigger.type === 'manual')
  await browser.page.waitForURL(`**/runs/${run.id}`)
  await vi.waitFor(async () => expect(await text()).toContain('Asked for by hand'), patiently)
})

test('new runs wait on a button until they are asked for', async () => {
  await open('/runs')
  await browser.page.getByText('● Live').waitFor()
  const first = await browser.page.locator('tbody tr a').first().getAttribute('href')
  const fresh = service.sandbox.data.addDeal({ title: 'Fresh on the list' })
  const chip = browser.page.getByRole('button', { name: /new run/ })
  await chip.waitFor()
  expect(await browser.page.locator('tbody tr a').first().getAttribute('href')).toBe(first)
  await chip.click()
  await browser.page
    .locator('tbody tr')
    .first()
    .getByRole('link', { name: `Deal ${fresh}` })
    .waitFor()
})

test('a filtered list is saved as a file, which holds the runs of the filter and no others', async () => {
  await open(`/runs?deal=${dealId}&status=applied`)
  const save = async (format: string) => {
    const [download] = await Promise.all([
      browser.page.waitForEvent('download'),
      browser.page.getByRole('link', { name: format, exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(new RegExp(`^runs-\\d{4}-\\d\\d-\\d\\d\\.${format}$`))
    return readFile(await download.path(), 'utf8')
  }
  expect((await save('csv')).trim().split('\n')).toHaveLength(2)
  expect(JSON.parse(await save('json'))).toMatchObject([{ id: runId, dealId, dealTitle: hostile, status: 'applied' }])
})

test('a run is undone after a look at what would be put back', async () => {
  const run = (await service.runsOf(dealId)).find(({ status }) => status === 'applied')
  await open(`/runs/${run?.id}`)
  await browser.page.getByRole('button', { name: 'Undo…' }).click()
  const dialog = browser.page.getByRole('dialog')
  await dialog.getByText('become as they were before the run').waitFor()
  expect(await dialog.innerText()).toContain(hostile)
  await expectAccessible(browser.page, 'the preview of an undo')
  await dialog.getByRole('button', { name: 'Put back' }).click()
  const undone = await service.waitForRun(dealId, ({ trigger }) => trigger.type === 'revert')
  await browser.page.waitForURL(`**/runs/${undone.id}`)
  expect(service.sandbox.data.links(dealId)).toEqual([])
  // Once more: the dialog says that there is nothing left to undo.
  await open(`/runs/${run?.id}`)
  await browser.page.getByRole('button', { name: 'Undo…' }).click()
  await dialog.getByText('undone already').waitFor()
})

test('what people changed is told as their change in the story of the deal', async () => {
  const contactId = service.sandbox.data.addContact({ name: 'Anna', lastName: 'Titova' })
  await open(`/deals/${dealId}`)
  service.sandbox.data.linkContact(dealId, contactId)
  await browser.page.getByText('People’s changes: + Anna Titova').waitFor()
})

test('a backfill is counted, begun, watched and told', async () => {
  const { page } = browser
  const companyId = service.sandbox.data.addCompany()
  for (let n = 0; n < 3; n += 1) service.sandbox.data.addDeal({ title: `Backfilled ${n}`, companyId })
  await service.quiet()
  await open('/backfills/new')
  await page.getByLabel('Company id').fill(String(companyId))
  await page.getByRole('button', { name: 'Count the deals' }).click()
  await page.getByRole('button', { name: 'Look at 3 deals…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Begin' }).click()
  await page.waitForURL(/\/backfills\/[\da-f-]{36}$/)
  const address = new URL(page.url()).pathname
  backfillId = address.slice('/backfills/'.length)
  await page.getByText('3 of 3 deals').waitFor()
  await page.getByText('Done', { exact: true }).waitFor()
  await page.getByRole('link', { name: /Backfilled 2/ }).waitFor()
  await expectAccessible(page, 'a backfill')
  await page.getByRole('link', { name: 'All its runs' }).click()
  await vi.waitFor(async () => expect(await page.locator('tbody tr').count()).toBe(3), patiently)
  await open('/backfills')
  expect(await page.getByRole('link', { name: `company ${companyId}` }).getAttribute('href')).toBe(address)
})

test('the story of a deal is found by its address', async () => {
  await open('/deals')
  await browser.page.getByLabel('Deal id or address').fill('nonsense')
  await browser.page.getByRole('button', { name: 'Show its story' }).click()
  await vi.waitFor(async () => expect(await text()).toContain('Neither a deal’s id'), patiently)
  await browser.page.getByLabel('Deal id or address').fill(String(dealId))
  await browser.page.keyboard.press('Enter')
  await browser.page.waitForURL(`**/deals/${dealId}`)
  await vi.waitFor(async () => expect(await browser.page.locator('h1').innerText()).toBe(hostile), patiently)
})

test('a page that the portal keeps waiting says so, then why it has nothing to show, and that it tries again', async () => {
  const { page } = browser
  const asked: Route[] = []
  await page.route('**/api/deals/*/why', (route) => void asked.push(route))
  await page.goto(`${service.baseUrl}/deals/${dealId}/why`)
  await page.getByText('This takes longer than usual').waitFor()
  const message = silenceInWords(`Deal ${dealId}`, 20, 'usual')
  await asked[0]?.fulfill({ status: 503, json: { error: { code: 'portal_unavailable', message } } })
  await page.getByText('Bitrix24 did not answer within 20 s. Nothing was changed').waitFor()

  await page.getByRole('button', { name: 'Try again' }).click()
  await vi.waitFor(() => expect(asked).toHaveLength(2), patiently)
  expect(await page.getByRole('alert').getByRole('button').isDisabled(), 'as it is under way').toBe(true)
  await asked[1]?.continue()
  await page.getByText('What each rule says').waitFor()
  await page.unroute('**/api/deals/*/why')
})

test('without the service the pages keep what they have and say so; they heal by themselves', async () => {
  await open('/')
  await browser.page.route('**/api/**', (route) => route.abort('connectionrefused'))
  // The connection that tells of changes is not among those that were cut.
  service.sandbox.data.addDeal()
  await vi.waitFor(async () => expect(await text()).toContain('The service does not answer'), patiently)
  expect(await text()).toContain('Latest runs')
  await browser.page.unroute('**/api/**')
  await vi.waitFor(async () => expect(await text()).not.toContain('The service does not answer'), patiently)
})

test('while the database is away pages say so, none calls it well, and they heal by themselves', async () => {
  const { page } = browser
  await open('/')
  const heading = page.getByRole('heading', { level: 1 })
  await vi.waitFor(async () => expect(await heading.innerText()).not.toBe('Overview'), patiently)
  const away = { error: { code: 'database_unavailable', message: 'The database does not answer; try again.' } }
  await page.route('**/api/**', (route) => route.fulfill({ status: 503, json: away }))
  service.sandbox.data.addDeal()
  await vi.waitFor(async () => expect(await text()).toContain('The database does not answer; this is as of'), patiently)
  expect(await heading.innerText()).toBe('Overview')
  // Nothing is polled here: it looks again because it has nothing to show.
  await page.goto(`${service.baseUrl}/runs/${runId}`)
  await vi.waitFor(async () => expect(await text()).toContain('Bindery itself runs'), patiently)
  await page.unroute('**/api/**')
  await vi.waitFor(async () => expect(await text()).toContain('Links before'), patiently)
})

test('the keyboard alone reaches the content past the navigation', async () => {
  await open('/rules')
  await browser.page.keyboard.press('Tab')
  expect(await browser.page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the content')
  await browser.page.keyboard.press('Enter')
  await browser.page.keyboard.press('Tab')
  expect(await browser.page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true)
})

test.each(pages)('%s is accessible and fits in both languages, wide and narrow, light and dark', async (path) => {
  await open(addressOf(path))
  await expectEveryLook(path)
  expect(await browser.page.locator('img[src="x"]').count(), 'what people typed is an element').toBe(0)
})

test('what people typed is shown as text, and has run on none of these pages', async () => {
  await open(`/runs/${runId}`)
  await vi.waitFor(async () => expect(await text()).toContain(`“${hostile}”`), patiently)
  expect(dialogs).toBe(0)
})

test('so is the navigation of a phone', async () => {
  const { page } = browser
  await open('/rules')
  await inEveryLook(page, async (look) => {
    const button = page.getByRole('button', { name: /menu|меню/ })
    if (!(await button.isVisible())) return
    await button.click()
    await page.getByRole('dialog').getByRole('navigation').waitFor()
    await expectAccessible(page, `the navigation ${look}`)
    await page.keyboard.press('Escape')
  })
})

test('signing out ends the session, and leaves nothing behind but how the pages look', async () => {
  await browser.page.setViewportSize({ width: 1280, height: 900 })
  await open('/rules')
  await browser.page.evaluate(() => {
    localStorage.setItem('bindery-language', 'en')
    localStorage.setItem('bindery-look', 'light')
    localStorage.setItem('bindery-pinned-deal', '{"id":1,"title":"A deal"}')
    sessionStorage.setItem('bindery-new-rule', '{}')
  })
  await open('/rules')
  await browser.page.getByRole('button', { name: 'Sign out' }).click()
  await browser.page.getByLabel('Password').waitFor()
  const kept = await browser.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])
  expect(kept.toSorted()).toEqual(['bindery-language', 'bindery-look'])
  await open('/')
  await browser.page.getByLabel('Password').waitFor()
})

test('nothing was complained of: no error, and nothing that the content security policy had to stop', () => {
  expect(browser.complaints).toEqual([])
})
