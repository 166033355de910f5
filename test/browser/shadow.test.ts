import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn, isTooWide } from './browser.ts'

let service: RunningService
let browser: Browser
let disagreed: number

beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  const [ben, eva] = [data.addContact(), data.addContact()]
  const actions = [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [ben] } }]
  const conditions = { all: [{ fact: 'deal' as const, path: '$.title', operator: 'equal', value: 'Watched' }] }
  await service.obey(aRule({ key: 'watched', mode: 'shadow', conditions, actions }))
  const agreed = data.addDeal({ title: 'Watched' })
  disagreed = data.addDeal({ title: 'Watched' })
  await service.quiet()
  data.linkContact(agreed, ben)
  data.linkContact(disagreed, eva)
  await service.quiet()
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('link', { name: 'Rules' }).first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const { main, shows } = handsOn(() => browser)

test('the page of a rule in shadow tells whether people did the same, and on which deals they did not', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/watched`)
  await shows('People did the same in 1 of the 2 cases that they touched: 50%.')
  await shows(/it would have linked .+; people linked /)
  await expectAccessible(page, 'a rule in shadow')
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await isTooWide(page)).toBe(false)
  await page.setViewportSize({ width: 1280, height: 900 })
  const otherwise = main().getByRole('region', { name: 'In shadow' })
  expect(await otherwise.locator(`a[href="/deals/${disagreed}"]`).count()).toBe(1)
})

test('from there one gets to the review before it goes live, and a live rule has no score', async () => {
  const { page } = browser
  await main().getByRole('link', { name: 'Review and go live' }).click()
  await page.getByRole('button', { name: 'Go live' }).click()
  await shows('Saved as version 2')
  expect(await main().innerText()).not.toContain('In shadow: what it would have done')
})

test('what a rule in shadow would change leaves out what is so already, on every page that tells of its run', async () => {
  const { page } = browser
  const { data } = service.sandbox
  const [ada, bob, cem] = [
    data.addContact({ name: 'Ada' }),
    data.addContact({ name: 'Bob' }),
    data.addContact({ name: 'Cem' }),
  ]
  const dealId = data.addDeal({ title: 'Half done' })
  data.linkContact(dealId, ada)
  data.linkContact(dealId, bob)
  await service.quiet()
  const from = (...ids: number[]) => ({ from: 'ids' as const, ids })
  await service.obey(
    aRule({
      key: 'all',
      mode: 'shadow',
      actions: [{ type: 'attach', contacts: from(ada, bob, cem) }],
    }),
  )
  const { id: runOfAll } = await service.runNow(dealId)
  await service.obey(
    aRule({ key: 'first', mode: 'shadow', actions: [{ type: 'attach', contacts: from(bob), primary: 'always' }] }),
  )
  const { id: runOfFirst } = await service.runNow(dealId)
  const [attaching, choosing] = ['would attach contact Cem', 'would make contact Bob primary']

  await page.goto(`${service.baseUrl}/runs/${runOfAll}`)
  await shows(
    `On deal ${dealId} the rule “all” ${attaching} (Asked for by hand: BINDERY_API_TOKEN); nothing was written.`,
  )
  await shows('Ada: was so already')
  for (const where of [`/runs?deal=${dealId}`, `/deals/${dealId}`, '/']) {
    await page.goto(`${service.baseUrl}${where}`)
    await shows(attaching)
    await shows(choosing)
    expect(await main().innerText()).not.toMatch(/would attach contacts? (Ada|Bob)/)
  }
  await page.goto(`${service.baseUrl}/rules/first`)
  await shows(choosing)
  await page.goto(`${service.baseUrl}/runs/${runOfFirst}`)
  await shows(`Attach: would have been done (shadow) · ${choosing}`)
})

test('a list of runs names two of the rules that matched, in two lines, and counts the rest', async () => {
  const { page } = browser
  const name = 'A name that is too long to stand in a cell of a table as a whole, number'
  await service.obey(
    ...[1, 2, 3].map((n) => aRule({ key: `rule-${n}`, name: `${name} ${n}`, mode: n === 1 ? 'shadow' : 'live' })),
  )
  service.sandbox.data.addDeal({ title: 'Of many rules' })
  await service.quiet()
  await page.goto(`${service.baseUrl}/runs`)
  const cell = page
    .getByRole('cell')
    .filter({ has: page.getByRole('link', { name: /and \d more/ }) })
    .first()
  await cell.waitFor()
  expect(await cell.innerText()).toContain('Shadow')
  expect(await cell.getByRole('link').count()).toBe(2)
  await page.evaluate(() => localStorage.setItem('bindery-language', 'ru'))
  await page.reload()
  await page
    .getByRole('link', { name: /и ещё \d/ })
    .first()
    .waitFor()
  expect(await isTooWide(page)).toBe(false)
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
