import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, isTooWide } from './browser.ts'

let service: RunningService
let browser: Browser

beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  const ben = data.addContact({ name: 'Ben' })
  const attach = { type: 'attach' as const, contacts: { from: 'ids' as const, ids: [ben] } }
  await service.obey(aRule({ key: 'eager', name: 'Eager rule', actions: [attach] }))
  const deals = (of: Record<string, unknown>) => [1, 2, 3].map((at) => data.addDeal({ title: `Roof ${at}`, ...of }))
  const undone = deals({ opportunity: 5 })
  deals({ opportunity: 900 })
  await service.quiet()
  for (const dealId of undone) data.unlinkContact(dealId, ben)
  await service.quiet()
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('heading', { name: 'Latest runs' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const shows = (text: string | RegExp) =>
  vi.waitFor(async () => expect(await browser.page.locator('main').innerText()).toMatch(text), patiently)

test.each([
  [
    'en',
    1280,
    /undid what this rule did on 3 of 6 deals[\s\S]*5 · on 3 of 3 where it was undone, on 0 of 3[\s\S]*Unchanged\s+left alone: a person undid it before/,
  ],
  ['ru', 360, /сделок 3 из 6[\s\S]*3 из 3; там, где осталось: 0 из 3[\s\S]*не тронуто: раньше это отменил человек/],
])(
  'a rule that people undo again and again says so, and what those deals have in common (%s, %i)',
  async (language, width, words) => {
    const { page } = browser
    await page.setViewportSize({ width, height: 900 })
    await page.evaluate((chosen) => localStorage.setItem('bindery-language', chosen), language)
    await page.goto(`${service.baseUrl}/rules/eager`)
    await shows(words)
    await expectAccessible(page, '/rules/eager')
    expect(await isTooWide(page)).toBe(false)
    expect(browser.complaints).toEqual([])
  },
)
