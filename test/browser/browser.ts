import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import axe, { type AxeResults } from 'axe-core'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { patiently } from '../support/patiently.ts'

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Browser = {
  page: Page
  /** What the pages complained of: errors, warnings, and everything that the content security policy stopped. */
  complaints: string[]
  close(): Promise<void>
}

/** A browser with a profile of its own. */
export async function aBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && existsSync(place))
  if (executablePath === undefined) {
    throw new Error('There is no Chromium: apt-get install chromium, or set CHROMIUM to where it is.')
  }
  const profile = await mkdtemp(join(tmpdir(), 'bindery-browser-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: quiet,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(patiently.timeout)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refused request is the page's to handle; the browser notes each one.
    const isRequest = message.text().startsWith('Failed to load resource')
    if (['error', 'warning'].includes(message.type()) && !isRequest) complaints.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) =>
      console.error(`stopped by the content security policy: ${violation.violatedDirective} ${violation.sourceFile}`),
    )
  })
  return {
    page,
    complaints,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

const wide = { width: 1280, height: 900 }
const narrow = { width: 390, height: 900 }

/**
 * Shows the page that is open in every way in which people look at it, in place: in both languages, wide and as on a phone,
 * light and dark. Ends as it began: in English, wide and light.
 */
export async function inEveryLook(page: Page, see: (look: string) => Promise<void>): Promise<void> {
  try {
    for (const language of ['en', 'ru']) {
      await page.setViewportSize(wide)
      await speak(page, language)
      for (const size of [wide, narrow]) {
        await page.setViewportSize(size)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await page.locator(`html.${colorScheme}`).waitFor()
          await see(`in ${language} at ${size.width} pixels, ${colorScheme}`)
        }
      }
    }
  } finally {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(wide)
    await speak(page, 'en')
  }
}

/** Chooses the language as people do; the choice stands on every page. */
export async function speak(page: Page, language: string): Promise<void> {
  await page
    .locator('select:visible')
    .filter({ has: page.locator('option[value=ru]') })
    .selectOption(language)
  await page.locator(`html[lang=${language}]`).waitFor()
}

/** Fails with what stands in the way of whom, by WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // A colour on its way to another is nobody's to judge; one may be about to begin.
  await page.evaluate(async () => {
    const running = () =>
      document.getAnimations().filter((one) => one instanceof CSSTransition && one.playState === 'running')
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    do {
      await nextFrame()
      await nextFrame()
      await Promise.allSettled(running().map(({ finished }) => finished))
    } while (running().length > 0)
  })
  // Evaluated by the browser's own door, which the content security policy does not guard.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    (): Promise<AxeResults> =>
      // What the source just put there.
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        // All styles are the page's own; nothing has to be fetched to judge them.
        preload: false,
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      }),
  )
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
  )
  expect(found, where).toEqual([])
}

/** Whether the page is wider than the window, so that people would have to scroll sideways. */
export const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** What most tests do with the page that is open: look into it, and press its buttons. */
export function handsOn(browser: () => Browser) {
  const main = () => browser().page.locator('main')
  return {
    main,
    dialog: () => browser().page.locator('dialog[open]'),
    shows: (text: string | RegExp) => vi.waitFor(async () => expect(await main().innerText()).toMatch(text), patiently),
    press: (name: string, within = main()) => within.getByRole('button', { name, exact: true }).first().click(),
  }
}
