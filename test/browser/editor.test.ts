import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { RuleDocument } from '../../src/core/rules/rule.ts'
import { patiently } from '../support/patiently.ts'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, speak } from './browser.ts'

const key = 'contact-of-the-company'
let service: RunningService
let browser: Browser
let contactId: number
let dealId: number

beforeAll(async () => {
  // Watched, so that runs record what a backtest has to know.
  service = await aService({ rules: [aRule({ key: 'watched', mode: 'shadow' })] })
  const { data } = service.sandbox
  const companyId = data.addCompany({ title: 'Acme' })
  contactId = data.addContact({ name: 'Anna', lastName: 'Titova' })
  data.linkCompanyContact(companyId, contactId, { primary: true })
  dealId = data.addDeal({ title: 'Spare parts', companyId, opportunity: 500 })
  data.addDeal({ title: 'Of nobody' })
  await service.quiet()
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('link', { name: 'Rules' }).first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const main = () => browser.page.locator('main')
const expectText = (text: string | RegExp) =>
  vi.waitFor(async () => expect(await main().innerText()).toMatch(text), patiently)
const press = (name: string | RegExp, within = main()) =>
  within.getByRole('button', { name, exact: true }).first().click()
const dialog = () => browser.page.locator('dialog[open]')
const stored = async () => RuleDocument.strip().parse((await service.api('GET', `/api/rules/${key}`)).body)
const states = () =>
  main()
    .locator('[data-state]')
    .evaluateAll((dots) => dots.map((dot) => dot.getAttribute('data-state')))

test('a rule is written in the form, and the JSON side is the same document', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/new-rule`)
  await expectText('Recipes')
  await press('Begin blank')
  await page.waitForURL('**/new-rule/edit')
  await main().getByLabel('Name', { exact: true }).fill('Contact of the company')
  expect(await main().getByLabel(/^Key/).inputValue()).toBe(key)

  const conditions = main().getByRole('region', { name: 'And if' })
  await press('+ Condition', conditions)
  const added = conditions.locator('[data-place="/conditions/all/1"]')
  await added.getByLabel('What to look at').selectOption({ label: 'Amount' })
  await added.getByLabel('How to compare').selectOption({ label: 'is at least' })
  await added.getByLabel(/^Value/).fill('1000')
  await added.getByLabel(/^Value/).press('Tab')
  await expectText('the deal’s amount is at least 1000')
  await expectAccessible(page, 'a draft in the form')

  await press('JSON')
  const text = main().getByRole('textbox', { name: 'The rule as JSON' })
  await vi.waitFor(async () => expect(await text.innerText()).toContain('"greaterThanInclusive"'), patiently)
  await text.press('Control+End')
  await text.press('Backspace')
  await expectText('This is no JSON yet')
  await press('Form')
  await expectText('the form cannot be changed')
  expect(await main().getByLabel('Name', { exact: true }).isDisabled()).toBe(true)
  await press('JSON')
  await text.press('Control+End')
  await page.keyboard.insertText('}')
  await expectText('No fault')
  await expectAccessible(page, 'the JSON side')
  await press('Form')
  expect(await main().getByLabel('Name', { exact: true }).isEnabled()).toBe(true)
})

test('its fuse is set in the form, where faults are told at the field, and emptied it is the usual one', async () => {
  const { page } = browser
  const fuse = main().getByRole('region', { name: 'If it does too much' })
  await expectText('Left empty: 10,000 deals within 10 minutes')
  const deals = fuse.getByLabel(/^At most so many deals/)
  await deals.fill('0')
  await deals.press('Tab')
  await fuse.getByText('0 is under the minimum of 1').waitFor()
  expect(await deals.getAttribute('aria-invalid')).toBe('true')
  await expectAccessible(page, 'a fault of the fuse')
  const check = main().getByRole('region', { name: 'Check' })
  await check.getByRole('button', { name: '0 is under the minimum of 1' }).click()
  expect(await deals.evaluate((field) => field === document.activeElement)).toBe(true)
  await deals.fill('200')
  await deals.press('Tab')
  await expectText('No fault')
  await fuse.getByLabel(/far beyond what its backtest foretold/).selectOption({ label: 'it is held by these numbers' })
  await fuse.getByLabel('At most so many times the deals foretold').fill('3')
  await press('JSON')
  const text = main().getByRole('textbox', { name: 'The rule as JSON' })
  // Only lines in view are drawn; those of the fuse are the last.
  const lastLines = async () => {
    await text.press('Control+End')
    return (await text.innerText()).replaceAll(/\s/g, '')
  }
  const written = '"fuse":{"deals":200,"minutes":10,"forecast":{"times":3,"minutes":60}}}'
  await vi.waitFor(async () => expect(await lastLines()).toContain(written), patiently)
  await press('Form')
  await fuse.getByLabel(/far beyond what its backtest foretold/).selectOption({ label: 'it is held, as is usual' })
  await deals.fill('')
  await deals.press('Tab')
  await press('JSON')
  await vi.waitFor(async () => expect(await lastLines()).toContain('"primary":"if-none"}]}'), patiently)
  await press('Form')
})

test('conditions are put in order by dragging them, and by the keyboard', async () => {
  const blocks = main().locator('[data-place^="/conditions/all/"]')
  const block = (place: number) => main().locator(`[data-place="/conditions/all/${place}"]`)
  const names = () => blocks.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  const before = await names()
  expect(before).toHaveLength(2)
  await block(1).locator('[data-drag]').dragTo(block(0))
  await vi.waitFor(async () => expect(await names()).toEqual(before.toReversed()), patiently)
  await block(0)
    .getByRole('button', { name: /^Move down/ })
    .press('Enter')
  await vi.waitFor(async () => expect(await names()).toEqual(before), patiently)
  expect(await block(1).evaluate((one) => one.contains(document.activeElement)), 'the keyboard goes along').toBe(true)
})

test('it is tried on a deal as one types: conditions are painted with what was found', async () => {
  const runs = await service.runsOf(dealId)
  // The deal of the latest run is there already.
  await press('Another deal')
  const picker = main().getByRole('combobox', { name: 'A deal to try it on' })
  await picker.fill('spare')
  await main().getByRole('listbox').getByRole('option').first().waitFor()
  await picker.press('Enter')
  await expectText('Does not match')
  await vi.waitFor(async () => expect(await states()).toEqual(['fails', 'passes', 'fails']), patiently)
  await expectText('found 500')

  await main()
    .locator('[data-place="/conditions/all/1"]')
    .getByLabel(/^Value/)
    .fill('100')
  await browser.page.keyboard.press('Tab')
  await vi.waitFor(async () => expect(await states()).toEqual(['passes', 'passes', 'passes']), patiently)
  await expectText('Preview: nothing was written')
  await expectText('Anna Titova')
  expect(await service.runsOf(dealId)).toEqual(runs)
})

test('what it would change on the recorded deals is told before it is saved, in shadow', async () => {
  await press('Find out')
  await expectText(/would change 1 deal\./)
  await press('Save')
  await dialog().getByLabel('Note: why').fill('First try')
  await press('Save', dialog())
  await browser.page.waitForURL(`**/rules/${key}?saved=1`)
  await expectText('in shadow: watch its runs')
  expect(await stored()).toMatchObject({ mode: 'shadow', conditions: { all: [{}, { value: 100 }] } })
})

test('an edit that somebody else was faster with shows both sides; leaving asks first', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}/edit`)
  await main().getByLabel('Priority, 1 to 1000').fill('200')
  await page.keyboard.press('Tab')
  await service.api('PUT', `/api/rules/${key}`, { ...(await stored()), priority: 300 })
  await page.getByRole('link', { name: 'Runs' }).first().click()
  await press('Keep writing', dialog())
  await press('Save')
  await press('Save', dialog())
  await vi.waitFor(async () => expect(await dialog().innerText()).toContain('Priority: 100 became 300.'), patiently)
  expect(await dialog().innerText()).toContain('Priority: 100 became 200.')
  await expectAccessible(page, 'a lost edit')
  await press('Save mine', dialog())
  await page.waitForURL(`**/rules/${key}?saved=3`)
  expect((await stored()).priority).toBe(200)
})

test('an earlier version is compared and used as a draft', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}/versions?from=1&to=3`)
  await expectText('Priority: 100 became 200.')
  await page.getByRole('link', { name: 'Use version 1 as draft' }).click()
  await page.waitForURL(`**/rules/${key}/edit?version=1`)
  await vi.waitFor(
    async () => expect(await main().getByLabel('Priority, 1 to 1000').inputValue()).toBe('100'),
    patiently,
  )
  await page.goBack()
  await press('Leave', dialog())
  await page.waitForURL('**/versions?from=1&to=3')
})

test('it goes live after a review that says how many deals are concerned, and acts', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}`)
  await press('Live')
  await page.waitForURL(`**/rules/${key}/live`)
  await expectText('would change 1 deal.')
  await expectText('No version of it has been live before.')
  await press('Go live')
  await page.waitForURL(`**/rules/${key}?saved=4`)
  expect((await stored()).mode).toBe('live')

  const { status } = await service.runNow(dealId)
  expect(status).toBe('applied')
  await page.reload()
  await main()
    .getByRole('link', { name: `Deal ${dealId}` })
    .first()
    .waitFor()
  await expectText(/as the primary one|★ primary/)
})

test('its run is opened from the rule, and undone after a look at what would be put back', async () => {
  const { page } = browser
  await main()
    .getByRole('link', { name: /Anna Titova ★/ })
    .first()
    .click()
  await page.waitForURL('**/runs/*')
  await expectText('linked Anna Titova as the primary one')
  await main().getByRole('link', { name: 'version 4' }).click()
  await page.waitForURL(`**/rules/${key}/versions#version-4`)
  await vi.waitFor(
    async () => expect(await main().locator('#version-4').innerText()).toContain('Becomes live'),
    patiently,
  )
  await page.goBack()
  await press('Undo…')
  await dialog().getByText('become as they were before the run').waitFor()
  expect(service.sandbox.data.links(dealId), 'a preview writes nothing').toHaveLength(1)
  await press('Put back', dialog())
  const undone = await service.waitForRun(dealId, ({ trigger }) => trigger.type === 'revert')
  await page.waitForURL(`**/runs/${undone.id}`)
  await expectText('Undone by hand')
  expect(service.sandbox.data.links(dealId)).toEqual([])
  expect(await service.runNow(dealId), 'the rule does not do it again').toMatchObject({ status: 'unchanged' })
})

test('it is switched off after a question that says how many deals it matches', async () => {
  await browser.page.goto(`${service.baseUrl}/rules/${key}`)
  await press('Off')
  await vi.waitFor(async () => expect(await dialog().innerText()).toContain('It matches 1 of the'), patiently)
  await press('Switch off', dialog())
  await vi.waitFor(async () => expect((await stored()).mode).toBe('off'), patiently)
})

const isNew = { fact: 'deal' as const, path: '$.stageId', operator: 'equal', value: 'NEW' }

test('a rule that is called “new” has its page like any other', async () => {
  expect(
    (
      await service.api(
        'PUT',
        '/api/rules/new',
        aRule({ key: 'new', name: 'Fresh paint', conditions: { all: [isNew] } }),
      )
    ).status,
  ).toBe(201)
  await browser.page.goto(`${service.baseUrl}/rules/new`)
  await vi.waitFor(async () => expect(await browser.page.locator('h1').innerText()).toBe('Fresh paint'), patiently)
})

test('the list calls stages as the portal does', async () => {
  await browser.page.goto(`${service.baseUrl}/rules`)
  await expectText('the deal’s stage is “New”')
})

test('rules are put in order by dragging one to the place of another', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules`)
  const names = () => main().locator('li h2').allInnerTexts()
  await main()
    .getByRole('button', { name: /^Place of “Fresh paint”/ })
    .waitFor()
  const before = await names()
  const last = before.at(-1)
  const first = main().getByRole('listitem').first()
  await main()
    .getByRole('button', { name: `Place of “${last}”: ${before.length} of ${before.length}` })
    .dragTo(first)
  await vi.waitFor(async () => expect(await names()).toEqual([last, ...before.slice(0, -1)]), patiently)
  await press('Save the order')
  await vi.waitFor(async () => expect(await main().innerText()).not.toContain('Save the order'), patiently)
  await page.reload()
  await vi.waitFor(async () => expect(await names()).toEqual([last, ...before.slice(0, -1)]), patiently)
})

const added = () => main().locator('[data-place="/conditions/all/1"]')
const lookAt = (label: string) => added().getByLabel('What to look at').selectOption({ label })
const compareBy = (label: string) => added().getByLabel('How to compare').selectOption({ label })
async function expectUnfinished(): Promise<void> {
  await vi.waitFor(async () => expect(await added().innerText()).toContain('✕ choose a value'), patiently)
  expect(await added().locator('[aria-invalid]').count()).toBe(1)
  expect(await main().getByRole('region', { name: 'Check' }).innerText()).toContain('1 fault')
  expect(await main().getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
}

test('a condition waits for what has to be picked: nothing is saved in its place', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/new-rule`)
  await press('Begin blank')
  await page.waitForURL('**/new-rule/edit')
  await main().getByLabel('Name', { exact: true }).fill('Waits for a stage')
  await press('+ Condition', main().getByRole('region', { name: 'And if' }))
  await lookAt('Stage')
  for (const operator of ['is', 'is one of', 'is none of', 'is not']) {
    await compareBy(operator)
    await expectUnfinished()
  }
  expect(await main().innerText(), 'the sentence does not call it empty').not.toMatch(/stage is (not )?empty/)
  await expectAccessible(page, 'a condition without its value')
  await speak(page, 'ru')
  await vi.waitFor(async () => expect(await added().innerText()).toContain('✕ выберите значение'), patiently)
  await speak(page, 'en')

  await main()
    .getByRole('region', { name: 'Check' })
    .getByRole('button', { name: /choose a value/ })
    .click()
  const value = added().getByRole('combobox', { name: /^Value/ })
  await vi.waitFor(
    async () => expect(await value.evaluate((box) => box === document.activeElement)).toBe(true),
    patiently,
  )
  await value.selectOption({ label: 'New' })
  await expectText('No fault')
  await expectText('the deal’s stage is not “New”')
})

test('what was picked and is taken out again is not picked', async () => {
  await compareBy('is one of')
  await added()
    .getByRole('button', { name: /^Remove .*New$/ })
    .click()
  await expectUnfinished()
  await lookAt('Company')
  await compareBy('is')
  await added()
    .getByRole('textbox', { name: /^Value/ })
    .fill('')
  await browser.page.keyboard.press('Tab')
  await expectUnfinished()

  await lookAt('Stage')
  await compareBy('is not')
  await expectUnfinished()
  await added()
    .getByRole('combobox', { name: /^Value/ })
    .selectOption({ label: 'New' })
  await expectText('No fault')
  await press('Save')
  await press('Save', dialog())
  await browser.page.waitForURL('**/rules/waits-for-a-stage?saved=1')
  expect((await service.api('GET', '/api/rules/waits-for-a-stage')).body).toMatchObject({
    conditions: { all: [{}, { path: '$.stageId', operator: 'notEqual', value: 'NEW' }] },
  })
})

test('a value that is empty on purpose is shown as that, and is no fault', async () => {
  const isEmptyText = { fact: 'deal' as const, path: '$.stageId', operator: 'notEqual', value: '' }
  const rule = aRule({ key: 'empty-on-purpose', mode: 'shadow', conditions: { all: [isEmptyText] } })
  await service.api('PUT', '/api/rules/empty-on-purpose', rule)
  await browser.page.goto(`${service.baseUrl}/rules/empty-on-purpose/edit`)
  const chosen = main()
    .locator('[data-place="/conditions/all/0"]')
    .getByRole('combobox', { name: /^Value/ })
  await chosen.waitFor()
  expect(await chosen.locator('option:checked').innerText()).toBe('empty')
  await expectText('No fault')
})

test('who may only look sees the rule, and nothing to change it with', async () => {
  const { page } = browser
  const me = z.looseObject({}).parse((await service.api('GET', '/api/me')).body)
  await page.route('**/api/me', (route) => route.fulfill({ json: { ...me, role: 'viewer' } }))
  await page.goto(`${service.baseUrl}/rules/${key}/edit`)
  await expectText('Your role may look at rules')
  expect(await main().getByLabel('Name', { exact: true }).isDisabled()).toBe(true)
  expect(await main().getByRole('button', { name: 'Save' }).count()).toBe(0)
  await page.unroute('**/api/me')
})

test('nothing was complained of: no error, and nothing that the content security policy had to stop', () => {
  expect(browser.complaints).toEqual([])
})
