import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RuleDocument } from '../../../src/core/rules/rule.ts'
import { aDirectory, commandLine } from '../../cli/command-line.ts'
import { databaseKinds } from '../../support/databases.ts'
import { invitationToken } from '../../support/invitation-token.ts'
import { aRule, aService, linksInWords, type RunningService } from '../../support/service.ts'

const noDeal = '987654'
const Job = z.looseObject({ id: z.string() })
const noRun = '0190b6a0-0000-7000-8000-00000000ffff'

describe.each(databaseKinds)('the command line and a service on %s', (database) => {
  let service: RunningService
  let [anna, ben, dealId] = [0, 0, 0]
  const attach = (contactId: number, of: Partial<RuleDocument> = {}) =>
    aRule({ key: 'ours', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [contactId] } }], ...of })

  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    ;[anna, ben] = [data.addContact(), data.addContact()]
    await service.obey(attach(anna))
    dealId = data.addDeal()
    await service.waitForRun(dealId, ({ status }) => status === 'applied')
    await service.quiet()
  })
  afterAll(() => service.close())

  /** A command with the credential of whoever gives it; the administrator's unless told. */
  const as = (token: string, words: string[], directory = '/no/such/directory') => {
    const access = { baseUrl: service.baseUrl, token }
    return commandLine(words, {
      withService: (work) => work(access),
      runningService: async () => access,
      rulesDirectory: () => directory,
    })
  }
  const run = (...words: string[]) => as(service.apiToken, words)
  const done = async (...words: string[]) => {
    const answer = await run(...words)
    expect(answer.exitCode, answer.stdout + answer.stderr).toBe(0)
    return answer
  }
  /** Told in words on standard error, without a stack. */
  const failed = async (says: RegExp, ...words: string[]) => {
    const answer = await run(...words)
    expect({ words, exitCode: answer.exitCode }).toEqual({ words, exitCode: 1 })
    expect(answer.stderr).toMatch(says)
    expect(answer.stderr, 'a message and no stack').not.toMatch(/\n\s+at /)
  }
  const links = (of = dealId) => linksInWords(service.sandbox.data.links(of))

  test('what a rule would do is shown before, for the stored rules and for a draft, and nothing is written', async () => {
    const directory = aDirectory({ 'draft.json': attach(ben), 'wrong.json': { ...attach(ben), priority: 0 } })
    const deal = String(dealId)
    expect((await done('preview', deal)).stdout).toContain('nothing was written')
    const runsBefore = await service.runsOf(dealId)
    const draft = await done('preview', deal, '--draft', join(directory, 'draft.json'), '--json')
    expect(draft.document()).toMatchObject({ status: 'applied', linksAfter: [{}, { contactId: ben }] })
    expect((await done('run', deal, '--dry-run', '--json')).document()).toMatchObject({ status: 'unchanged' })
    expect(links()).toBe(`${anna}*`)
    expect(await service.runsOf(dealId), 'nothing was recorded').toEqual(runsBefore)
    await failed(/wrong\.json.*\n?.*priority/, 'preview', deal, '--draft', join(directory, 'wrong.json'))
    await failed(/none\.json cannot be read.*Name a file/, 'preview', deal, '--draft', join(directory, 'none.json'))
    await failed(/no such deal|There is no deal/, 'preview', noDeal)
    await failed(/There is no rule "never"/, 'preview', deal, '--save-test', 'never')
  })

  test('why tells of a deal, and of one that is not there', async () => {
    const why = await done('why', String(dealId))
    expect(why.stdout).toContain('✓ ours (live, version 1)')
    await failed(/There is no deal/, 'why', noDeal)
  })

  test('a run is made, becomes a test, is taken back, and that only once', async () => {
    const made = service.sandbox.data.addDeal()
    await service.waitForRun(made)
    await service.quiet()
    service.sandbox.data.unlinkContact(made, anna)
    await service.quiet()
    const other = aRule({ key: 'other', on: ['ONNOTHING'], actions: attach(ben).actions })
    await service.api('PUT', '/api/rules/other', other)
    const { id } = z.looseObject({ id: z.string() }).parse((await done('run', String(made), '--json')).document())
    expect(links(made)).toBe(`${ben}*`)

    const directory = aDirectory({ 'other.json': other })
    await done('runs', 'test', id, '--rule', 'other', '--name', 'as it was', '--dir', directory)
    expect((await done('rules', 'test', directory)).stdout).toContain('1 case')
    await failed(/another --name/, 'runs', 'test', id, '--rule', 'other', '--name', 'as it was', '--dir', directory)
    await failed(/There is no run /, 'runs', 'test', noRun, '--rule', 'other', '--dir', directory)
    await failed(/cannot be written.*--dir/, 'runs', 'test', id, '--rule', 'other')

    expect((await done('revert', id, '--dry-run')).stdout).toContain(`contact ${ben} unlinked`)
    expect(links(made)).toBe(`${ben}*`)
    expect((await done('revert', id, '--json')).document()).toMatchObject({ trigger: { type: 'revert', reverts: id } })
    expect(links(made)).toBe('')
    await failed(/has taken this one back already.*"force"/, 'revert', id)
    await failed(/There is no such run/, 'revert', noRun)
    const gone = await run('run', noDeal)
    expect(gone.exitCode).toBe(1)
    expect(gone.stdout).toMatch(/skipped[\s\S]*is not in the portal any more/)
    await service.api('DELETE', '/api/rules/other')
  })

  test('rules are checked against the portal, and what the service refuses is told by place', async () => {
    const field = { fact: 'deal' as const, path: '$.stageID', operator: 'equal', value: 'NEW' }
    const directory = aDirectory({ 'ours.json': attach(anna, { conditions: { all: [field] } }) })
    const checked = await run('rules', 'validate', directory)
    expect(checked).toMatchObject({ exitCode: 1 })
    expect(checked.stdout).toMatch(/ours\.json\n +\d+:\d+ \/conditions\/all\/0\/path: .*did you mean "stageId"/)
    expect(checked.stdout).toContain('Checked against')
    const pushed = await run('rules', 'push', directory, '--force')
    expect(pushed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('stageId') })
    expect(await service.api('GET', '/api/rules/ours')).toMatchObject({ body: { version: 1 } })
    await failed(/cannot be read.*Name a directory/, 'rules', 'validate', join(directory, 'none'))
  })

  test('versions are told with what changed, brought back, and a watched rule is made live', async () => {
    const directory = aDirectory({ 'watched.json': attach(ben, { key: 'watched', mode: 'shadow', name: 'One' }) })
    await done('rules', 'push', directory, '--note', 'to watch')
    await service.api('PUT', '/api/rules/watched', attach(ben, { key: 'watched', mode: 'shadow', name: 'Two' }))
    const told = await done('rules', 'versions', 'watched')
    expect(told.stdout).toMatch(/^version 2, .*\n {4}Name: "One" became "Two"\.\nversion 1, .*: rules push: to watch\n/)
    const back = await done('rules', 'restore', 'watched', '1', '--note', 'One was right', '--json')
    expect(back.document()).toMatchObject({ key: 'watched', version: 3, name: 'One' })
    expect((await done('rules', 'promote', 'watched')).stdout).toMatch(
      /^watched is live, as version 4\.\n {2}On the newest \d+ deals on record it matches \d+ and would change \d+/,
    )
    await failed(/is live, not in shadow mode/, 'rules', 'promote', 'watched')
    await failed(/no version 9/, 'rules', 'restore', 'watched', '9')
    for (const words of [['versions'], ['promote'], ['shadow']])
      await failed(/There (is|never was).* "never"|There never was such a rule/, 'rules', ...words, 'never')
    expect(await run('rules', 'restore', 'watched', 'first')).toMatchObject({ exitCode: 2 })
    await service.api('DELETE', '/api/rules/watched')
  })

  test('a rule of a recipe is written, pushed and in force', async () => {
    const directory = aDirectory()
    const set = ['--set', 'pipeline=0', '--set', `contact=${ben}`]
    await done('recipes', 'make', 'pipeline-contact', ...set, '--write', directory)
    await done('rules', 'push', directory)
    expect(await service.api('GET', '/api/rules/pipeline-contact')).toMatchObject({
      body: { mode: 'shadow', version: 1 },
    })
    await service.api('DELETE', '/api/rules/pipeline-contact')
  })

  test('a sweep, a stop and the holds', async () => {
    expect((await done('sweep', '--since', '2020-01-01T00:00:00Z', '--json')).document()).toMatchObject({
      status: 'done',
    })
    expect((await done('stop', '--note', 'an import')).stdout).toContain('an import')
    expect(await service.api('GET', '/api/status')).toMatchObject({
      body: { brakes: { stopped: { note: 'an import' } } },
    })
    expect((await done('resume')).stdout).toContain('Writes go on.')
    expect((await done('holds', 'list')).stdout).toContain('No rule is held.')
    await failed(/There is no such hold/, 'holds', 'release', noRun)
  })

  test('a backfill and a revert of many runs rest, go on and end when they are told', async () => {
    const companyId = service.sandbox.data.addCompany()
    const deals = Array.from({ length: 3 }, () => service.sandbox.data.addDeal({ companyId }))
    await service.quiet()
    const filter = ['--filter', `companyId=${companyId}`]
    expect((await done('backfill', ...filter, '--dry-run')).stdout).toContain('3 deals.')
    // With writes stopped nothing of it comes to an end meanwhile.
    await done('stop')
    const { id } = Job.parse((await done('backfill', ...filter, '--mode', 'live', '--json')).document())
    expect((await done('backfill', 'pause', id)).stdout).toContain('is paused')
    await failed(/is paused/, 'backfill', 'pause', id)
    expect((await done('backfill', 'resume', id)).stdout).not.toContain('is paused')
    await done('backfill', 'cancel', id)
    expect((await done('backfill', 'list')).stdout).toMatch(new RegExp(`${id} +cancelled`))

    const many = ['--rule', 'ours', '--from', '2020-01-01']
    const { id: revert } = Job.parse((await done('revert', ...many, '--json')).document())
    expect((await done('revert', 'pause', revert)).stdout).toContain('is paused')
    await done('revert', 'resume', revert)
    expect((await done('revert', 'cancel', revert)).stdout).toContain('is cancelled')
    await failed(/is cancelled/, 'revert', 'resume', revert)
    await done('resume')
    await service.quiet()
    expect(deals.map((deal) => links(deal))).toEqual(Array(3).fill(`${anna}*`))
    await failed(/no such backfill/i, 'backfill', 'pause', noRun)
    await failed(/no such revert/i, 'revert', 'pause', noRun)
    await failed(/There is no rule|never/, 'backfill', ...filter, '--rule', 'never')
  })

  test('what a fuse holds is listed, released and discarded', async () => {
    await service.obey(attach(ben, { key: 'wild', fuse: { deals: 1, minutes: 10 } }))
    service.sandbox.data.addDeal()
    await service.quiet()
    const held = Array.from({ length: 3 }, () => service.sandbox.data.addDeal())
    await service.quiet()
    expect(held.map((deal) => links(deal))).toEqual(['', '', ''])
    const { items } = z.object({ items: z.array(Job) }).parse((await done('holds', 'list', '--json')).document())
    const { id } = items[0] ?? { id: 'none is held' }
    const [first = 0, second = 0, third = 0] = held
    expect((await done('holds', 'discard', id, '--deal', String(first))).stdout).toContain('1 deal discarded')
    expect((await done('holds', 'release', id, '--deal', String(second))).stdout).toContain('1 deal released')
    expect((await done('holds', 'release', id)).stdout).toContain('The hold has ended: rule wild acts again.')
    await service.quiet()
    expect([first, second, third].map((deal) => links(deal))).toEqual(['', `${ben}*`, `${ben}*`])
    expect((await done('holds', 'list', '--all')).stdout).toContain(id)
    await service.obey(attach(anna))
  })

  test('tokens open what their role may, until they are revoked; people are invited', async () => {
    const secretOf = async (name: string, role: string) =>
      z
        .looseObject({ secret: z.string() })
        .parse((await done('token', 'create', name, '--role', role, '--json')).document()).secret
    const viewer = await secretOf('a viewer', 'viewer')
    const directory = aDirectory({ 'ours.json': attach(ben) })
    const refused = [
      ['rules', 'push', directory, '--force'],
      ['run', String(dealId)],
      ['backfill', '--mode', 'live'],
      ['revert', '--rule', 'ours', '--from', '2020-01-01'],
      ['backtest', join(directory, 'ours.json')],
      ['stop'],
      ['rules', 'promote', 'ours'],
      ['token', 'list'],
      ['user', 'add', 'eve@example.com'],
      ['audit', 'verify'],
    ]
    for (const words of refused) {
      const answer = await as(viewer, words)
      expect({ words, exitCode: answer.exitCode }).toEqual({ words, exitCode: 1 })
      expect(answer.stderr + answer.stdout, words.join(' ')).toMatch(/needs the role (editor|administrator)/)
    }
    expect((await as(viewer, ['preview', String(dealId)])).exitCode).toBe(0)
    expect(links()).toBe(`${anna}*`)

    expect((await done('token', 'list')).stdout).toMatch(/a viewer +\S+ +viewer/)
    await done('token', 'revoke', 'a viewer')
    const closed = await as(viewer, ['preview', String(dealId)])
    expect(closed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('does not know the API token') })
    await failed(/"token list"/, 'token', 'revoke', 'a viewer')

    const invited = await done('user', 'add', 'bob@example.com', '--role', 'editor', '--json')
    const { link } = z.looseObject({ link: z.url() }).parse(invited.document())
    const accept = {
      token: invitationToken(link),
      name: 'Bob',
      password: 'tin lantern orchard seven',
    }
    const accepted = await fetch(`${service.baseUrl}/api/invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(accept),
    })
    expect(accepted.status, await accepted.text()).toBe(201)
    expect((await done('user', 'list')).stdout).toMatch(/bob@example\.com +Bob +editor/)
    expect((await done('user', 'disable', 'bob@example.com')).stdout).toContain('disabled')
    expect((await done('user', 'enable', 'bob@example.com')).stdout).toContain('can sign in again')
    await failed(/"user list"/, 'user', 'disable', 'nobody@example.com')
  })

  test('the record of all this holds', async () => {
    expect((await done('audit', 'verify')).stdout).toContain('The record is whole')
    const acted = await service.api('GET', '/api/audit?limit=200')
    const { items } = z.object({ items: z.array(z.looseObject({ action: z.string() })) }).parse(acted.body)
    for (const action of ['rule.saved', 'run.reverted', 'writes.stopped', 'token.revoked', 'user.disabled'])
      expect(items.map((item) => item.action)).toContain(action)
  })
})
