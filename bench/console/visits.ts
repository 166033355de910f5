import type { Page } from 'playwright-core'
import type { ConsoleResult } from './result.ts'

export type Step = { step: string; run(page: Page, url: string): Promise<void> }

const rows = (page: Page) => page.locator('main tbody tr')
const untilRows = (page: Page, least: number) =>
  page.waitForFunction((count) => document.querySelectorAll('main tbody tr').length >= count, least)
const untilRules = (page: Page, holds: 'all' | 'some', count: number) =>
  page.waitForFunction(
    ([which, wanted]) => {
      const shown = document.querySelectorAll('main li h2').length
      return which === 'all' ? shown === wanted : shown > 0 && shown < Number(wanted)
    },
    [holds, count] as const,
  )

/** What people do all day, in the order in which it is done. */
export function stepsOf(rules: number): Step[] {
  const goTo = (path: string, isShown: (page: Page) => Promise<unknown>) => async (page: Page, url: string) => {
    await page.goto(`${url}${path}`)
    await isShown(page)
  }
  return [
    {
      step: 'first page, again',
      run: goTo('/', (page) => page.getByRole('heading', { name: 'Latest runs' }).waitFor()),
    },
    { step: 'runs: the first 50', run: goTo('/runs', (page) => untilRows(page, 50)) },
    {
      step: 'runs: 50 more',
      async run(page) {
        await page.getByRole('button', { name: 'Show more' }).click()
        await untilRows(page, 100)
      },
    },
    {
      step: 'runs: 50 more at 1,000 rows',
      async run(page) {
        const shown = await rows(page).count()
        await page.getByRole('button', { name: 'Show more' }).click()
        await untilRows(page, shown + 1)
      },
    },
    {
      step: 'runs: only those that failed',
      async run(page) {
        await page.getByLabel('Outcome').selectOption('failed')
        await page.waitForFunction(() =>
          [...document.querySelectorAll('main tbody tr')].every((row) => row.textContent?.includes('Failed')),
        )
      },
    },
    {
      step: 'one run',
      async run(page) {
        await rows(page).first().getByRole('link').first().click()
        await page.getByText('Links before').waitFor()
      },
    },
    { step: `rules: ${rules}`, run: goTo('/rules', (page) => untilRules(page, 'all', rules)) },
    {
      step: 'rules: search of them',
      async run(page) {
        await page.getByRole('searchbox').fill('Rule 29')
        await untilRules(page, 'some', rules)
      },
    },
    {
      step: 'rules: all again',
      async run(page) {
        await page.getByRole('searchbox').fill('')
        await untilRules(page, 'all', rules)
      },
    },
  ]
}

/** Presses `Show more` until so many rows are there. */
export async function showRows(page: Page, wanted: number): Promise<void> {
  for (let shown = await rows(page).count(); shown < wanted; shown = await rows(page).count()) {
    await page.getByRole('button', { name: 'Show more' }).click()
    await untilRows(page, shown + 1)
  }
}

/** Scrolls from top to bottom, frame by frame, and tells how long the frames took. */
export async function scrollThrough(page: Page): Promise<ConsoleResult['scrolling']> {
  const milliseconds = await page.evaluate(async () => {
    const taken: number[] = []
    const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
    scrollTo(0, 0)
    let last = await nextFrame()
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
      scrollBy(0, 400)
      const now = await nextFrame()
      taken.push(now - last)
      last = now
    }
    return taken
  })
  const sorted = milliseconds.toSorted((a, b) => a - b)
  return {
    rows: await rows(page).count(),
    frames: sorted.length,
    p95FrameMs: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    longestFrameMs: sorted.at(-1) ?? 0,
  }
}

/** Begins to note what keeps the page from answering for 50 ms and longer, on this page and those opened after it. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted = { longestMs: 0 }
    Object.assign(globalThis, { noted })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.longestMs = Math.max(noted.longestMs, duration)
    }).observe({ type: 'longtask', buffered: true })
  })
}

/** The longest since the last time that it was asked. */
export const longestTask = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    // Entries of a task come after it.
    await new Promise((resolve) => setTimeout(resolve, 100))
    // Put there by `watchLongTasks`.
    const { noted } = globalThis as unknown as { noted: { longestMs: number } }
    const { longestMs } = noted
    noted.longestMs = 0
    return longestMs
  })

/** Bytes of what the page asked for, as they travelled. */
export const kilobytesOf = (page: Page): Promise<ConsoleResult['kilobytes']> =>
  page.evaluate(() => {
    // Resource entries, by the kind asked for.
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const sum = (of: PerformanceResourceTiming[]) => of.reduce((all, { encodedBodySize }) => all + encodedBodySize, 0)
    return { script: sum(entries.filter(({ name }) => name.endsWith('.js'))) / 1_000, everything: sum(entries) / 1_000 }
  })
