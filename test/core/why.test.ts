import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from '../../src/core/conditions/condition.ts'
import { evaluateConditions, type Facts } from '../../src/core/conditions/evaluate.ts'
import { type Names, namesIn, noNames } from '../../src/core/conditions/names.ts'
import type { TraceNode } from '../../src/core/conditions/trace.ts'
import { distanceOf } from '../../src/core/conditions/why.ts'
import { linksFact } from '../../src/core/deal/link.ts'
import type { FieldMetadata } from '../../src/core/deal/portal-metadata.ts'
import { explainRules } from '../../src/core/turns/explain.ts'

const facts: Facts = {
  event: { type: 'manual', types: ['manual'], receivedAt: '2026-08-21T10:00:00Z' },
  deal: { id: 42, stageId: 'C4:NEW', companyId: 0, opportunity: 500, title: 'Spare parts', tags: ['a', 'b'] },
  company: undefined,
  links: linksFact([{ contactId: 7, sort: 10, isPrimary: true }]),
  companyContacts: undefined,
  changed: [],
  previous: undefined,
}

async function distance(conditions: Condition, names: Names = noNames) {
  const evaluations = await evaluateConditions([{ key: 'it', conditions }], facts, new Date('2026-08-21T10:00:00Z'))
  const evaluation = evaluations.get('it')
  if (evaluation === undefined) throw new Error('not evaluated')
  return distanceOf(evaluation.trace, names)
}

const isStage = (value: string): Condition => ({ fact: 'deal', path: '$.stageId', operator: 'equal', value })
const isRich: Condition = { fact: 'deal', path: '$.opportunity', operator: 'greaterThan', value: 1_000 }
const hasCompany: Condition = { fact: 'deal', path: '$.companyId', operator: 'isNotEmpty' }

test.each<{ name: string; conditions: Condition; at: string[]; first?: string; words: string }>([
  {
    name: 'one test',
    conditions: { all: [isStage('C4:PREPARATION')] },
    at: ['/all/0'],
    words: 'stageId is C4:NEW; it would match if it were C4:PREPARATION.',
  },
  {
    name: 'every failing child of an all',
    conditions: { all: [isStage('C4:NEW'), isRich, hasCompany] },
    at: ['/all/1', '/all/2'],
    words:
      'It would match if all of this were otherwise: opportunity is 500 (if it were more than 1000); companyId is 0 (if it were not empty).',
  },
  {
    name: 'the child of an any that needs the fewest',
    conditions: { any: [{ all: [isRich, hasCompany] }, isStage('WON')] },
    at: ['/any/1'],
    first: '/any/0/all/0',
    words: 'stageId is C4:NEW; it would match if it were WON.',
  },
  {
    name: 'what a not is in the way of',
    conditions: { not: { any: [isStage('C4:NEW'), isRich] } },
    at: ['/not/any/0'],
    words: 'stageId is C4:NEW; it would match if it were anything but C4:NEW.',
  },
  {
    name: 'a negated operator',
    conditions: { all: [{ fact: 'deal', path: '$.title', operator: 'not:startsWith', value: 'Spare' }] },
    at: ['/all/0'],
    words: 'title is Spare parts; it would match if it did not begin with Spare.',
  },
  {
    name: 'a value that is another fact',
    conditions: {
      all: [{ fact: 'links', path: '$.count', operator: 'equal', value: { fact: 'deal', path: '$.opportunity' } }],
    },
    at: ['/all/0'],
    words: 'links.count is 1; it would match if it were opportunity (500).',
  },
  {
    name: 'what is not there',
    conditions: { all: [{ fact: 'company', path: '$.title', operator: 'equal', value: 'Acme' }] },
    at: ['/all/0'],
    words: 'company.title is not there; it would match if it were Acme.',
  },
  {
    name: 'an operator on each of a list',
    conditions: { all: [{ fact: 'deal', path: '$.tags', operator: 'someFact:equal', value: 'c' }] },
    at: ['/all/0'],
    words: 'tags is a, b; it would match if "someFact:equal" c held for tags.',
  },
])('the nearest change: $name', async ({ conditions, at, first = at[0], words }) => {
  const found = await distance(conditions)
  expect(found?.nearest?.map((one) => one.at)).toEqual(at)
  expect(found?.failed?.at).toBe(first)
  expect(found?.inWords).toBe(words)
})

const aField = (of: Partial<FieldMetadata>): FieldMetadata => {
  return { type: 'string', isMultiple: false, title: '', statusType: null, items: null, ...of }
}
const told = namesIn({
  fields: {
    deal: {
      stageId: aField({ type: 'crm_status', title: 'Stage', statusType: 'DEAL_STAGE' }),
      opportunity: aField({ type: 'double', title: 'Amount' }),
      tags: aField({ title: 'Tags', isMultiple: true, items: [{ id: 'a', value: 'Alpha' }] }),
      title: aField({ title: 'title' }),
      typeId: aField({ type: 'crm_status', title: 'Type', statusType: 'DEAL_TYPE' }),
      categoryId: aField({ type: 'crm_category', title: 'Pipeline' }),
    },
    company: null,
    contact: null,
  },
  categories: [
    { id: 0, name: 'General' },
    { id: 4, name: 'Service' },
  ],
  statuses: [
    { entityId: 'DEAL_STAGE_4', statusId: 'C4:NEW', name: 'New' },
    { entityId: 'DEAL_STAGE', statusId: 'WON', name: 'Won' },
    { entityId: 'DEAL_TYPE', statusId: 'GOODS', name: 'Goods' },
  ],
})
const looksAt = (path: string, operator: string, value: unknown): Condition => ({ fact: 'deal', path, operator, value })

test.each<[string, Condition, string]>([
  [
    'stages of several pipelines',
    looksAt('$.stageId', 'in', ['WON', 'LOST']),
    'Stage (stageId) is Service: New (C4:NEW); it would match if it were one of General: Won (WON), LOST.',
  ],
  ['an amount', isRich, 'Amount (opportunity) is 500; it would match if it were more than 1000.'],
  [
    'choices of a list',
    looksAt('$.tags', 'contains', 'c'),
    'Tags (tags) is Alpha (a), b; it would match if it held c.',
  ],
  [
    'a field without a name of its own',
    looksAt('$.title', 'equal', 'WON'),
    'title is Spare parts; it would match if it were WON.',
  ],
  [
    'an entry of a directory',
    looksAt('$.typeId', 'equal', 'GOODS'),
    'Type (typeId) is not there; it would match if it were Goods (GOODS).',
  ],
  [
    'a pipeline',
    looksAt('$.categoryId', 'equal', 4),
    'Pipeline (categoryId) is not there; it would match if it were Service (4).',
  ],
  ['what the portal did not tell', hasCompany, 'companyId is 0; it would match if it were not empty.'],
])('in the names of the portal: %s', async (_name, condition, words) => {
  expect((await distance({ all: [condition] }, told))?.inWords).toBe(words)
})

test('conditions that hold are no distance away, and what no value can satisfy says so', async () => {
  expect(await distance({ all: [] })).toBeNull()
  expect(await distance({ not: { all: [] } })).toMatchObject({ failed: null, nearest: null })
  const never: Condition = { all: [isRich, { not: { all: [] } }] }
  expect(await distance(never)).toMatchObject({ failed: { at: '/all/0' }, nearest: null })
  expect((await distance({ not: { all: [] } }))?.inWords).toContain('cannot match')
})

test('contacts whom the same happens to are told together', () => {
  const contacts = [
    { contactId: 7, effect: 'already' as const, by: null },
    { contactId: 9, effect: 'applied' as const, by: null },
    { contactId: 12, effect: 'applied' as const, by: null },
    { contactId: 13, effect: 'overruled' as const, by: 'a' },
    { contactId: 14, effect: 'overruled' as const, by: 'b' },
  ]
  const action = {
    type: 'attach' as const,
    contactIds: [7, 9, 12, 13, 14],
    effect: 'applied' as const,
    note: null,
    contacts,
  }
  const trace = { all: [], evaluated: true, result: true }
  const rule = { key: 'it', version: 1, mode: 'live' as const, matched: true, trace, actions: [action] }
  expect(explainRules({ rules: [rule], linksBefore: [] }, [], [])[0]?.inWords).toContain(
    'attach: contact 7 is as wanted already, contacts 9, 12 would be linked, contact 13 is left as rule a wants it, contact 14 is left as rule b wants it.',
  )
})

type Shape = { all: Shape[] } | { any: Shape[] } | { not: Shape } | number

/** Trees over up to seven tests, each of its own. */
const someShape: fc.Arbitrary<Shape> = fc
  .letrec<{ tree: Shape }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constant(0),
      fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })),
      tie('tree').map((not) => ({ not })),
    ),
  }))
  .tree.map((tree) => numbered(tree, { next: 0 }))
  .filter((tree) => testsOf(tree).length <= 7)

function numbered(shape: Shape, count: { next: number }): Shape {
  if (typeof shape === 'number') return count.next++
  if ('all' in shape) return { all: shape.all.map((child) => numbered(child, count)) }
  if ('any' in shape) return { any: shape.any.map((child) => numbered(child, count)) }
  return { not: numbered(shape.not, count) }
}

function testsOf(shape: Shape): number[] {
  if (typeof shape === 'number') return [shape]
  if ('all' in shape) return shape.all.flatMap(testsOf)
  return 'any' in shape ? shape.any.flatMap(testsOf) : testsOf(shape.not)
}

function holds(shape: Shape, results: number): boolean {
  if (typeof shape === 'number') return (results & (1 << shape)) !== 0
  if ('all' in shape) return shape.all.every((child) => holds(child, results))
  return 'any' in shape
    ? shape.any.length === 0 || shape.any.some((child) => holds(child, results))
    : !holds(shape.not, results)
}

function traceOf(shape: Shape, results: number): TraceNode {
  const outcome = { evaluated: true, result: holds(shape, results) }
  if (typeof shape === 'number')
    return { ...outcome, fact: 'deal', path: `$.${shape}`, operator: 'equal', factResult: 0 }
  if ('all' in shape) return { ...outcome, all: shape.all.map((child) => traceOf(child, results)) }
  if ('any' in shape) return { ...outcome, any: shape.any.map((child) => traceOf(child, results)) }
  return { ...outcome, not: traceOf(shape.not, results) }
}

const bits = (set: number): number => (set === 0 ? 0 : (set & 1) + bits(set >> 1))

test('with the nearest change the conditions match, and no smaller change would do', () => {
  fc.assert(
    fc.property(someShape, fc.nat(127), (shape, results) => {
      const found = distanceOf(traceOf(shape, results))
      const flips = [...Array(128).keys()].filter((flipped) => holds(shape, results ^ flipped)).map(bits)
      const fewest = flips.length === 0 ? null : Math.min(...flips)
      if (found === null) {
        expect(fewest).toBe(0)
        return
      }
      if (found.nearest === null) {
        expect(fewest).toBeNull()
        return
      }
      const named = found.nearest.reduce((set, { path }) => set | (1 << Number(path?.slice(2))), 0)
      expect(holds(shape, results ^ named)).toBe(true)
      expect(bits(named)).toBe(fewest)
    }),
  )
})
