import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aDirectory, aRule, commandLine } from './command-line.ts'
import { withFakeService } from './fake-service.ts'

test('valid files, the schema beside them is no rule', async () => {
  const directory = aDirectory({ 'a.json': aRule(), 'rule.schema.json': { type: 'object' }, 'notes.txt': 'x' })
  const answer = await commandLine(['rules', 'validate', directory])
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' })
  expect(answer.stdout).toContain(`✓ ${join(directory, 'a.json')}`)
  expect(answer.stdout).toContain('The rule is valid.')
})

test('every fault is told with file, line, column and JSON path', async () => {
  const faulty = aRule({ key: 'b', mode: 'loud', actions: [{ type: 'clear' }, { type: 'explode' }] })
  const directory = aDirectory({ 'a.json': aRule(), 'b.json': faulty, 'c.json': '{\n  "key": "c",\n}\n' })
  const answer = await commandLine(['rules', 'validate', '--json', directory])
  expect(answer.exitCode).toBe(1)
  expect(answer.document()).toMatchObject({
    directory,
    valid: false,
    files: [
      { file: join(directory, 'a.json'), key: 'company-contact', valid: true, errors: [] },
      {
        key: 'b',
        valid: false,
        errors: expect.arrayContaining([
          { path: '/mode', message: expect.any(String), line: 4, column: 11 },
          expect.objectContaining({ path: expect.stringMatching(/^\/actions\/1/) }),
        ]),
      },
      {
        key: null,
        valid: false,
        errors: [{ path: '', message: expect.stringContaining('name in double quotes'), line: 3, column: 1 }],
      },
    ],
  })
  expect(answer.stderr).toMatch(/✗ .*c\.json\n {4}3:1 a name in double quotes/)
})

test('one file alone, whatever it is called and whatever lies beside it', async () => {
  const directory = aDirectory({ 'a.json': aRule(), 'b.draft': aRule({ mode: 'loud' }), 'c.json': '{' })
  const right = await commandLine(['rules', 'validate', '--json', join(directory, 'a.json')])
  expect(right).toMatchObject({ exitCode: 0 })
  expect(right.document()).toMatchObject({ directory, valid: true, files: [{ file: join(directory, 'a.json') }] })
  const faulty = await commandLine(['rules', 'validate', join(directory, 'b.draft')])
  expect(faulty.exitCode).toBe(1)
  expect(faulty.stdout).toMatch(/✗ .*b\.draft\n {4}4:11 \/mode: /)
})

test('a member that is missing is placed where it is missing', async () => {
  const { name: _, ...nameless } = aRule()
  const answer = await commandLine(['rules', 'validate', aDirectory({ 'a.json': nameless })])
  expect(answer.stdout).toMatch(/ {4}1:1 \/name: /)
})

test('two files with one key', async () => {
  const answer = await commandLine(['rules', 'validate', aDirectory({ 'a.json': aRule(), 'b.json': aRule() })])
  expect(answer.exitCode).toBe(1)
  expect(answer.stdout).toMatch(/b\.json\n.*\/key: "company-contact" is the key of a\.json too/)
})

test('an empty directory is no fault, one that does not exist is', async () => {
  expect((await commandLine(['rules', 'validate', aDirectory()])).exitCode).toBe(0)
  const answer = await commandLine(['rules', 'validate'])
  expect(answer).toMatchObject({ exitCode: 1, stdout: '' })
  expect(answer.stderr).toContain('Name a directory that exists')
})

test('a service that runs checks against its portal; without one it is said what was not', async () => {
  const directory = aDirectory({ 'a.json': aRule(), 'b.json': aRule({ key: 'b', mode: 'loud' }) })
  const fault = { path: '/conditions/all/0/path', message: 'no field "companyID"; did you mean "companyId"?' }
  const warning = { path: '/mode', message: 'can fight with "other" over a contact' }
  const { answer, asked } = await withFakeService(
    ({ path }) =>
      path === '/api/status'
        ? { body: { portal: { domain: 'acme.bitrix24.com' } } }
        : { body: { valid: false, errors: [fault], warnings: [warning] } },
    (withService, received) =>
      withService(async (service) => ({
        answer: await commandLine(['rules', 'validate', '--json', directory], { runningService: async () => service }),
        asked: received,
      })),
  )
  expect(answer.exitCode).toBe(1)
  expect(answer.document()).toMatchObject({
    portal: 'acme.bitrix24.com',
    files: [
      { valid: false, errors: [{ ...fault, line: expect.any(Number) }], warnings: [warning] },
      { valid: false, errors: [{ path: '/mode' }] },
    ],
  })
  expect(answer.stderr).toContain('Checked against acme.bitrix24.com')
  // What is wrong by its form already is not asked about.
  expect(asked.filter(({ path }) => path === '/api/rules/validate')).toMatchObject([{ body: { mode: 'live' } }])
  expect((await commandLine(['rules', 'validate', directory])).stdout).toContain('Not checked, as no service runs here')
})

test('files below are told by their path from here', async () => {
  const answer = await commandLine(['rules', 'validate', join(process.cwd(), 'rules')])
  expect(answer.stdout).toContain('✓ rules/attach-lead-contacts.json\n')
})
