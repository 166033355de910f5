import { expect, test } from 'vitest'
import { aDirectory, aRule, commandLine } from './command-line.ts'
import { type Given, type Received, withFakeService } from './fake-service.ts'

const saved = (rule: { key?: unknown }, version: number) => ({
  ...rule,
  version,
  savedAt: '2026-08-21T10:00:00.000Z',
  savedBy: 'someone',
})

const versionsOf = (rules: ReturnType<typeof saved>[], path: string) =>
  rules
    .filter(({ key }) => path.includes(`/${String(key)}/`))
    .map(({ version, savedAt: _savedAt, savedBy: _savedBy, ...rule }) => ({
      version,
      rule,
      savedBy: 'import',
      note: null,
    }))

const isCheck = ({ path }: Received) => path === '/api/rules/validate'

/** A service that holds these rules and saves whatever it is sent as the next version. */
function holding(rules: ReturnType<typeof saved>[], refuse?: (request: Received) => Given | undefined) {
  return (request: Received): Given => {
    const refused = refuse?.(request)
    if (refused !== undefined) return refused
    if (isCheck(request)) return { body: { valid: true, errors: [], warnings: [] } }
    if (request.path === '/api/status') return { body: { portal: { domain: 'acme.bitrix24.com' } } }
    // What the service has came out of files.
    if (request.path.endsWith('/versions')) return { body: { items: versionsOf(rules, request.path) } }
    if (request.method === 'GET') return { body: { items: rules } }
    if (request.method === 'DELETE') return { status: 204 }
    const present = rules.find((rule) => request.path.split('?')[0]?.endsWith(`/${String(rule.key)}`))
    return { status: present ? 200 : 201, body: saved({ ...(request.body as object) }, (present?.version ?? 0) + 1) }
  }
}

const fresh = aRule({ key: 'fresh' })
const edited = aRule({ key: 'edited', name: 'New name' })
const same = { $schema: './rule.schema.json', ...aRule({ key: 'same' }) }
const directory = () => aDirectory({ 'edited.json': edited, 'fresh.json': fresh, 'same.json': same })
const there = [
  saved(aRule({ key: 'edited', name: 'Old name' }), 3),
  saved(aRule({ key: 'same' }), 5),
  saved(aRule({ key: 'elsewhere' }), 7),
]
const writes = (received: Received[]) => received.filter((request) => request.method !== 'GET' && !isCheck(request))

test('new and changed rules are saved over the version that was seen, the rest is left alone', async () => {
  await withFakeService(holding(there), async (withService, received) => {
    const answer = await commandLine(['rules', 'push', directory(), '--json'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.document()).toMatchObject({
      dryRun: false,
      rules: [
        { key: 'edited', change: 'changed', outcome: 'done', version: 4 },
        { key: 'fresh', change: 'new', outcome: 'done', version: 1 },
        { key: 'same', change: 'unchanged', outcome: 'nothing-to-do', version: 5 },
        { key: 'elsewhere', file: null, change: 'left', outcome: 'nothing-to-do', version: 7 },
      ],
    })
    expect(writes(received)).toMatchObject([
      {
        method: 'PUT',
        path: '/api/rules/edited?note=rules%20push&backtest=0',
        headers: { 'if-match': '"3"' },
        body: edited,
      },
      {
        method: 'PUT',
        path: '/api/rules/fresh?note=rules%20push&backtest=0',
        headers: { 'if-none-match': '*' },
        body: fresh,
      },
    ])
    expect(received[0]?.headers.authorization).toBe('Bearer token-of-32-characters')
  })
})

test('a dry run says what would be saved and saves nothing', async () => {
  await withFakeService(holding(there), async (withService, received) => {
    const answer = await commandLine(['rules', 'push', directory(), '--dry-run', '--delete'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.stdout).toBe(
      [
        '✓ edited: changed (version 3)',
        '    Name: "Old name" became "New name".',
        '✓ fresh: new',
        '- same: unchanged (version 5)',
        '✓ elsewhere: deleted (version 7)',
        '',
        'Dry run, nothing was changed: 3 would be saved or deleted.',
        '',
      ].join('\n'),
    )
    expect(writes(received)).toEqual([])
  })
})

test('--delete deletes what is not in the directory, in the version that was seen', async () => {
  await withFakeService(holding(there), async (withService, received) => {
    const answer = await commandLine(['rules', 'push', directory(), '--delete'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(writes(received).at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/api/rules/elsewhere',
      headers: { 'if-match': '"7"' },
    })
  })
})

test('an edit in between is not overwritten, and the other rules are saved all the same', async () => {
  const lostEdit = (request: Received): Given | undefined =>
    request.path.startsWith('/api/rules/edited?')
      ? { status: 412, body: { error: { code: 'precondition_failed', message: 'It stands at version 4.' } } }
      : undefined
  await withFakeService(holding(there, lostEdit), async (withService) => {
    const answer = await commandLine(['rules', 'push', directory()], { withService })
    expect(answer.exitCode).toBe(1)
    expect(answer.stdout).toMatch(/✗ edited: .*was not overwritten.*rules diff/)
    expect(answer.stdout).toContain('✓ fresh: new (version 1)')
  })
})

test('one faulty file stops the whole push before the service is asked', async () => {
  const answer = await commandLine(['rules', 'push', aDirectory({ 'a.json': aRule(), 'b.json': '{' }), '--json'])
  expect(answer.exitCode).toBe(1)
  expect(answer.document()).toMatchObject({
    error: { code: 'invalid_rules' },
    files: [{ valid: true }, { valid: false }],
  })
  expect(answer.stderr).toContain('Nothing was saved.')
})

/** The check of a portal that has no field of the name that the rule `fresh` reads. */
const noSuchField = (request: Received): Given | undefined => {
  const isFaulty = isCheck(request) && (request.body as { key: string }).key === 'fresh'
  const fault = { path: '/conditions/all/0/path', message: 'the portal has no field companyId on deals' }
  return isFaulty ? { body: { valid: false, errors: [fault], warnings: [] } } : undefined
}

test.each([['push'], ['dry run', '--dry-run']])(
  'a %s of a file that the service refuses saves nothing of the others and fails',
  async (_name, ...flags) => {
    await withFakeService(holding(there, noSuchField), async (withService, received) => {
      const answer = await commandLine(['rules', 'push', directory(), '--delete', ...flags], { withService })
      expect(answer.exitCode).toBe(1)
      expect(answer.stdout).toContain('/conditions/all/0/path: the portal has no field companyId on deals')
      expect(answer.stdout).toContain('Nothing was saved.')
      expect(writes(received)).toEqual([])
      expect(received.filter(isCheck).map(({ body }) => (body as { key: string }).key)).toEqual(['edited', 'fresh'])
    })
  },
)

test('a dry run tells the warnings of the check, as the push would', async () => {
  const warning = { path: '/mode', message: 'it would undo what another rule does' }
  const wary = (request: Received) =>
    isCheck(request) ? { body: { valid: true, errors: [], warnings: [warning] } } : undefined
  await withFakeService(holding(there, wary), async (withService) => {
    const answer = await commandLine(['rules', 'push', directory(), '--dry-run'], { withService })
    expect(answer.exitCode).toBe(0)
    expect(answer.stdout).toContain('✓ fresh: new\n    /mode: it would undo what another rule does (warning)')
  })
})

test('of a rule that was promoted in the service, a push of the older file tells what the file would make of it', async () => {
  const promoted = saved(aRule({ key: 'edited', mode: 'live' }), 2)
  const earlier = saved(aRule({ key: 'edited', mode: 'shadow' }), 1)
  const holdingBoth = holding([promoted], ({ path }) =>
    path.endsWith('/versions')
      ? { body: { items: versionsOf([promoted, earlier], path).map((one) => ({ ...one, savedBy: 'Ada' })) } }
      : undefined,
  )
  await withFakeService(holdingBoth, async (withService, received) => {
    const files = aDirectory({ 'edited.json': aRule({ key: 'edited', mode: 'shadow' }) })
    const answer = await commandLine(['rules', 'push', files], { withService })
    expect(answer.stdout).toContain(
      [
        '! edited: changed in the service and not here; pull it (version 2)',
        '    The file, if it were saved over it:',
        '      The rule goes into shadow: it is recorded and writes nothing.',
      ].join('\n'),
    )
    expect(writes(received)).toEqual([])
  })
})
