import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRule, aService, type RunningService } from '../support/service.ts'
import { aBrowser, type Browser, expectAccessible, handsOn, inEveryLook, speak } from './browser.ts'

const key = 'primary'
let service: RunningService
let browser: Browser

beforeAll(async () => {
  service = await aService({ doors: { fourEyes: true } })
  browser = await aBrowser()
  await browser.page.goto(await service.signInLink())
  await browser.page.getByRole('link', { name: 'Rules' }).first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await service?.close()
})

const { main, dialog, shows, press } = handsOn(() => browser)
const propose = async (name: string) => {
  const { status } = await service.api('PUT', `/api/rules/${key}?note=please`, aRule({ key, name }))
  expect(status).toBe(202)
}
const inForce = () => service.api('GET', `/api/rules/${key}`)

test('a proposed rule waits for a person with an account, and says so', async () => {
  await propose('Primary contact')
  await browser.page.goto(`${service.baseUrl}/attention`)
  await shows('Rules that wait to be approved (1)')
  await shows('Somebody else has to approve it')
  await shows('“please”')
  expect((await inForce()).status).toBe(404)
})

test('who has an account approves it after a question, and it is in force', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/settings`)
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Password').fill('tin lantern orchard seven')
  await press('Make the account')
  await shows('Signed in as Ada')
  await page.goto(`${service.baseUrl}/attention`)
  await shows('“please”')
  await inEveryLook(page, (look) => expectAccessible(page, `a rule that waits to be approved ${look}`))
  await press('Approve…')
  await dialog().getByText('Put “Primary contact” in force?').waitFor()
  await expectAccessible(page, 'the question')
  await press('Approve', dialog())
  await shows('Rules that wait to be approved (0)')
  expect((await inForce()).body).toMatchObject({ name: 'Primary contact', mode: 'live', version: 1 })
})

test('what a proposal would change is told, and it is refused', async () => {
  await propose('Another name')
  await shows('Name: “Primary contact” became “Another name”.')
  await press('Refuse…')
  await press('Refuse', dialog())
  await shows('Rules that wait to be approved (0)')
  await shows('✓ No rule waits to be approved.')
  expect((await inForce()).body).toMatchObject({ name: 'Primary contact', version: 1 })
})

test('going live is proposed by that name, with nothing that would be dropped', async () => {
  const { page } = browser
  const watched = 'watched'
  const { status } = await service.api(
    'PUT',
    `/api/rules/${watched}`,
    aRule({ key: watched, name: 'Watched', mode: 'shadow' }),
  )
  expect(status).toBe(201)
  await page.goto(`${service.baseUrl}/rules/${watched}/live`)
  await shows('Somebody else has to approve it.')
  expect(await main().getByRole('radio').count(), 'no choice of deals, as a proposal keeps none').toBe(0)
  await inEveryLook(page, (look) => expectAccessible(page, `a rule to be proposed ${look}`))
  await press('Propose')
  await shows('✓ Proposed.')
  await page.goto(`${service.baseUrl}/attention`)
  await shows('Becomes live: it acts.')
  await press('Refuse…')
  await press('Refuse', dialog())
  await shows('✓ No rule waits to be approved.')
})

test('saving a live rule says that it was proposed, as something that went well', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}/edit`)
  await page.getByLabel('Name', { exact: true }).fill('A third name')
  await press('Save')
  await press('Save', dialog())
  await shows('✓ Proposed. It is in force once somebody else has approved it.')
  expect(await page.getByRole('alert').count()).toBe(0)
  await expectAccessible(page, 'what was proposed')
  await main().getByRole('link', { name: 'Needs a person' }).click()
  await shows('Rules that wait to be approved (1)')
})

test('that is said in Russian, too', async () => {
  const { page } = browser
  await page.goto(`${service.baseUrl}/rules/${key}?proposed=1`)
  await speak(page, 'ru')
  await shows('✓ Предложено. Вступит в силу, когда одобрит кто-то другой.')
  await speak(page, 'en')
})

test('a rule that is not there is not offered to be edited', async () => {
  await browser.page.goto(`${service.baseUrl}/rules/nonexistent`)
  await shows('No rule has the key nonexistent')
  expect(await main().getByRole('heading', { level: 1 }).innerText()).toBe('No such rule')
  expect(await main().getByText('Edit').count()).toBe(0)
})

test('nothing was complained of', () => {
  expect(browser.complaints).toEqual([])
})
