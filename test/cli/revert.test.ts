import { expect, test } from 'vitest'
import { aBulkRevert } from '../http/a-revert.ts'
import { otherId } from '../http/examples.ts'
import { commandLine } from './command-line.ts'
import { type Given, withFakeService } from './fake-service.ts'

const id = '0190b6a0-0000-7000-8000-000000000001'
const ben = { contactId: 7, sort: 10, isPrimary: true }
const aPreview = {
  runId: id,
  dealId: 42,
  hasChangedLinks: true,
  linksNow: [ben, { contactId: 9, sort: 20, isPrimary: false }],
  linksAfter: [{ contactId: 9, sort: 20, isPrimary: true }],
  changedSince: [{ contactId: 9, what: 'linked', runId: null }],
  revertedBy: null,
  needsForce: true,
}
const aRevert = {
  id,
  dealId: 42,
  portal: 'acme.bitrix24.com',
  status: 'applied',
  linksBefore: [ben],
  linksAfter: [],
  rules: [],
  error: null,
}

function command(words: string[], given: Given) {
  return withFakeService(
    () => given,
    async (withService, received) => ({ ...(await commandLine(['revert', ...words], { withService })), received }),
  )
}

test('revert asks for the revert and tells what it changed', async () => {
  const { exitCode, stdout, received } = await command([id, '--force'], { body: aRevert })
  expect(exitCode).toBe(0)
  expect(received).toMatchObject([{ method: 'POST', path: `/api/runs/${id}/revert`, body: { force: true } }])
  expect(stdout).toContain('contact 7 unlinked')
  expect(stdout, 'no rule is asked').not.toContain('Rules')
})

test('a dry run only looks, names what people changed, and says whether it would be refused', async () => {
  const refused = await command([id, '--dry-run'], { body: aPreview })
  expect(refused.received).toMatchObject([{ method: 'GET' }])
  expect(refused.exitCode).toBe(1)
  expect(refused.stdout).toContain('contact 9 linked by a person or another program')
  expect((await command([id, '--dry-run', '--force'], { body: aPreview })).exitCode).toBe(0)
})

test('a refusal is told with what changed, and a wrong id is wrong usage', async () => {
  const error = { code: 'links_changed', message: 'They have changed.', details: { changedSince: [] } }
  const { exitCode, stderr } = await command([id], { status: 409, body: { error } })
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('They have changed.')])
  expect((await command(['42'], {})).exitCode).toBe(2)
})

test('the list of reverts says of each what it takes back, and whether by force', async () => {
  const span = { from: '2026-08-21T09:30:00Z', to: '2026-08-22T09:30:00Z' }
  const items = [aBulkRevert({ what: { rule: 'attach', version: 3, ...span }, force: true }), aBulkRevert()]
  const { stdout } = await command(['list'], { body: { items } })
  expect(stdout).toContain('rule attach, version 3, from 2026-08-21T09:30:00Z to 2026-08-22T09:30:00Z, forced')
  expect(stdout).toMatch(new RegExp(`backfill ${otherId}$`, 'm'))
})

test('the list of reverts tells runs that were put back from those that were left', async () => {
  const one = aBulkRevert()
  const items = [{ ...one, progress: { ...one.progress, counted: 7, done: 7, runs: { applied: 5, skipped: 2 } } }]
  const { stdout } = await command(['list'], { body: { items } })
  expect(stdout).toMatch(/7\/7 +5 applied, 2 skipped/)
})
