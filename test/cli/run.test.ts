import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { type Given, type Received, withFakeService } from './fake-service.ts'

const link = (contactId: number, sort: number, isPrimary: boolean) => ({ contactId, sort, isPrimary })
const aRun = (change: Record<string, unknown> = {}) => ({
  id: 'new-run',
  dealId: 42,
  portal: 'acme.bitrix24.com',
  status: 'applied',
  linksBefore: [link(7, 10, true)],
  linksAfter: [link(7, 10, true), link(9, 20, false)],
  rules: [
    {
      key: 'company-contact',
      version: 3,
      mode: 'live',
      matched: true,
      actions: [
        { type: 'attach', effect: 'applied', note: null, contacts: [{ contactId: 9, effect: 'applied', by: null }] },
        {
          type: 'detach',
          effect: 'overruled',
          note: null,
          contacts: [{ contactId: 7, effect: 'overruled', by: 'keep' }],
        },
      ],
    },
    { key: 'other', version: 1, mode: 'shadow', matched: false, actions: [] },
  ],
  operations: [],
  error: null,
  ...change,
})

const noRunsYet: Given = { body: { items: [], nextCursor: null } }

test('a dry run is a preview, told as a story', async () => {
  await withFakeService(
    () => ({ body: aRun() }),
    async (withService, received) => {
      const answer = await commandLine(['run', '42', '--dry-run'], { withService })
      expect(received).toMatchObject([{ method: 'POST', path: '/api/preview', body: { dealId: 42 } }])
      expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
      expect(answer.stdout).toBe(`Deal 42 on acme.bitrix24.com: would apply
Preview: nothing was written.

Contacts before
  contact 7, sort 10, primary

Rules
  ✓ company-contact (live, version 3) matched
      attach: would apply
        contact 9: would apply
      detach: overruled
        contact 7: overruled by keep
  - other (shadow, version 1) did not match

Would change
  contact 9 linked

Contacts it would have
  contact 7, sort 10, primary
  contact 9, sort 20
`)
    },
  )
})

test('a run that finishes in time is the answer', async () => {
  const answers = (request: Received): Given => (request.method === 'POST' ? { body: aRun() } : noRunsYet)
  await withFakeService(answers, async (withService) => {
    const answer = await commandLine(['run', '42', '--json'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.document()).toEqual(aRun())
    expect(answer.stderr).toContain('Contacts now')
  })
})

test('a run that is queued is awaited: the first manual run that was not there before', async () => {
  let asked = false
  const answers = ({ method, path }: Received): Given => {
    if (method === 'POST') {
      asked = true
      return { status: 202, body: { status: 'queued', requestId: 'q1' } }
    }
    if (path === '/api/runs/new-run') return { body: aRun() }
    if (path === '/api/status') return { body: { brakes: { stopped: null } } }
    return { body: { items: [{ id: asked ? 'new-run' : 'old-run' }], nextCursor: null } }
  }
  await withFakeService(answers, async (withService, received) => {
    const answer = await commandLine(['run', '42', '--json'], { withService })
    expect(answer.document()).toMatchObject({ id: 'new-run' })
    expect(received.map(({ path }) => path)).toEqual([
      '/api/runs?dealId=42&trigger=manual&limit=1',
      '/api/deals/42/run',
      '/api/status',
      '/api/runs?dealId=42&trigger=manual&limit=1',
      '/api/runs/new-run',
    ])
  })
})

test('a run that waits because writes are stopped is not awaited: it is said who stopped them, and what to do', async () => {
  const stopped = { at: '2026-08-21T10:00:00.000Z', by: 'Ada', note: null }
  const answers = ({ method, path }: Received): Given => {
    if (method === 'POST') return { status: 202, body: { status: 'queued', requestId: 'q1' } }
    return path === '/api/status' ? { body: { brakes: { stopped } } } : noRunsYet
  }
  await withFakeService(answers, async (withService) => {
    const answer = await commandLine(['run', '42'], { withService })
    expect(answer.exitCode).toBe(1)
    expect(answer.stderr).toMatch(/Deal 42 .*Ada has stopped all writes at 2026-08-21T10:00:00.000Z.*bindery -- resume/)
  })
})

test.each([
  { status: 'applied', exitCode: 0 },
  { status: 'unchanged', exitCode: 0 },
  { status: 'unmatched', exitCode: 0 },
  { status: 'shadow', exitCode: 0 },
  { status: 'skipped', exitCode: 1 },
  { status: 'quarantined', exitCode: 1 },
  { status: 'failed', exitCode: 1 },
])('a run that is $status ends with $exitCode', async ({ status, exitCode }) => {
  const error = status === 'failed' ? { code: 'no-permission', message: 'The owner may not read deal 42.' } : null
  const run = aRun({ status, error, linksBefore: [], linksAfter: [], rules: [] })
  await withFakeService(
    ({ method }) => (method === 'POST' ? { body: run } : noRunsYet),
    async (withService) => {
      const answer = await commandLine(['run', '42'], { withService })
      expect(answer.exitCode).toBe(exitCode)
      expect(answer.stdout).toContain('none applies to this deal')
      if (error !== null) expect(answer.stdout).toContain(`${error.message} (${error.code})`)
    },
  )
})
