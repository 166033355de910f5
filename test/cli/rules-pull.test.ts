import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aDirectory, aRule, commandLine } from './command-line.ts'
import { type Received, withFakeService } from './fake-service.ts'

const record = { version: 3, savedAt: '2026-08-21T10:00:00.000Z', savedBy: 'someone' }
/** A service with these rules, of which each was once called "Old name". */
const items =
  (...rules: Record<string, unknown>[]) =>
  ({ path }: Received) => {
    if (path === '/api/status') return { body: { portal: { domain: 'acme.bitrix24.com' } } }
    if (!path.endsWith('/versions')) return { body: { items: rules.map((rule) => ({ ...rule, ...record })) } }
    const rule = rules.find(({ key }) => path.includes(`/${String(key)}/`))
    const earlier = { version: 2, rule: { ...rule, name: 'Old name' }, savedBy: 'someone', note: null }
    return { body: { items: [{ ...earlier, version: 3, rule }, earlier] } }
  }

test('each rule becomes a file in one stable form, without the record of who saved it', async () => {
  const { actions, ...rest } = aRule()
  await withFakeService(items({ actions, ...rest }), async (withService) => {
    const directory = join(aDirectory(), 'new', 'rules')
    const answer = await commandLine(['rules', 'pull', directory], { withService })
    expect(answer).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(directory, 'company-contact.json'), 'utf8')).toBe(`{
  "key": "company-contact",
  "name": "Attach the company contact",
  "mode": "live",
  "priority": 100,
  "on": ["ONCRMDEALADD"],
  "conditions": { "all": [{ "fact": "deal", "path": "$.companyId", "operator": "greaterThan", "value": 0 }] },
  "actions": [{ "type": "attach", "contacts": { "from": "company", "select": "primary" } }]
}
`)
  })
})

test('a rule goes into the file that holds it, whose $schema stays; what is the same is not touched', async () => {
  const local = {
    '10-first.json': { $schema: '../schema.json', ...aRule({ name: 'Old name' }) },
    'same.json': `${JSON.stringify(aRule({ key: 'same' }))}\n`,
    'mine.json': aRule({ key: 'mine' }),
  }
  const directory = aDirectory(local)
  await withFakeService(items(aRule({ $schema: './other.json' }), aRule({ key: 'same' })), async (withService) => {
    const answer = await commandLine(['rules', 'pull', directory, '--json'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.document()).toEqual({
      directory,
      dryRun: false,
      rules: [
        {
          key: 'company-contact',
          file: join(directory, '10-first.json'),
          change: 'changed',
          changes: [expect.stringContaining('Name')],
        },
        { key: 'same', file: join(directory, 'same.json'), change: 'unchanged', changes: [] },
        { key: 'mine', file: join(directory, 'mine.json'), change: 'only-here', changes: [] },
      ],
    })
    expect(readdirSync(directory).sort()).toEqual(['.bindery.json', '10-first.json', 'mine.json', 'same.json'])
    const pulled: unknown = JSON.parse(readFileSync(join(directory, '10-first.json'), 'utf8'))
    expect(pulled).toEqual({ $schema: '../schema.json', ...aRule() })
    expect(readFileSync(join(directory, 'same.json'), 'utf8')).toBe(local['same.json'])
  })
})

test('a pull after a pull changes nothing', async () => {
  const directory = aDirectory()
  await withFakeService(items(aRule({ description: 'x'.repeat(150) })), async (withService) => {
    await commandLine(['rules', 'pull', directory], { withService })
    const answer = await commandLine(['rules', 'pull', directory], { withService })
    expect(answer.stdout).toContain('- company-contact: unchanged')
    expect(answer.stdout).toContain('0 written')
  })
})

test('a dry run tells the same and writes nothing, not even the directory', async () => {
  const directory = aDirectory({ '10-first.json': aRule({ name: 'Old name' }) })
  const before = readFileSync(join(directory, '10-first.json'), 'utf8')
  await withFakeService(items(aRule(), aRule({ key: 'new' })), async (withService) => {
    const answer = await commandLine(['rules', 'pull', directory, '--dry-run'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.stdout).toContain('~ company-contact: changed\n    Name: "Old name" became')
    expect(answer.stdout).toContain('~ new: new')
    expect(answer.stdout).toContain(`nothing was changed: 2 would be written to ${directory}.`)
    expect(readdirSync(directory)).toEqual(['10-first.json'])
    expect(readFileSync(join(directory, '10-first.json'), 'utf8')).toBe(before)

    const missing = join(directory, 'new')
    const fresh = await commandLine(['rules', 'pull', missing, '--dry-run', '--json'], { withService })
    expect(fresh.document()).toMatchObject({ dryRun: true, rules: [{ change: 'new' }, { change: 'new' }] })
    expect(readdirSync(directory)).toEqual(['10-first.json'])
  })
})

test('a place that cannot be a directory is told, with what to do', async () => {
  const file = join(aDirectory({ 'a-file': '' }), 'a-file')
  await withFakeService(items(aRule()), async (withService) => {
    const answer = await commandLine(['rules', 'pull', file], { withService })
    expect(answer).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/a-file cannot be made.*Name another/) })
    expect(answer.stderr, 'a message and no stack').not.toMatch(/\n\s+at /)
    const dry = await commandLine(['rules', 'pull', file, '--dry-run'], { withService })
    expect(dry).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/a-file cannot be read.*It is a file/) })
  })
})

test('a new file names the schema that the rule came with only where it lies beside', async () => {
  const pulled = async (files: Record<string, unknown>) => {
    const directory = aDirectory(files)
    await withFakeService(items(aRule({ $schema: './rule.schema.json' })), (withService) =>
      commandLine(['rules', 'pull', directory], { withService }),
    )
    return JSON.parse(readFileSync(join(directory, 'company-contact.json'), 'utf8')) as unknown
  }
  expect(await pulled({})).toEqual(aRule())
  expect(await pulled({ 'rule.schema.json': {} })).toEqual({ $schema: './rule.schema.json', ...aRule() })
})
