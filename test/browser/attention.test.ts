import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, linksInWords, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn, inEveryLook, isTooWide } from './browser.ts'

let service: RunningService
let browser: Browser
let [anna, ben] = [0, 0]
const held: number[] = []
let swinging: number
let holdId: string

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })

beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  anna = data.addContact({ name: 'Anna', lastName: 'Titova' })
  ben = data.addContact({ name: 'Ben' })
  swinging = data.addDeal({ title: 'To and fro', contactIds: [anna] })
  await service.quiet()
  await swing()
  await service.obey(
    aRule({
      key: 'wild',
      name: 'Wild rule',
      fuse: { deals: 1, minutes: 10 },
      actions: [{ type: 'attach', contacts: ids(ben) }],
    }),
  )
  for (let deal = 0; deal < 4; deal += 1) {
    const id = data.addDeal({ title: `Many ${deal}`, contactIds: [anna] })
    if (deal > 0) held.push(id)
    await service.quiet()
  }
  const Holds = z.object({ items: z.tuple([z.looseObject({ id: z.string() })]) })
  holdId = Holds.parse((await service.api('GET', '/api/holds?open=1')).body).items[0].id
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('heading', { name: 'Latest runs' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

/** Two rules that pull one deal to and fro until it is quarantined. */
async function swing(): Promise<void> {
  const linked = (contactId: number) => ({
    all: [{ fact: 'links' as const, path: '$.contactIds', operator: 'contains', value: contactId }],
  })
  await service.obey(
    aRule({ key: 'to', conditions: linked(anna), actions: [{ type: 'replace', contacts: ids(ben) }] }),
    aRule({ key: 'fro', conditions: linked(ben), actions: [{ type: 'replace', contacts: ids(anna) }] }),
  )
  for (let run = 0; run < 7; run += 1) await service.runNow(swinging)
}

const { main, dialog, shows } = handsOn(() => browser)
const press = (name: string | RegExp, within = main()) => within.getByRole('button', { name }).first().click()
const linksOf = (dealId: number) => linksInWords(service.sandbox.data.links(dealId))

test('the overview says what waits for a person, and leads there', async () => {
  const { page } = browser
  await shows('1 rule is held by its fuse: 3 deals wait')
  await shows('1 deal is held, as its contacts kept swinging')
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /Needs a person/ })
    .click()
  await page.waitForURL('**/attention')
  await shows('“Wild rule” was about to change more than 1 deal within 10 minutes')
  await shows(/Anna Titova ★ came back three times while \d+ runs wrote/)
})

test('what waits is told accessibly and fits, in both languages, wide and narrow, light and dark', async () => {
  const { page } = browser
  await service.api('POST', '/api/stop', { note: 'an import' })
  for (const path of ['/attention', `/holds/${holdId}`, '/', `/deals/${swinging}`, '/rules/wild']) {
    await page.goto(`${service.baseUrl}${path}`)
    await shows('All writes are stopped')
    await page.waitForFunction(() => !document.body.innerText.includes('Loading…'))
    await inEveryLook(page, async (look) => {
      if (look.startsWith('in ru')) await shows('Вся запись остановлена')
      await expectAccessible(page, `${path} ${look}`)
      expect(await isTooWide(page), `${path} ${look} needs scrolling sideways`).toBe(false)
    })
  }
  await service.api('POST', '/api/resume')
})

test('a button that waits for the service keeps its name, and shows that it waits', async () => {
  const { page } = browser
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
  await page.route('**/api/stop', async (route) => {
    await mayAnswer
    await route.fulfill({ status: 503, json: {} })
  })
  await page.goto(`${service.baseUrl}/attention`)
  await press('Stop all writes…')
  await press('Stop them', dialog())
  const waiting = dialog().getByRole('button', { name: 'Stop them', exact: true, disabled: true })
  await waiting.waitFor()
  await expectAccessible(page, 'a button that waits')
  answer()
  await dialog().getByRole('button', { name: 'Stop them', exact: true, disabled: false }).waitFor()
  await page.unroute('**/api/stop')
})

test('all writes are stopped and let go on after a question each; every page says so meanwhile', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/attention`)
  await press('Stop all writes…')
  await dialog().getByLabel('Why, for the others').fill('an import')
  await expectAccessible(page, 'the question')
  await press('Stop them', dialog())
  await shows('All writes are stopped')
  expect((await service.api('GET', '/api/status')).body).toMatchObject({ brakes: { stopped: { note: 'an import' } } })

  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await shows(/All writes are stopped[\s\S]*“an import”/)
  await main().getByRole('link', { name: 'More about it' }).click()
  await press('Let writes go on…')
  await press('Let them go on', dialog())
  await shows('Live rules write to the portal.')
  expect((await service.api('GET', '/api/status')).body).toMatchObject({ brakes: { stopped: null } })
})

test('a page that is open tells of a stop that somebody else made, without a reload', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules`)
  await main().getByRole('heading', { name: 'Wild rule' }).waitFor()
  await service.api('POST', '/api/stop')
  await shows('All writes are stopped')
  await service.api('POST', '/api/resume')
  await vi.waitFor(async () => expect(await main().innerText()).not.toContain('All writes are stopped'), patiently)
})

test('what a held rule would change is shown, some of it released, the rest left, and the hold has ended', async () => {
  const { page } = browser
  const [first = 0, second = 0, third = 0] = held
  await page.goto(`${service.baseUrl}/rules/wild`)
  await shows('This rule is held by its fuse. 3 deals wait.')
  await shows('its fuse lets 1 deal through within 10 minutes')
  await shows('held by its fuse; nothing of it is written')
  expect(await main().innerText()).not.toContain('acts on the portal')
  expect(await main().getByRole('link', { name: 'What it would change' }).getAttribute('href')).toBe(`/holds/${holdId}`)
  await shows('attach contact Ben.')
  await page.goto(`${service.baseUrl}/rules`)
  const inList = main().getByRole('listitem').filter({ hasText: 'Wild rule' })
  await inList.getByText('This rule is held by its fuse. 3 deals wait.').waitFor()
  await inList.getByText('attach contact Ben.').waitFor()
  expect(await main().getByText('This rule is held by its fuse.').count(), 'no other one is').toBe(1)
  await page.goto(`${service.baseUrl}/attention`)
  await main().getByRole('link', { name: 'Wild rule' }).click()
  await page.waitForURL(`**/holds/${holdId}`)
  const row = main().getByRole('row', { name: new RegExp(`Deal ${first}`) })
  await vi.waitFor(async () => expect(await row.innerText()).toContain('+ Ben'), patiently)
  await main().getByLabel(`Choose deal ${first}`, { exact: true }).check()
  await press('Release 1…')
  await dialog().getByText('Let the rule act on 1 deal?').waitFor()
  await page.keyboard.press('Escape')
  expect(linksOf(first)).toBe(`${anna}*`)

  await press('Release 1…')
  await press('Release', dialog())
  await vi.waitFor(() => expect(linksOf(first)).toBe(`${anna}* ${ben}`), patiently)
  await vi.waitFor(async () => expect(await row.innerText()).toContain('released'), patiently)
  const followed = await row.getByRole('link', { name: 'the run that followed' }).getAttribute('href')
  const run = (await service.api('GET', `/api${followed}`)).body
  expect(run).toMatchObject({ dealId: first, status: 'applied', trigger: { type: 'manual' } })

  await press('Leave all 2 as they are…')
  await dialog().getByText('the hold ends and the rule acts again').waitFor()
  await press('Leave them', dialog())
  await shows('Nothing is held any more; the rule acts again.')
  const told = page.waitForResponse('**/api/holds?*')
  await page.goto(`${service.baseUrl}/rules`)
  await told
  await shows('Wild rule')
  expect(await main().innerText()).not.toContain('held by its fuse')
  await page.goBack()
  expect([second, third].map(linksOf)).toEqual([`${anna}*`, `${anna}*`])
  await page.goto(`${service.baseUrl}/attention`)
  await shows('No rule is held.')
  await main().getByText('Earlier holds').click()
  await shows('1 released, 2 left as they are')
})

test('a deal that is held is released after a question', async () => {
  const { page } = browser
  await service.obey()
  await page.goto(`${service.baseUrl}/attention`)
  await shows('To and fro')
  await press('Release the deal')
  await dialog().getByText(`Release deal ${swinging}?`).waitFor()
  await press('Release the deal', dialog())
  await shows('No deal is held.')
  expect((await service.api('GET', '/api/deals?quarantined=1')).body).toMatchObject({ items: [] })
})

test('who may only look is not offered any of it', async () => {
  const { page } = browser
  const me = z.looseObject({}).parse((await service.api('GET', '/api/me')).body)
  await page.route('**/api/me', (route) => route.fulfill({ json: { ...me, role: 'viewer' } }))
  await page.goto(`${service.baseUrl}/attention`)
  await shows('Live rules write to the portal.')
  expect(await main().getByRole('button', { name: 'Stop all writes…' }).count()).toBe(0)
  await page.unroute('**/api/me')
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
