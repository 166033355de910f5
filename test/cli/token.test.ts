import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { type Given, type Received, withFakeService } from './fake-service.ts'

const aToken = (change: Record<string, unknown> = {}) => ({
  id: 't1',
  name: 'reporting',
  kind: 'api',
  role: 'administrator',
  createdBy: 'Ada',
  createdAt: '2026-08-21T10:00:00.000Z',
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null,
  ...change,
})
const secret = 'secret-shown-once'

const service = ({ method }: Received): Given => {
  if (method === 'POST') return { status: 201, body: { ...aToken(), secret } }
  if (method === 'DELETE') return { status: 204 }
  const others = [
    aToken({ id: 't2', revokedAt: '2026-08-22T10:00:00.000Z' }),
    aToken({ id: 't3' }),
    aToken({ id: 't4', name: 'backup' }),
    aToken({ id: 's1', name: 'console', kind: 'sign-in' }),
  ]
  return { body: { items: [aToken(), ...others] } }
}

test('a new token is shown once', async () => {
  await withFakeService(service, async (withService, received) => {
    const answer = await commandLine(['token', 'create', 'reporting', '--role', 'viewer'], { withService })
    expect(received).toMatchObject([
      { method: 'POST', path: '/api/tokens', body: { name: 'reporting', role: 'viewer' } },
    ])
    expect(answer.exitCode).toBe(0)
    expect(answer.stdout).toMatch(new RegExp(`^${secret}\\n[\\s\\S]*not shown again`))
  })
})

test('with --json the secret is in the document only', async () => {
  await withFakeService(service, async (withService) => {
    const answer = await commandLine(['token', 'create', 'reporting', '--json'], { withService })
    expect(answer.document()).toMatchObject({ secret })
    expect(answer.stderr).not.toContain(secret)
  })
})

test('the list shows tokens of programs, not sign-in links', async () => {
  await withFakeService(service, async (withService) => {
    const answer = await commandLine(['token', 'list'], { withService })
    expect(answer.stdout).toMatch(
      /NAME +ID +ROLE +MADE +BY +LAST USED +STATE\nreporting +t1 +administrator .* Ada +never +valid\nreporting +t2 .*revoked/,
    )
    expect(answer.stdout).not.toContain('s1')
  })
})

test.each([
  { given: 't4', deleted: ['t4'] },
  { given: 'reporting', deleted: ['t1', 't3'] },
])('revoke $given ends $deleted', async ({ given, deleted }) => {
  await withFakeService(service, async (withService, received) => {
    const answer = await commandLine(['token', 'revoke', given], { withService })
    expect(answer.exitCode).toBe(0)
    const paths = received.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
    expect(paths).toEqual(deleted.map((id) => `/api/tokens/${id}`))
  })
})

test('revoking what is not there fails and says where to look', async () => {
  await withFakeService(service, async (withService) => {
    const answer = await commandLine(['token', 'revoke', 't2'], { withService })
    expect(answer.exitCode).toBe(1)
    expect(answer.stderr).toContain('token list')
  })
})

test.each([
  { words: ['--name', 'reporting'], name: 'reporting' },
  { words: [], name: 'unnamed' },
])('create $words makes a token named $name', async ({ words, name }) => {
  await withFakeService(service, async (withService, received) => {
    expect((await commandLine(['token', 'create', ...words], { withService })).exitCode).toBe(0)
    expect(received).toMatchObject([{ body: { name, role: 'administrator' } }])
  })
})
