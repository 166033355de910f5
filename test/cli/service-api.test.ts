import { expect, test } from 'vitest'
import { commandLine } from './command-line.ts'
import { type Given, withFakeService } from './fake-service.ts'

const listTokensFrom = (given: Given) =>
  withFakeService(
    () => given,
    (withService) => commandLine(['token', 'list', '--json'], { withService }),
  )

test('a service that does not run: what to do', async () => {
  const closed = await withFakeService(
    () => ({}),
    (withService) => withService((service) => Promise.resolve(service)),
  )
  const answer = await commandLine(['token', 'list', '--json'], { withService: (work) => work(closed) })
  expect(answer.exitCode).toBe(1)
  expect(answer.document()).toMatchObject({ error: { code: 'unreachable' } })
  expect(answer.stderr).toMatch(/cannot be reached \(ECONNREFUSED\)\. Start it with "npm start"/)
})

test.each([
  {
    name: '401',
    given: { status: 401, body: { error: { code: 'unauthorized', message: 'No.' } } },
    says: /Set BINDERY_API_TOKEN/,
  },
  {
    name: 'a refusal with its reasons',
    given: {
      status: 422,
      body: {
        error: {
          code: 'invalid_rule',
          message: 'The rule is wrong.',
          details: [{ path: '/key', message: 'is missing' }],
        },
      },
    },
    says: /^The rule is wrong\. \(invalid_rule, status 422\)\n {2}\/key: is missing\n$/,
  },
  { name: 'a refusal without explanation', given: { status: 502 }, says: /status 502 and no explanation/ },
  { name: 'an answer of another kind', given: { body: { tokens: [] } }, says: /does not know:\n[\s\S]*items/ },
])('$name is told with what to do', async ({ given, says }) => {
  const answer = await listTokensFrom(given)
  expect(answer.exitCode).toBe(1)
  expect(answer.stderr).toMatch(says)
  expect(answer.document()).toHaveProperty('error.code')
})

test.each([
  {
    name: 'faults that the message does not name yet, a line each',
    error: {
      ...{ code: 'bad_request', message: '/limit: at most 200' },
      details: [
        { path: '/limit', message: 'at most 200' },
        { path: '', message: 'must be an object' },
      ],
    },
    stderr: '/limit: at most 200 (bad_request, status 409)\n  must be an object\n',
  },
  {
    name: 'what changed since a run',
    error: {
      ...{ code: 'links_changed', message: 'They have changed.' },
      details: { changedSince: [{ contactId: 7, what: 'unlinked', runId: null }], linksNow: [] },
    },
    stderr: 'They have changed. (links_changed, status 409)\n  contact 7 unlinked by a person or another program\n',
  },
  {
    name: 'a state, which the message says already',
    error: { code: 'wrong_state', message: 'The backfill is done.', details: { status: 'done' } },
    stderr: 'The backfill is done. (wrong_state, status 409)\n',
  },
])('details are told in words: $name; to machines as they are', async ({ error, stderr }) => {
  const answer = await listTokensFrom({ status: 409, body: { error } })
  expect(answer.stderr).toBe(stderr)
  expect(answer.document()).toMatchObject({ error: { code: error.code, details: error.details } })
})

test('what is no id of a run is told as a run that is not there', async () => {
  const { exitCode, stderr } = await commandLine(['runs', 'test', 'nonsense', '--rule', 'some-rule'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('There is no run nonsense.')
})
