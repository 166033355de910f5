import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RuleDocument } from '../../../src/core/rules/rule.ts'
import { Verdict } from '../../../src/http/schemas/rule.ts'
import { databaseKinds } from '../../support/databases.ts'
import { patiently } from '../../support/patiently.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

const when = (path: string, operator: string, value?: unknown): Partial<RuleDocument> =>
  aRule({ key: 'asked', conditions: { all: [{ fact: 'deal', path, operator, value }] } })

const Refused = z.object({
  error: z.object({ code: z.string(), details: z.array(z.looseObject({ path: z.string() })) }),
})
const Saved = z.looseObject({ version: z.number(), warnings: Verdict.shape.warnings })

describe.each(databaseKinds)('rules are checked against the portal, on %s', (database) => {
  let service: RunningService
  let [anna, ben] = [0, 0]
  beforeAll(async () => {
    service = await aService({ database })
    const { data } = service.sandbox
    ;[anna, ben] = [data.addContact(), data.addContact()]
    data.addCategory({ id: 4, name: 'Service', sort: 200 })
  })
  afterAll(() => service.close())

  const verdict = async (rule: unknown) => {
    const { status, body } = await service.api('POST', '/api/rules/validate', rule)
    expect(status).toBe(200)
    return Verdict.parse(body)
  }
  const described = () => service.sandbox.requests.filter(({ method }) => method === 'crm.item.fields').length

  test('an unknown field refuses a save and is told with the one that was meant', async () => {
    const rule = when('$.stageID', 'equal', 'NEW')
    const message = 'a deal has no field "stageID"; did you mean "stageId"?'
    expect(await verdict(rule)).toEqual({
      valid: false,
      errors: [{ path: '/conditions/all/0/path', message }],
      warnings: [],
    })
    const { status, body } = await service.api('PUT', '/api/rules/asked', rule)
    expect(status).toBe(422)
    expect(Refused.parse(body).error).toMatchObject({ code: 'invalid_rule', details: [{ message }] })
    expect((await service.api('GET', '/api/rules/asked')).status).toBe(404)
  })

  test('a field that an administrator has just made is known at once', async () => {
    const rule = when('$.UF_CRM_NEW_ONE', 'equal', 'x')
    expect(await verdict(rule)).toMatchObject({ valid: false })
    service.sandbox.data.addCustomField({ entity: 'deal', name: 'UF_CRM_NEW_ONE', type: 'string', title: 'New' })
    await expect.poll(async () => (await verdict(rule)).valid, { ...patiently, interval: 500 }).toBe(true)
  })

  test('a stage and a contact that are not there are warnings, which come along with the save', async () => {
    const rule = {
      ...when('$.stageId', 'in', ['C4:PREPARATION', 'C4:PREPARATON']),
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: [anna, 987_654] } }],
    }
    const { status, body } = await service.api('PUT', '/api/rules/asked', rule)
    expect(status).toBe(201)
    const saved = Saved.parse(body)
    expect(saved.warnings).toEqual([
      {
        path: '/conditions/all/0/value/1',
        message: 'there is no stage "C4:PREPARATON"; did you mean "C4:PREPARATION"?',
      },
      { path: '/actions/0/contacts/ids/1', message: expect.stringContaining('there is no contact 987654') },
    ])
    const before = described()
    expect((await service.api('PUT', '/api/rules/asked', { ...saved, name: 'Sent back as it came' })).status).toBe(200)
    expect(described() - before, 'the portal is not asked again').toBe(0)
  })

  test('two live rules that fight are shown as a pair, with the deals where they did', async () => {
    const attach = aRule({ key: 'attach', actions: [{ type: 'attach', contacts: { from: 'ids', ids: [ben] } }] })
    const clear = aRule({ key: 'clear', priority: 900, actions: [{ type: 'clear' }] })
    await service.obey(clear, attach)
    const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
    await service.waitForRun(dealId)
    const { warnings } = await verdict(attach)
    expect(warnings).toEqual([
      {
        path: '/actions/0',
        message: expect.stringMatching(/can fight with "clear" over a contact: .*It happened on deal/),
        rival: {
          key: 'clear',
          over: 'contact',
          prevails: 'clear',
          deals: expect.arrayContaining([expect.objectContaining({ dealId, overruled: 'attach', by: 'clear' })]),
        },
      },
    ])
    expect(await service.api('GET', '/api/rivals')).toMatchObject({
      status: 200,
      body: {
        items: [
          {
            rules: ['clear', 'attach'],
            over: 'contact',
            paths: ['/actions/0', '/actions/0'],
            why: expect.stringContaining('"clear" acts first and prevails.'),
            evidence: expect.arrayContaining([expect.objectContaining({ dealId, overruled: 'attach', by: 'clear' })]),
          },
        ],
        isAll: true,
      },
    })
    expect((await verdict({ ...attach, key: 'clear' })).warnings, 'a rule does not fight with its own draft').toEqual(
      [],
    )
  })

  test('a dead condition is a warning', async () => {
    const rule = aRule({
      conditions: {
        all: ['NEW', 'WON'].map((value) => ({ fact: 'deal', path: '$.stageId', operator: 'equal', value })),
      },
    })
    const { valid, warnings } = await verdict({ ...rule, key: 'asked', mode: 'off' })
    expect(valid).toBe(true)
    expect(warnings.map(({ path }) => path)).toContain('/conditions')
  })
})

test.each(databaseKinds)(
  'without a portal the save goes through and says what could not be checked, on %s',
  async (database) => {
    const service = await aService({ database })
    try {
      service.sandbox.faults.always({ kind: 'json-500' })
      const { status, body } = await service.api('PUT', '/api/rules/asked', when('$.stageID', 'equal', 'NEW'))
      expect(status).toBe(201)
      const [warning] = Saved.parse(body).warnings
      expect(warning).toMatchObject({ path: '', message: expect.stringContaining('the portal could not be asked') })
    } finally {
      await service.close()
    }
  },
)
