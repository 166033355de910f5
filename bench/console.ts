import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type BrowserContext, chromium } from 'playwright-core'
import postgres from 'postgres'
import { Closing } from '../src/service/process/closing.ts'
import type { ConsoleResult, StepRow } from './console/result.ts'
import { manyRules } from './console/rules.ts'
import { consoleTable } from './console/table.ts'
import { kilobytesOf, longestTask, scrollThrough, showRows, stepsOf, watchLongTasks } from './console/visits.ts'
import { fill } from './history/fill.ts'
import { type Service, startBindery } from './history/service.ts'
import { startPostgres } from './intake/postgres-server.ts'
import { startPortal } from './intake/servers.ts'
import { describeMachine, warnOfLoad } from './machine.ts'
import { writeResult } from './results.ts'
import { spreadOf } from './statistics.ts'
import { machineLines } from './tables.ts'

/**
 * How soon the console shows what people look at, in Chromium, over ten thousand runs and three hundred rules. Needs
 * Chromium (CHROMIUM, or /usr/bin/chromium) and the built console; takes about two minutes.
 */
const runs = 10_000
const rules = 300
const rounds = 7
const longList = 1_000

async function measure(closing: Closing): Promise<ConsoleResult> {
  const machine = await describeMachine()
  warnOfLoad(machine)
  const directory = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const server = await startPostgres(directory)
  closing.later(server.stop)
  const portal = await startPortal(directory, 'answering')
  closing.later(() => portal.kill())
  const url = await server.createDatabase('filled')
  const service = await startBindery(directory, url, portal)
  closing.later(() => service.kill())
  const begin = performance.now()
  await fillWith(url, service)
  console.error(`  filled in ${Math.round((performance.now() - begin) / 1_000)} s`)

  const browse = async (profile: string): Promise<BrowserContext> => {
    const context = await chromium.launchPersistentContext(join(directory, profile), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      extraHTTPHeaders: { authorization: `Bearer ${service.token}` },
    })
    closing.later(() => context.close())
    return context
  }
  const first = await firstPage(browse, service.url)
  const context = await browse('usual')
  const page = context.pages()[0] ?? (await context.newPage())
  await watchLongTasks(page)
  const steps = stepsOf(rules)
  const taken = steps.map(() => ({ milliseconds: [] as number[], longestTaskMs: 0 }))
  let scrolling: ConsoleResult['scrolling'] | null = null
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { step, run }] of steps.entries()) {
      if (step.includes('at 1,000 rows')) {
        await showRows(page, longList)
        scrolling = await scrollThrough(page)
        await longestTask(page)
      }
      const began = performance.now()
      await run(page, service.url)
      const milliseconds = performance.now() - began
      const longest = await longestTask(page)
      const noted = taken[index]
      if (round === 0 || noted === undefined) continue
      noted.milliseconds.push(milliseconds)
      noted.longestTaskMs = Math.max(noted.longestTaskMs, longest)
    }
    console.error(`  round ${round} of ${rounds}`)
  }
  if (scrolling === null) throw new Error('Nothing was scrolled through.')
  const again = steps.map(({ step }, index): StepRow => {
    const { milliseconds, longestTaskMs } = taken[index] ?? { milliseconds: [], longestTaskMs: 0 }
    return { step, milliseconds: spreadOf(milliseconds), longestTaskMs }
  })
  return {
    machine: { ...machine, versions: { ...machine.versions, PostgreSQL: server.version, Chromium: first.browser } },
    runs,
    rules,
    rounds,
    kilobytes: first.kilobytes,
    steps: [first.row, ...again],
    scrolling,
  }
}

async function fillWith(url: string, service: Service): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql<{ id: number }[]>`select id from portals`
    if (row === undefined) throw new Error('The service has made no portal.')
    await fill(sql, row.id, runs)
  } finally {
    await sql.end({ timeout: 2 })
  }
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  // Those that came along would make one too many.
  const came = (await (await ask('GET', '/api/rules')).json()) as { items: { key: string }[] }
  for (const { key } of came.items) await ask('DELETE', `/api/rules/${key}`)
  for (const rule of manyRules(rules)) {
    const answer = await ask('PUT', `/api/rules/${rule.key}`, rule)
    if (answer.status !== 201) throw new Error(`${rule.key}: ${answer.status} ${await answer.text()}`)
  }
}

/** In a browser that has never seen the console, each time. */
async function firstPage(browse: (profile: string) => Promise<BrowserContext>, url: string) {
  const milliseconds: number[] = []
  let longestTaskMs = 0
  let kilobytes = { script: 0, everything: 0 }
  let browser = ''
  for (let round = 0; round <= rounds; round += 1) {
    const context = await browse(`new-${round}`)
    const page = context.pages()[0] ?? (await context.newPage())
    await watchLongTasks(page)
    const began = performance.now()
    await page.goto(url)
    await page.getByRole('heading', { name: 'Latest runs' }).waitFor()
    const taken = performance.now() - began
    const longest = await longestTask(page)
    kilobytes = await kilobytesOf(page)
    browser =
      context.browser()?.version() ??
      (await page.evaluate(() => navigator.userAgent.replace(/.*Chrome\/(\S+).*/, '$1')))
    await context.close()
    console.error(`  first page: round ${round} of ${rounds}`)
    if (round === 0) continue
    milliseconds.push(taken)
    longestTaskMs = Math.max(longestTaskMs, longest)
  }
  const row: StepRow = { step: 'first page, nothing cached', milliseconds: spreadOf(milliseconds), longestTaskMs }
  return { row, kilobytes, browser }
}

const closing = new Closing()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closing.close().finally(() => process.exit(130)))
}
try {
  const result = await measure(closing)
  console.log(`${machineLines(result.machine)}\n\n${consoleTable(result)}`)
  await writeResult('console', result)
} finally {
  await closing.close()
}
