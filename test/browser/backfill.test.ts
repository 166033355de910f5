import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn } from './browser.ts'

/** More than the pages that are asked for at once, so that some wait while it is paused. */
const deals = 240
let service: RunningService
let browser: Browser
let companyId: number
let contactId: number
const dealIds: number[] = []

beforeAll(async () => {
  // A portal that is far away, so that there is time to pause.
  service = await aService({ portal: { latencyMs: 300 }, queue: { concurrency: 20 } })
  const { data } = service.sandbox
  companyId = data.addCompany({ title: 'Acme' })
  contactId = data.addContact({ name: 'Anna' })
  for (let deal = 0; deal < deals; deal += 1) dealIds.push(data.addDeal({ title: `Old ${deal}`, companyId }))
  await service.quiet()
  await service.obey(
    aRule({
      key: 'anna',
      name: 'Anna for everybody',
      on: ['ONNOTHING'],
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }],
    }),
  )
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('link', { name: 'Backfills' }).first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const Runs = z.object({ items: z.array(z.unknown()) })
const { main, dialog, shows, press } = handsOn(() => browser)
const linked = () => dealIds.filter((id) => linksInWords(service.sandbox.data.links(id)) === `${contactId}*`).length
const doneNow = async () => Number(/(\d+) of 240 deals/.exec(await main().innerText())?.[1] ?? Number.NaN)

test('a backfill that acts is counted, begun, paused, and nothing more is done meanwhile', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/backfills/new`)
  await main().getByLabel('Company id').fill(String(companyId))
  await main().getByLabel(/^Act/).check()
  await press('Count the deals')
  await press('Act on 240 deals…')
  await dialog().getByText('Live rules write to the portal').waitFor()
  await press('Begin', dialog())
  await page.waitForURL(/\/backfills\/[\da-f-]{36}$/)
  await vi.waitFor(async () => expect(await doneNow()).toBeGreaterThan(0), patiently)
  await press('Pause')
  await shows('Paused')
  // Those that were under way are finished.
  await vi.waitFor(async () => expect(linked()).toBe(await doneNow()), patiently)
  expect(linked()).toBeLessThan(deals)
  await expectAccessible(page, 'a backfill that rests')
})

test('it goes on when it is resumed, to its end', async () => {
  await press('Resume')
  await shows('240 of 240 deals')
  await shows('Done')
  expect(linked()).toBe(deals)
})

test('all of it is undone after a look at every deal', async () => {
  await press('Undo all…')
  await dialog().getByText('The contacts of 240 deals would change').waitFor()
  await expectAccessible(browser.page, 'the preview of undoing all')
  expect(linked(), 'a preview writes nothing').toBe(deals)
  await press('Undo', dialog())
  await dialog().getByText('Done', { exact: true }).waitFor()
  await dialog().getByText('240 runs undone').waitFor()
  expect(linked()).toBe(0)
})

test('another is cancelled after a question: what was done stays, and the rest is let be', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/backfills/new`)
  await main().getByLabel('Company id').fill(String(companyId))
  await press('Count the deals')
  await press('Look at 240 deals…')
  await press('Begin', dialog())
  await page.waitForURL(/\/backfills\/[\da-f-]{36}$/)
  await vi.waitFor(async () => expect(await doneNow()).toBeGreaterThan(0), patiently)
  await press('Cancel…')
  await dialog().getByText('Cancel this backfill?').waitFor()
  await page.keyboard.press('Escape')
  await shows('Under way')
  await press('Cancel…')
  await press('Cancel it', dialog())
  await shows('Cancelled')
  const letBe = async () => Number(/(\d+) deals? w(?:as|ere) let be/.exec(await main().innerText())?.[1])
  const id = page.url().split('/').at(-1)
  const runs = async () =>
    Runs.parse((await service.api('GET', `/api/runs?backfill=${id}&limit=200`)).body).items.length
  // Those that were under way are finished.
  await service.quiet()
  await vi.waitFor(async () => expect(await doneNow()).toBe(await runs()), patiently)
  expect(await doneNow()).toBeLessThan(deals)
  expect(await letBe()).toBe(deals - (await doneNow()))
  expect(
    await main()
      .getByRole('button', { name: /Pause|Resume|Cancel/ })
      .count(),
  ).toBe(0)
})

test('what a look has found is acted on with the same deals filled in', async () => {
  const { page } = browser
  const { data } = service.sandbox
  const another = data.addCompany({ title: 'Beta' })
  const dealId = data.addDeal({ title: 'Of Beta', companyId: another })
  await service.quiet()
  await page.goto(`${service.baseUrl}/backfills/new`)
  await main().getByLabel('Company id').fill(String(another))
  await press('Count the deals')
  await press('Look at 1 deal…')
  await press('Begin', dialog())
  await shows(/Would have changed: 1/)
  await main().getByRole('link', { name: 'Act on these deals…' }).click()
  await vi.waitFor(
    async () => expect(await main().getByLabel('Company id').inputValue()).toBe(String(another)),
    patiently,
  )
  await press('Count the deals')
  await press('Act on 1 deal…')
  await press('Begin', dialog())
  await shows(/Changed: 1/)
  expect(linksInWords(data.links(dealId))).toBe(`${contactId}*`)
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
