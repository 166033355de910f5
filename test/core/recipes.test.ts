import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { primaryIdOf } from '../../src/core/deal/link.ts'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import { validateRule } from '../../src/core/rules/faults.ts'
import { blanksOf, Recipe, ruleOf } from '../../src/core/rules/recipe.ts'
import { paperDesk } from '../support/paper-desk.ts'
import { link, type PaperPortal, paperPortal } from '../support/paper-portal.ts'

const directory = new URL('../../rules/recipes/', import.meta.url)
const recipes = readdirSync(directory).map((file) => {
  const recipe = Recipe.parse(JSON.parse(readFileSync(new URL(file, directory), 'utf8')))
  expect(file).toBe(`${recipe.id}.json`)
  return recipe
})

type Play = { deal?: Fields; was?: Fields; event?: string; portal?: Partial<PaperPortal> }
type Sample = { parameters: Record<string, unknown>; match: Play; links: string; noMatch: Play }

const contacts = (fields: Record<number, Fields>) =>
  new Map(Object.entries(fields).map(([id, more]) => [Number(id), { id: Number(id), ...more }]))
const two = { links: [link(8, 10, true), link(9, 20)] }

/** For each recipe what it is made with, deals that match and do not, and the links afterwards: the primary one starred. */
const samples: Record<string, Sample> = {
  'company-primary-contact': {
    parameters: { pipeline: 4 },
    match: { deal: { categoryId: 4 } },
    links: '7*',
    noMatch: { deal: { categoryId: 0 } },
  },
  'all-company-contacts': {
    parameters: { most: 2 },
    match: { portal: { companyContacts: [link(8, 10), link(7, 20, true), link(9, 30)] } },
    links: '8* 7',
    noMatch: { deal: { companyId: 0 } },
  },
  'follow-new-company': {
    parameters: { pipeline: 0 },
    match: { was: { categoryId: 0, companyId: 60 }, deal: { categoryId: 0 }, portal: two },
    links: '7*',
    noMatch: { was: { categoryId: 0 }, deal: { categoryId: 0 }, portal: two },
  },
  'contacts-of-position': {
    parameters: { stage: 'C4:INVOICE', position: 'Accountant' },
    match: {
      deal: { stageId: 'C4:INVOICE' },
      portal: {
        links: [link(9, 10, true)],
        companyContacts: [link(7, 10), link(8, 20)],
        contacts: contacts({ 7: { post: 'Director' }, 8: { post: 'Accountant' } }),
      },
    },
    links: '9* 8',
    noMatch: { deal: { stageId: 'C4:NEW' } },
  },
  'decision-maker-is-primary': {
    parameters: { field: 'UF_CRM_ROLE', role: 'decides' },
    match: { portal: { ...two, contacts: contacts({ 8: {}, 9: { UF_CRM_ROLE: 'decides' } }) } },
    links: '8 9*',
    noMatch: { portal: { links: [link(9, 10, true)], contacts: contacts({ 9: { UF_CRM_ROLE: 'decides' } }) } },
  },
  'company-primary-stays-primary': {
    parameters: { pipeline: 0 },
    match: {
      deal: { categoryId: 0 },
      event: 'ONCRMCOMPANYUPDATE',
      portal: { links: [link(8, 10, true), link(7, 20)] },
    },
    links: '8 7*',
    noMatch: { deal: { categoryId: 1 }, portal: { links: [link(8, 10, true), link(7, 20)] } },
  },
  'contact-from-field': {
    parameters: { field: 'UF_CRM_AGENT' },
    match: { deal: { UF_CRM_AGENT: 'C_9' } },
    links: '9*',
    noMatch: { deal: { UF_CRM_AGENT: '' } },
  },
  'contact-by-phone': {
    parameters: { field: 'UF_CRM_PHONE' },
    match: {
      deal: { UF_CRM_PHONE: '+49 30 1' },
      portal: {
        matchContacts: async (by, values) => new Map(values.map((one) => [one, by === 'phone' ? [8, 9] : []])),
      },
    },
    links: '8*',
    noMatch: { deal: { UF_CRM_PHONE: '+49 30 1' }, portal: two },
  },
  'contact-by-email': {
    parameters: { field: 'UF_CRM_MAIL' },
    match: {
      deal: { UF_CRM_MAIL: 'ada@example.com' },
      portal: { matchContacts: async (by, values) => new Map(values.map((one) => [one, by === 'email' ? [9] : []])) },
    },
    links: '9*',
    noMatch: { deal: { UF_CRM_MAIL: null } },
  },
  'lead-contacts': {
    parameters: { pipeline: 0 },
    match: {
      deal: { categoryId: 0, leadId: 3 },
      portal: { leadContacts: async () => [link(8, 10, true), link(9, 20)] },
    },
    links: '8* 9',
    noMatch: { deal: { categoryId: 0, leadId: 0 } },
  },
  'no-strangers': {
    parameters: { stage: 'C4:WON' },
    match: {
      deal: { stageId: 'C4:WON' },
      portal: {
        links: [link(7, 10, true), link(8, 20), link(9, 30)],
        contacts: contacts({ 7: { companyId: 61 }, 8: { companyId: 60 }, 9: { companyId: 0 } }),
      },
    },
    links: '7* 9',
    noMatch: { deal: { stageId: 'C4:WON' }, portal: { ...two, companyContacts: [] } },
  },
  'responsible-brings-contact': {
    parameters: { user: 17, contact: 9 },
    match: { deal: { assignedById: 17 } },
    links: '9*',
    noMatch: { deal: { assignedById: 18 } },
  },
  'big-deal-contact': {
    parameters: { pipeline: 0, amount: 10_000, contact: 9 },
    match: { deal: { categoryId: 0, opportunity: 10_001 }, portal: { links: [link(8, 10, true)] } },
    links: '8* 9',
    noMatch: { deal: { categoryId: 0, opportunity: 10_000 } },
  },
  'pipeline-contact': {
    parameters: { pipeline: 4, contact: 9 },
    match: { deal: { categoryId: 4 }, portal: { links: [link(8, 10, true)] } },
    links: '8* 9',
    noMatch: { deal: { categoryId: 5 } },
  },
  'no-contact-after-days': {
    parameters: { pipeline: 0, days: 3 },
    match: { deal: { categoryId: 0, createdTime: '2026-08-28T10:00:00+00:00' } },
    links: '7*',
    noMatch: { deal: { categoryId: 0, createdTime: '2026-08-30T10:00:00+00:00' } },
  },
  'clear-on-stage': {
    parameters: { stage: 'JUNK' },
    match: { deal: { stageId: 'JUNK' }, portal: two },
    links: '',
    noMatch: { deal: { stageId: 'NEW' }, portal: two },
  },
}

test('there are a dozen recipes and more, and each has a sample here', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(12)
  expect(recipes.map(({ id }) => id).sort()).toEqual(Object.keys(samples).sort())
})

describe.each(recipes)('$id', (recipe) => {
  const sample = samples[recipe.id] ?? { parameters: {}, match: {}, links: '', noMatch: {} }
  const rule = (mode: 'live' | 'shadow' = 'live') => {
    const made = ruleOf(recipe, { parameters: sample.parameters, mode })
    if (!made.ok) throw new Error(JSON.stringify(made.faults))
    const checked = validateRule(made.document)
    if (checked.rule === null) throw new Error(JSON.stringify(checked.errors))
    expect(checked.warnings).toEqual([])
    return checked.rule
  }

  test('has a blank for every parameter and a parameter for every blank', () => {
    const blanks = new Set(blanksOf(recipe.template))
    expect([...blanks].sort()).toEqual(recipe.parameters.map(({ name }) => name).sort())
    expect(blanksOf(rule())).toEqual([])
  })

  test('makes a rule in shadow mode unless told', () => {
    const made = ruleOf(recipe, { parameters: sample.parameters, key: 'mine', name: 'My own' })
    expect(made).toMatchObject({ ok: true, document: { key: 'mine', name: 'My own', mode: 'shadow' } })
  })

  test('makes a rule that does what it says, and nothing elsewhere', async () => {
    const matched = await play(sample.match)
    expect(matched).toMatchObject({ matched: true, status: 'applied', links: sample.links })
    const other = await play(sample.noMatch)
    expect(other).toMatchObject({ matched: false, status: 'unmatched' })
  })

  async function play({ deal, was, event = 'ONCRMDEALUPDATE', portal }: Play) {
    const given = paperPortal({ ...portal, deal: { id: 1, title: 'A deal', companyId: 61, ...deal } })
    const desk = paperDesk(given, [rule()])
    if (was) {
      const before = { id: 1, title: 'A deal', companyId: 61, ...was }
      desk.memory.snapshot = { takenAt: desk.now.toISOString(), deal: before }
    }
    desk.hear(event)
    const { status, rules } = await desk.run()
    const links = given.links.map(({ contactId }) => `${contactId}${primaryIdOf(given.links) === contactId ? '*' : ''}`)
    return { status, matched: rules[0]?.matched, links: links.join(' ') }
  }
})

const recipe = Recipe.parse({
  id: 'a-recipe',
  title: 'A recipe',
  description: 'It tells.',
  parameters: [
    { name: 'field', type: 'field', title: 'Field' },
    { name: 'most', type: 'number', title: 'At most', default: 3 },
  ],
  template: { name: 'By {{field}}, {{most}}', limit: '{{most}}', path: '$.{{field}}' },
})

test('a value keeps its type where it is all, goes into text elsewhere, and is never filled itself', () => {
  expect(ruleOf(recipe, { parameters: { field: 'UF_CRM_A' } })).toMatchObject({
    ok: true,
    document: { name: 'By UF_CRM_A, 3', limit: 3, path: '$.UF_CRM_A' },
  })
  const text = { ...recipe, parameters: [{ name: 'field', type: 'text', title: 'T' }, ...recipe.parameters.slice(1)] }
  expect(ruleOf(Recipe.parse(text), { parameters: { field: '{{most}}' } })).toMatchObject({
    document: { name: 'By {{most}}, 3' },
  })
})

test.each([
  [{}, ['/parameters/field']],
  [{ field: 'a[0]' }, ['/parameters/field']],
  [{ field: 'a.b' }, ['/parameters/field']],
  [{ field: 7, most: '3' }, ['/parameters/field', '/parameters/most']],
  [{ field: 'title', other: 1 }, ['/parameters/other']],
  [{ field: 'title', constructor: 1 }, ['/parameters/constructor']],
])('parameters %j are refused, each fault named', (parameters, paths) => {
  const made = ruleOf(recipe, { parameters })
  expect(made.ok ? [] : made.faults.map(({ path }) => path)).toEqual(paths)
})
