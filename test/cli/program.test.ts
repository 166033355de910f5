import { expect, test, vi } from 'vitest'
import { ConfigurationError } from '../../src/config/faults.ts'
import { commandLine } from './command-line.ts'

test.each([
  { words: ['--help'], exitCode: 0, stdout: /doctor[\s\S]*Exit codes/ },
  { words: ['--version'], exitCode: 0, stdout: /^\d+\.\d+\.\d+/ },
  { words: ['help', 'run'], exitCode: 0, stdout: /run 42 --dry-run/ },
  { words: ['rules', 'push', '--help'], exitCode: 0, stdout: /--delete[\s\S]*Examples/ },
])('$words is answered with exit code $exitCode', async ({ words, exitCode, stdout }) => {
  const answer = await commandLine(words)
  expect(answer).toMatchObject({ exitCode, stderr: '' })
  expect(answer.stdout).toMatch(stdout)
})

test.each([
  { words: [], says: /Usage: bindery/ },
  { words: ['rules'], says: /Usage: bindery rules/ },
  { words: ['mop'], says: /unknown command 'mop'/ },
  { words: ['doctor', '--fast'], says: /unknown option '--fast'/ },
  { words: ['run'], says: /missing required argument 'deal'/ },
  { words: ['run', 'abc'], says: /positive whole number/ },
  { words: ['run', '0'], says: /positive whole number/ },
  { words: ['run', '1', '2'], says: /too many arguments/ },
  { words: ['token', 'create', 'one', '--name', 'two'], says: /Give the name once/ },
  { words: ['sweep', '--since', 'yesterday'], says: /date or time as 2026-08-21/ },
  { words: ['revert', '--rule', 'x', '--from', 'monday'], says: /date or time as 2026-08-21/ },
  { words: ['rules', 'shadow', 'x', '--to', '21.8.2026'], says: /date or time as 2026-08-21/ },
  { words: ['audit', 'export', '--to', '2026'], says: /date or time as 2026-08-21/ },
  { words: ['backfill', '--filter', 'createdSince=soon'], says: /createdSince: a date or time as ISO 8601/ },
  { words: ['backfill', '--filter', 'companyId=0'], says: /companyId: a positive whole number/ },
  { words: ['backfill', '--filter', 'categoryId=x'], says: /categoryId: a whole number/ },
  { words: ['backfill', '--filter', 'isOpen=no'], says: /isOpen: give true, or leave it out/ },
  { words: ['sandbox', '--port', '65536'], says: /0 to 65535/ },
  { words: ['sandbox', '--handler', 'nowhere'], says: /web address/ },
  { words: ['sandbox', '--limits', 'gold'], says: /standard, enterprise, onpremise, none/ },
])('wrong usage ends with 2: $words', async ({ words, says }) => {
  const answer = await commandLine(words)
  expect(answer).toMatchObject({ exitCode: 2, stdout: '' })
  expect(answer.stderr).toMatch(says)
})

test('wrong configuration ends with 78 and says which variable', async () => {
  const serve = () => Promise.reject(new ConfigurationError([{ variable: 'PORT', message: 'Give a number.' }]))
  const answer = await commandLine(['serve'], { serve })
  expect(answer).toMatchObject({ exitCode: 78, stdout: '' })
  expect(answer.stderr).toContain('PORT: Give a number.')
})

test('a failure with --json is one JSON document on standard output, text on standard error', async () => {
  const doctor = () => Promise.reject(new ConfigurationError([{ variable: 'PORT', message: 'Give a number.' }]))
  const answer = await commandLine(['doctor', '--json'], { doctor })
  expect(answer.document()).toEqual({
    error: { code: 'wrong_configuration', message: expect.stringContaining('PORT') },
  })
  expect(answer.stderr).toContain('PORT')
  expect((await commandLine(['doctor', '--json', '--fast'])).document()).toMatchObject({
    error: { code: 'wrong_usage' },
  })
})

test('a fault of the program itself ends with 1 and shows where it was', async () => {
  const answer = await commandLine(['doctor'], { doctor: () => Promise.reject(new Error('broken')) })
  expect(answer.exitCode).toBe(1)
  expect(answer.stderr).toMatch(/Error: broken\n\s+at /)
})

test('serve runs the service', async () => {
  const serve = vi.fn(() => Promise.resolve())
  expect((await commandLine(['serve'], { serve })).exitCode).toBe(0)
  expect(serve).toHaveBeenCalledWith({ json: false })
})

test.each([
  {
    words: ['sandbox'],
    options: {
      port: 3100,
      host: '127.0.0.1',
      handler: null,
      limits: 'standard',
      seed: 'sample',
      life: true,
      json: false,
    },
  },
  {
    words: [
      'sandbox',
      '--port',
      '0',
      '--host',
      '::1',
      '--handler',
      'http://127.0.0.1:3000/webhooks/bitrix24',
      '--limits',
      'none',
      '--seed',
      'empty',
      '--no-life',
      '--json',
    ],
    options: {
      port: 0,
      host: '::1',
      handler: 'http://127.0.0.1:3000/webhooks/bitrix24',
      limits: 'none',
      seed: 'empty',
      life: false,
      json: true,
    },
  },
])('sandbox options: $words', async ({ words, options }) => {
  const sandbox = vi.fn(() => Promise.resolve())
  expect((await commandLine(words, { sandbox })).exitCode).toBe(0)
  expect(sandbox).toHaveBeenCalledWith(options)
})
