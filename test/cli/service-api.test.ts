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
      body: { error: { code: 'invalid_rule', message: 'The rule is wrong.', details: [{ path: '/key' }] } },
    },
    says: /The rule is wrong\. \(invalid_rule, status 422\)\n[\s\S]*"\/key"/,
  },
  { name: 'a refusal without explanation', given: { status: 502 }, says: /status 502 and no explanation/ },
  { name: 'an answer of another kind', given: { body: { tokens: [] } }, says: /does not know:\n[\s\S]*items/ },
])('$name is told with what to do', async ({ given, says }) => {
  const answer = await listTokensFrom(given)
  expect(answer.exitCode).toBe(1)
  expect(answer.stderr).toMatch(says)
  expect(answer.document()).toHaveProperty('error.code')
})
