import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { type Given, type Received, withFakeService } from './fake-service.ts'

const link = 'http://127.0.0.1:3000/invitation#token=secret-shown-once'
const bob = {
  id: 'u2',
  email: 'bob@example.com',
  name: 'Bob',
  role: 'editor',
  lastSignInAt: null,
  disabledAt: null,
}
const ada = { ...bob, id: 'u1', email: 'ada@example.com', name: 'Ada', role: 'administrator' }
const invitation = { email: 'eve@example.com', role: 'viewer', expiresAt: '2026-08-24T10:00:00.000Z' }

const service = ({ method, path }: Received): Given => {
  if (path === '/api/users') return { body: { items: [ada, bob] } }
  if (path === '/api/users/u1/disable') {
    return { status: 409, body: { error: { code: 'last_administrator', message: 'Make another one first.' } } }
  }
  if (path.startsWith('/api/users/u2/')) return { body: { ...bob, tokensLeft: [{ id: 't7', name: 'bobs' }] } }
  return method === 'POST' ? { status: 201, body: { ...invitation, link } } : { body: { items: [invitation] } }
}
const asked = (received: Received[]) => received.map(({ method, path }) => `${method} ${path}`)

test('adding somebody prints a link for them', async () => {
  await withFakeService(service, async (withService, received) => {
    const answer = await commandLine(['user', 'add', 'eve@example.com', '--hours', '12'], { withService })
    const body = { email: 'eve@example.com', role: 'viewer', expiresInHours: 12 }
    expect(received).toMatchObject([{ method: 'POST', path: '/api/invitations', body }])
    expect(answer).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^http[^\n]+secret-shown-once\n/) })
  })
})

test('the same address twice, in whatever letters, is one', async () => {
  await withFakeService(service, async (withService, received) => {
    const words = ['user', 'add', 'Eve@Example.com', '--email', 'eve@example.com']
    expect((await commandLine(words, { withService })).exitCode).toBe(0)
    expect(received).toMatchObject([{ body: { email: 'eve@example.com' } }])
  })
})

test('the address may be an option as well', async () => {
  await withFakeService(service, async (withService, received) => {
    expect((await commandLine(['user', 'add', '--email', 'eve@example.com'], { withService })).exitCode).toBe(0)
    expect(received).toMatchObject([{ body: { email: 'eve@example.com' } }])
  })
})

test('with --json the link is in the document only', async () => {
  await withFakeService(service, async (withService) => {
    const answer = await commandLine(['user', 'add', 'eve@example.com', '--json'], { withService })
    expect(answer.document()).toMatchObject({ link })
    expect(answer.stderr).not.toContain('secret')
  })
})

test('the list shows people and those invited', async () => {
  await withFakeService(service, async (withService) => {
    const { stdout } = await commandLine(['user', 'list'], { withService })
    expect(stdout).toMatch(/EMAIL +NAME +ROLE[^\n]*\nada@example.com +Ada +administrator +never +active\nbob/)
    expect(stdout).toMatch(/eve@example.com +viewer +never +invited until 2026/)
  })
})

test.each(['BOB@example.com', 'u2'])('disabling %s says which tokens still open', async (given) => {
  await withFakeService(service, async (withService, received) => {
    const answer = await commandLine(['user', 'disable', given], { withService })
    expect(asked(received)).toEqual(['GET /api/users', 'POST /api/users/u2/disable'])
    expect(answer.stdout).toMatch(/bob@example.com is disabled[\s\S]*token revoke t7/)
  })
})

test.each([
  { words: ['disable', 'nobody@example.com'], exitCode: 1, says: /user list/ },
  { words: ['disable', 'ada@example.com'], exitCode: 1, says: /Make another one first/ },
  { words: ['add', 'eve@example.com', '--role', 'king'], exitCode: 2, says: /viewer, editor, administrator/ },
  { words: ['add', 'eve@example.com', '--hours', 'long'], exitCode: 2, says: /whole number of hours/ },
  { words: ['add', 'eve@example.com', '--hours', '721'], exitCode: 2, says: /whole number of hours/ },
  { words: ['add', 'eve@example.com', '--email', 'bob@example.com'], exitCode: 2, says: /Give one e-mail address/ },
  { words: ['add', 'eve@'], exitCode: 2, says: /e-mail address such as ada@example.com/ },
  { words: ['add', '--email', 'eve'], exitCode: 2, says: /e-mail address such as ada@example.com/ },
  { words: ['add'], exitCode: 2, says: /missing required argument 'email'/ },
])('user $words fails with words', async ({ words, exitCode, says }) => {
  await withFakeService(service, async (withService) => {
    const answer = await commandLine(['user', ...words], { withService })
    expect(answer.exitCode).toBe(exitCode)
    expect(answer.stderr).toMatch(says)
  })
})
