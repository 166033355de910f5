import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../../src/sandbox/portal.ts'
import { createPostgresDatabase } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import {
  anInstallation,
  buildConsole,
  type Ended,
  type Installation,
  isAlive,
  type RunningProcess,
} from '../../support/process.ts'
import { aPortal, apiOf, aRule, linksInWords, writesOn } from '../../support/service.ts'

const longestStopMs = 10_000

let sandbox: Sandbox
let contactId: number
let dealId: number
beforeAll(async () => {
  sandbox = await aPortal()
  contactId = sandbox.data.addContact()
  dealId = sandbox.data.addDeal()
})
afterAll(() => sandbox.close())

const attach = () =>
  aRule({ key: 'attach', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }] })
const bindery = (words: string[], installation: Installation) => installation.start(words).ended

/** Has the service write to the deal; the portal does it, and its answer does not come. */
async function hangInAWrite(address: string, { apiToken }: Installation, deal: number): Promise<void> {
  sandbox.faults.next({ kind: 'timeout-after', method: 'crm.deal.contact.add' })
  void apiOf(address, apiToken)('POST', `/api/deals/${deal}/run`).catch(() => {})
  await vi.waitFor(() => expect(writesOn(sandbox, deal)).toEqual(['add']), patiently)
}

async function expectFinishing(installation: Installation, deal: number): Promise<void> {
  const run = await bindery(['run', String(deal), '--json'], installation)
  // The stopped run may be finished as this one or just before it.
  expect(run.code, run.output).toBe(0)
  expect(documentOf(run)).toMatchObject({ linksAfter: [{ contactId }] })
  expect(linksInWords(sandbox.data.links(deal))).toBe(`${contactId}*`)
  expect(writesOn(sandbox, deal), 'it had been written, and is not repeated').toEqual(['add'])
}

const documentOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>

describe('a service on its embedded database', () => {
  let installation: Installation
  let service: RunningProcess
  beforeAll(async () => {
    installation = await anInstallation(sandbox, { rules: [attach()] })
  })
  afterAll(() => installation.remove())

  test('serves the command line, and shares its directory with nobody', async () => {
    service = installation.start(['serve'])
    const address = await service.address()

    const [second, preview, token] = await Promise.all([
      bindery(['serve'], installation),
      bindery(['run', String(dealId), '--dry-run', '--json'], installation),
      bindery(['token', 'create', 'reporting', '--json'], installation),
    ])
    expect(second.code).toBe(78)
    expect(second.output).toMatch(/DATA_DIR.*(process|in use)/s)
    expect(second.output, 'a message and no stack').not.toMatch(/\n\s+at /)
    expect((await fetch(`${address}/healthz`)).status, 'the first one goes on').toBe(200)
    expect(preview.code, preview.output).toBe(0)
    expect(documentOf(preview)).toMatchObject({ dealId, status: 'applied' })
    expect(writesOn(sandbox, dealId)).toEqual([])
    const api = apiOf(address, String(documentOf(token).secret))
    expect((await api('GET', '/api/rules')).body).toMatchObject({ items: [{ key: 'attach', version: 1 }] })

    const file = join(installation.directory, 'rules', 'attach.json')
    await writeFile(file, JSON.stringify({ ...attach(), name: 'Renamed in its file' }))
    const pushed = await bindery(['rules', 'push'], installation)
    expect(pushed.code, pushed.output).toBe(0)
    expect((await api('GET', '/api/rules/attach')).body).toMatchObject({ name: 'Renamed in its file', version: 2 })
    const saved = await api('PUT', '/api/rules/attach', { ...attach(), name: 'Renamed in the console' })
    expect(saved.status).toBe(200)
    const pulled = await bindery(['rules', 'pull'], installation)
    expect(pulled.code, pulled.output).toBe(0)
    expect(await readFile(file, 'utf8')).toContain('Renamed in the console')
  })

  test('stops in the middle of a write that hangs, and leaves no sign of itself', async () => {
    const address = await service.address()
    await hangInAWrite(address, installation, dealId)
    const toldAt = Date.now()
    service.kill('SIGTERM')
    const { code, signal, output } = await service.ended
    expect({ code, signal }, output).toEqual({ code: 0, signal: null })
    expect(Date.now() - toldAt).toBeLessThan(longestStopMs)
    expect(output).toContain('stopped')
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
    const left = await readdir(join(installation.directory, 'data'), { recursive: true })
    expect(
      left.filter((name) => /lock$|service\.json$/.test(name)),
      'nothing says that it still runs',
    ).toEqual([])
  })

  test('commands work with none running, on the same database, and finish what was stopped', async () => {
    const token = await bindery(['token', 'list', '--json'], installation)
    expect(token.code, token.output).toBe(0)
    expect(documentOf(token)).toMatchObject({ items: [{ name: 'reporting' }] })
    await expectFinishing(installation, dealId)
  })
})

describe('on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createPostgresDatabase>>
  let installation: Installation
  let interruptedId: number
  beforeAll(async () => {
    await buildConsole()
    interruptedId = sandbox.data.addDeal()
    database = await createPostgresDatabase()
    installation = await anInstallation(sandbox, { rules: [attach()], databaseUrl: database.url })
  }, 120_000)
  afterAll(async () => {
    await installation.remove()
    await database.drop()
  })

  test('npm start stops with its service in the middle of a write, and leaves no process', async () => {
    const npm = installation.startByNpm()
    const address = await npm.address()
    const word = await readFile(join(installation.directory, 'data', 'service.json'), 'utf8')
    const { pid } = JSON.parse(word) as { pid: number }
    expect(isAlive(pid)).toBe(true)

    await hangInAWrite(address, installation, interruptedId)
    const toldAt = Date.now()
    npm.kill('SIGTERM')
    const { code, output } = await npm.ended
    expect(code, output).toBe(0)
    expect(Date.now() - toldAt).toBeLessThan(longestStopMs)
    expect(isAlive(pid)).toBe(false)
    await expect(fetch(`${address}/healthz`)).rejects.toThrow()
  })

  test('commands work with none running, and finish what was stopped in the middle', async () => {
    await expectFinishing(installation, interruptedId)
    const newDeal = sandbox.data.addDeal()
    const preview = await bindery(['run', String(newDeal), '--dry-run', '--json'], installation)
    expect(preview.code, preview.output).toBe(0)
    expect(documentOf(preview)).toMatchObject({ dealId: newDeal, status: 'applied' })
    const pushed = await bindery(['rules', 'push', '--dry-run'], installation)
    expect(pushed.code, pushed.output).toBe(0)
  })
})
