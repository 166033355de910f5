import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkExport } from '../../../src/core/record/audit-export.ts'
import type { RuleDocument } from '../../../src/core/rules/rule.ts'
import type { Run } from '../../../src/core/runs/run.ts'
import { Run as RunShape } from '../../../src/http/schemas/run.ts'
import { isSignedBy, sha256 } from '../../../src/service/record/signer.ts'
import { aRule, aService, linksInWords, type RunningService, writesOn } from '../../support/service.ts'

let service: RunningService
let [anna, ben, cleo] = [0, 0, 0]
beforeAll(async () => {
  service = await aService()
  const { data } = service.sandbox
  ;[anna, ben, cleo] = [data.addContact(), data.addContact(), data.addContact()]
})
beforeEach(async () => {
  await service.quiet()
  await service.obey()
})
afterAll(() => service.close())

const ids = (...contactIds: number[]) => ({ from: 'ids' as const, ids: contactIds })

async function preview(dealId: number, rule?: Partial<RuleDocument>): Promise<Run> {
  const { status, body } = await service.api('POST', '/api/preview', { dealId, ...(rule && { rule: aRule(rule) }) })
  expect(status, JSON.stringify(body)).toBe(200)
  return RunShape.parse(body)
}

describe('a preview', () => {
  test.each<{ name: string; rules: () => Partial<RuleDocument>[] }>([
    { name: 'an attach', rules: () => [{ actions: [{ type: 'attach', contacts: ids(cleo) }] }] },
    { name: 'a new order', rules: () => [{ actions: [{ type: 'replace', contacts: ids(cleo, ben, anna) }] }] },
    { name: 'a clear', rules: () => [{ actions: [{ type: 'clear' }] }] },
    {
      name: 'a rule overruled by another, and one in shadow',
      rules: () => [
        { key: 'first', priority: 200, actions: [{ type: 'attach', contacts: ids(cleo), primary: 'always' }] },
        { key: 'second', actions: [{ type: 'detach', contacts: ids(cleo, anna) }] },
        { key: 'third', mode: 'shadow', priority: 1, actions: [{ type: 'clear' }] },
      ],
    },
  ])('of $name is what the run then does, and writes nothing', async ({ rules }) => {
    const dealId = service.sandbox.data.addDeal({ contactIds: [anna, ben] })
    await service.quiet()
    await service.obey(...rules())
    const previewed = await preview(dealId)
    expect(writesOn(service.sandbox, dealId)).toEqual([])
    expect(await service.runsOf(dealId)).toEqual([])
    expect(previewed.operations.every(({ result, error }) => result === null && error === null)).toBe(true)

    const run = await service.runNow(dealId)
    expect(essenceOf(run)).toEqual(essenceOf(previewed))
    expect(service.sandbox.data.links(dealId)).toMatchObject(run.linksAfter)
  })

  test('takes a draft in place of the stored rule of its key, one that is off as if in shadow', async () => {
    await service.obey(aRule({ key: 'stored', actions: [{ type: 'clear' }] }))
    const dealId = service.sandbox.data.addDeal({ contactIds: [anna] })
    await service.waitForRun(dealId)
    const draft = { key: 'stored', actions: [{ type: 'attach' as const, contacts: ids(ben) }] }
    const live = await preview(dealId, draft)
    expect(live.rules).toMatchObject([{ key: 'stored', version: 0, actions: [{ type: 'attach', effect: 'applied' }] }])
    const off = await preview(dealId, { ...draft, mode: 'off' })
    expect(off).toMatchObject({ status: 'shadow', operations: [], rules: [{ mode: 'shadow' }] })
    expect(await service.api('POST', '/api/preview', { dealId, rule: { key: 'Not a rule' } })).toMatchObject({
      status: 422,
      body: { error: { details: expect.arrayContaining([expect.objectContaining({ path: '/key' })]) } },
    })
    expect(await service.api('POST', '/api/preview', { dealId: 987_654 })).toMatchObject({ status: 404 })
  })

  /** All of a run but its identity, times and the answers that only writing brings. */
  const essenceOf = ({ status, linksBefore, linksAfter, rules, operations }: Run) => ({
    status,
    linksBefore,
    linksAfter,
    rules: rules.map((rule) => ({ ...rule, trace: null })),
    operations: operations.map(({ method, params }) => ({ method, params })),
  })
})

describe('a run by hand', () => {
  test('applies rules whatever their events, and is manual', async () => {
    await service.obey(aRule({ on: ['ONCRMDEALDELETE'], actions: [{ type: 'attach', contacts: ids(ben) }] }))
    const dealId = service.sandbox.data.addDeal()
    await service.quiet()
    expect(await service.runsOf(dealId)).toEqual([])
    const run = await service.runNow(dealId)
    expect(run).toMatchObject({ status: 'applied', trigger: { type: 'manual', events: [], eventIds: [] } })
    expect(linksInWords(run.linksAfter)).toBe(`${ben}*`)
  })

  test('of a deal that is not there is skipped', async () => {
    expect(await service.runNow(987_654)).toMatchObject({ status: 'skipped', error: { code: 'deal-gone' } })
  })
})

describe('what changed since the last run', () => {
  /** A rule whose trace shows the facts; it matches when the amount grew. */
  const whenItGrew = () =>
    aRule({
      conditions: {
        all: [
          { fact: 'changed', operator: 'contains', value: 'opportunity' },
          {
            fact: 'deal',
            path: '$.opportunity',
            operator: 'greaterThan',
            value: { fact: 'previous', path: '$.opportunity' },
          },
        ],
      },
      actions: [{ type: 'attach', contacts: ids(ben) }],
    })

  test('is told field by field, with the value before', async () => {
    await service.obey(whenItGrew())
    const { data } = service.sandbox
    const dealId = data.addDeal({ opportunity: 500 })
    await service.quiet()
    data.updateDeal(dealId, { title: 'Another name' })
    await service.quiet()
    data.updateDeal(dealId, { opportunity: 900 })
    await service.quiet()
    const [first, renamed, grown] = await service.runsOf(dealId)
    expect(changedIn(first), 'on the first sight every field').toEqual(
      expect.arrayContaining(['id', 'title', 'stageId']),
    )
    expect(first?.status, 'there is no amount before').toBe('unmatched')
    expect(changedIn(renamed)).toContain('title')
    expect(changedIn(renamed)).not.toContain('opportunity')
    expect(changedIn(grown)).toContain('opportunity')
    expect(changedIn(grown)).not.toContain('title')
    expect(grown?.status).toBe('applied')
  })

  test('does not hold what Bindery wrote itself', async () => {
    await service.obey(
      aRule({ key: 'attach', actions: [{ type: 'attach', contacts: ids(ben) }] }),
      aRule({
        key: 'watch',
        conditions: { all: [{ fact: 'changed', operator: 'contains', value: 'anything' }] },
        actions: [{ type: 'clear' }],
      }),
    )
    const { data } = service.sandbox
    const dealId = data.addDeal()
    expect(await service.waitForRun(dealId)).toMatchObject({ status: 'applied' })
    const again = await service.runNow(dealId)
    expect(changedIn(again)).toEqual([])
    data.linkContact(dealId, cleo)
    await service.quiet()
    expect(changedIn((await service.runsOf(dealId)).at(-1)), 'what a person wrote does').toContain('contactIds')
  })

  /** The fact `changed` as the trace of a condition on it shows it. */
  function changedIn(run: Run | undefined): unknown {
    const leaves = run?.rules.flatMap(({ trace }) => ('all' in trace ? trace.all : [])) ?? []
    const leaf = leaves.find((node) => 'fact' in node && node.fact === 'changed')
    return leaf !== undefined && 'factResult' in leaf ? leaf.factResult : undefined
  }
})

test('what these tests did is on record as it was written, and an export of it holds by itself', async () => {
  const verdict = await service.api('GET', '/api/audit/verify')
  expect(verdict).toMatchObject({ status: 200, body: { findings: [], isEnd: true } })
  const { status, body } = await service.api('GET', '/api/audit/export?from=2020-01-01')
  expect(status).toBe(200)
  const exported = checkExport(String(body), { sha256, isSignedBy })
  expect(exported).toMatchObject({ findings: [], fault: null })
  expect(exported.checked).toBeGreaterThan(20)
  expect(checkExport(String(body).replace('unmatched', 'unchanged'), { sha256, isSignedBy }).fault).not.toBeNull()
})
