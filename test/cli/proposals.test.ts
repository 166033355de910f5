import { expect, test } from 'vitest'
import { aProposal } from '../http/examples.ts'
import { aDirectory, aRule, commandLine } from './command-line.ts'
import { type Given, type Received, withFakeService } from './fake-service.ts'

const proposal = { ...aProposal({ note: 'why', changes: ['The name changes.'] }), mayApprove: false }

function answering({ method, path }: Received): Given {
  if (path === '/api/status') return { body: { portal: { domain: 'acme.bitrix24.com' } } }
  if (path === '/api/rules/validate') return { body: { valid: true, errors: [], warnings: [] } }
  if (method === 'PUT') return { status: 202, body: { proposal, warnings: [] } }
  if (method === 'POST') return { body: { ...proposal, state: 'refused', decidedBy: 'command line' } }
  if (path.startsWith('/api/proposals?')) return { body: { items: [proposal], nextCursor: null } }
  if (path.startsWith('/api/proposals/')) return { body: proposal }
  return { body: { items: [] } }
}

const answered = (words: string[]) =>
  withFakeService(answering, async (withService, received) => ({
    ...(await commandLine(words, { withService })),
    received,
  }))

test('a push of a live rule that waits for a second person says so, and is no failure', async () => {
  const directory = aDirectory({ 'a.json': aRule({ key: 'a' }) })
  const json = await answered(['rules', 'push', directory, '--json'])
  expect(json.exitCode).toBe(0)
  expect(json.document()).toMatchObject({
    rules: [{ key: 'a', outcome: 'proposed', version: null, proposalId: proposal.id }],
  })
  const { stdout } = await answered(['rules', 'push', directory])
  expect(stdout).toContain(`a: new, waits for somebody to approve it (proposal ${proposal.id})`)
  expect(stdout).toContain('0 saved or deleted, 1 proposed, 0 failed.')
})

test('what waits is listed, with how to approve it', async () => {
  const { stdout, received } = await answered(['proposals', 'list'])
  expect(received[0]?.path).toBe('/api/proposals?limit=200&state=waiting')
  expect(stdout).toMatch(new RegExp(`${proposal.id}\\s+attach-primary\\s+waiting\\s+Bob`))
  expect(stdout).toContain('Approving takes a person who is signed in')
})

test('one is shown with what it would change', async () => {
  const { stdout } = await answered(['proposals', 'show', proposal.id])
  expect(stdout).toContain('Rule attach-primary, over version 3: waiting')
  expect(stdout).toContain('The name changes.')
  expect(stdout).toContain('"priority": 100')
})

test('one is refused, with a note', async () => {
  const { exitCode, received } = await answered(['proposals', 'refuse', proposal.id, '--note', 'no'])
  expect(exitCode).toBe(0)
  expect(received).toMatchObject([{ path: `/api/proposals/${proposal.id}/refuse`, body: { note: 'no' } }])
})
