/**
 * Takes the pictures of docs/console.md anew, from the sandbox, into docs/images. Needs Chromium (CHROMIUM, or
 * /usr/bin/chromium) and the built console; takes some minutes.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const images = join(root, 'docs/images')
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
/** So many runs make a list worth a picture; the sandbox's people change something every few seconds. */
const enoughRuns = 8
const usualSize = { width: 1180, height: 760 }
const token = randomBytes(24).toString('hex')
/** Changes more deals than it lets itself, so that there is something that waits for a person. */
const wildRule = {
  key: 'accountant-on-every-deal',
  name: 'The accountant is on every deal',
  description: 'Its conditions were set too wide.',
  mode: 'live',
  priority: 60,
  on: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'],
  conditions: { all: [] },
  actions: [{ type: 'attach', contacts: { from: 'ids', ids: [5] }, primary: 'never' }],
  fuse: { deals: 2, minutes: 60 },
}

const scratch = await mkdtemp(join(tmpdir(), 'bindery-screenshots-'))
const service = spawn(process.execPath, ['src/main.ts', 'serve'], {
  cwd: root,
  env: {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: join(scratch, 'data'),
    LOG_LEVEL: 'warn',
    BINDERY_API_TOKEN: token,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  await takePictures(await signInLink())
} finally {
  const ended = new Promise((resolve) => service.once('exit', resolve))
  service.kill('SIGTERM')
  await ended
  await rm(scratch, { recursive: true, force: true })
}

async function signInLink(): Promise<string> {
  for await (const line of createInterface({ input: service.stdout })) {
    const [link] = /http\S+\/sign-in\?token=\S+/.exec(line) ?? []
    if (link !== undefined) {
      // Read on, so that the service never waits for us.
      service.stdout.resume()
      return link
    }
  }
  throw new Error('The service ended before it told its sign-in link.')
}

async function takePictures(link: string): Promise<void> {
  await mkdir(images, { recursive: true })
  const { origin } = new URL(link)
  const context = await chromium.launchPersistentContext(join(scratch, 'browser'), {
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
    viewport: usualSize,
    colorScheme: 'light',
    locale: 'en-GB',
  })
  try {
    const page = context.pages()[0] ?? (await context.newPage())
    page.setDefaultTimeout(60_000)
    await page.goto(link)
    await page.goto(`${origin}/runs`)
    await page.waitForFunction((count) => {
      document.querySelector<HTMLElement>('[role=status] button')?.click()
      return document.querySelectorAll('tbody tr').length >= count
    }, enoughRuns)
    await picture(page, 'runs')
    await page.goto(`${origin}/runs?status=applied`)
    await page.locator('tbody tr td:nth-child(4) a').first().click()
    await page.getByText('Links before').waitFor()
    await picture(page, 'run')
    await page.getByRole('button', { name: 'Undo…' }).click()
    await page.getByRole('dialog').getByText('Links afterwards').waitFor()
    await picture(page, 'undo')
    await pictureOfHold(page, origin)
    // Wide enough for what stands beside the form.
    await page.setViewportSize({ width: 1440, height: 1100 })
    await page.goto(`${origin}/rules/attach-company-primary-contact/edit`)
    await page.getByText('Preview: nothing was written').waitFor()
    await picture(page, 'editor')
    await page.setViewportSize(usualSize)
    for (const [name, path] of [
      ['overview', '/'],
      ['rules', '/rules'],
      ['backfill', '/backfills/new'],
      ['events', '/events'],
    ] as const) {
      await page.goto(`${origin}${path}`)
      if (name === 'backfill') {
        await page.getByRole('button', { name: 'Count the deals' }).click()
        await page.getByRole('button', { name: /^Look at/ }).waitFor()
      }
      await picture(page, name)
    }
  } finally {
    await context.close()
  }
}

/** A rule that its fuse holds, the page of all that waits, and the alert; the rule is gone afterwards. */
async function pictureOfHold(page: Page, origin: string): Promise<void> {
  const address = `${origin}/api/rules/${wildRule.key}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const saved = await fetch(address, { method: 'PUT', headers, body: JSON.stringify(wildRule) })
  if (saved.status !== 201) throw new Error(await saved.text())
  await page.goto(`${origin}/attention`)
  await page.getByText(/^‖ [4-9] deals wait/).waitFor({ timeout: 300_000 })
  await picture(page, 'attention')
  await page.getByRole('link', { name: wildRule.name }).click()
  await page.getByLabel('Choose all that are shown').waitFor()
  await picture(page, 'hold')
  await page.goto(`${origin}/alerts`)
  await page.getByRole('heading', { name: 'is held by its fuse' }).waitFor()
  await picture(page, 'alerts')
  await fetch(address, { method: 'DELETE', headers })
}

async function picture(page: Page, name: string): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('load')
  await page.waitForFunction(() => !document.body.innerText.includes('Loading…'))
  // Names of contacts and the chart's first drawing come a moment later.
  await page.waitForTimeout(1_000)
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' })
}
