import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RuleTest } from '../../../src/core/trials/rule-test.ts'
import { aDirectory, commandLine } from '../../cli/command-line.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

const Written = z.object({ test: RuleTest, notes: z.array(z.string()) })

const rule = aRule({
  key: 'saved',
  conditions: {
    all: [
      { fact: 'deal', path: '$.title', operator: 'startsWith', value: 'Urgent' },
      { fact: 'company', path: '$.title', operator: 'isNotEmpty' },
    ],
  },
  actions: [
    {
      type: 'attach',
      contacts: {
        from: 'company',
        select: 'all',
        where: { fact: 'contact', path: '$.lastName', operator: 'notEqual', value: 'Moreau' },
      },
    },
    { type: 'attach', contacts: { from: 'match', by: 'phone', field: 'UF_CRM_PHONE' } },
  ],
})

describe.each(databaseKinds)('tests out of real deals, on %s', (database) => {
  let service: RunningService
  let [dealId, ines, tomas, nils] = [0, 0, 0, 0]
  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    data.addCustomField({ entity: 'deal', name: 'UF_CRM_PHONE', type: 'string', title: 'Phone' })
    ines = data.addContact({ name: 'Ines', lastName: 'Moreau' })
    tomas = data.addContact({ name: 'Tomas', lastName: 'Okafor' })
    nils = data.addContact({ name: 'Nils', phones: ['+49 555 8833'] })
    const companyId = data.addCompany({ title: 'Pumps and Sons', contactIds: [ines, tomas] })
    await service.obey(rule)
    dealId = data.addDeal({
      title: 'Urgent: call Mrs Moreau',
      companyId,
      comments: 'secret',
      UF_CRM_PHONE: '+49 555 8833',
    })
    await service.waitForRun(dealId, (run) => run.status === 'applied')
    await service.quiet()
  })
  afterAll(() => service.close())

  const asked = async (path: string, body: unknown = { rule: 'saved' }) => {
    const answer = await service.api('POST', path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return Written.parse(answer.body)
  }
  const passes = async (document: RuleTest) => {
    const directory = aDirectory({ 'saved.json': rule, 'saved.test.json': document })
    return commandLine(['rules', 'test', directory])
  }

  test('a run becomes a test that holds, without what is personal', async () => {
    const run = await service.waitForRun(dealId, ({ status }) => status === 'applied')
    const { test: document, notes } = await asked(`/api/runs/${run.id}/test`)
    const text = JSON.stringify(document)
    for (const personal of ['Mrs', 'Okafor', 'Pumps', 'secret', '8833', 'Ines', 'Nils']) {
      expect(text, `${personal} is gone`).not.toContain(personal)
    }
    const [only] = document.cases
    expect(only?.expect.matched, 'the stand-in for the title still begins as the rule wants it').toBe(true)
    expect(only?.facts.links).toEqual([])
    expect(only?.expect.links).toMatchObject([{ contactId: tomas }, { contactId: nils }])
    expect(only?.facts.deal).not.toHaveProperty('comments')
    expect(only?.facts.deal).not.toHaveProperty('stageId')
    expect(notes.filter((note) => !note.startsWith('The deal has been run since'))).toEqual([])
    const answer = await passes(document)
    expect(answer.exitCode, answer.stdout + answer.stderr).toBe(0)
  })

  test('a deal as it is now becomes a test that holds', async () => {
    const { test: document, notes } = await asked(`/api/deals/${dealId}/test`, { rule: 'saved', name: 'as it is' })
    expect(document.cases[0]).toMatchObject({ name: 'as it is', expect: { matched: true, operations: [] } })
    expect(notes).toEqual([])
    const answer = await passes(document)
    expect(answer.exitCode, answer.stdout + answer.stderr).toBe(0)
  })

  test('the command line writes it beside the rule, case by case', async () => {
    const directory = aDirectory({ 'saved.json': rule })
    const preview = (name: string) =>
      commandLine(['preview', String(dealId), '--save-test', 'saved', '--name', name, '--dir', directory], {
        withService: (work) => work({ baseUrl: service.baseUrl, token: service.apiToken }),
      })
    expect(await preview('one')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('saved.test.json') })
    expect(await preview('two')).toMatchObject({ exitCode: 0 })
    expect(await preview('two')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('another --name') })
    const answer = await commandLine(['rules', 'test', directory])
    expect(answer.exitCode, answer.stdout).toBe(0)
    expect(answer.stdout).toContain('2 cases, 0 failed.')
  })

  test.each([
    { name: 'a rule that is not there', path: () => `/api/deals/${dealId}/test`, body: { rule: 'other' }, status: 404 },
    { name: 'a deal that is not there', path: () => '/api/deals/987654/test', body: { rule: 'saved' }, status: 404 },
    {
      name: 'no run',
      path: () => '/api/runs/0190b6a0-0000-7000-8000-00000000ffff/test',
      body: { rule: 'saved' },
      status: 404,
    },
    { name: 'no rule named', path: () => `/api/deals/${dealId}/test`, body: {}, status: 400 },
  ])('$name: $status', async ({ path, body, status }) => {
    expect((await service.api('POST', path(), body)).status).toBe(status)
  })
})
