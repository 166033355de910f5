import { expect, test } from 'vitest'
import type { FieldMetadata } from '../../src/core/deal/portal-metadata.ts'
import { checkRule } from '../../src/flows/check-rule.ts'

const text: FieldMetadata = { type: 'string', isMultiple: false, title: '', statusType: null, items: null }
const fields = { deal: { stageId: text }, company: { title: text }, contact: { post: text } }
const deps = {
  readMetadata: async () => ({ metadata: { fields, categories: null, statuses: null }, ageMs: 0 }),
  knownContacts: async () => new Set<number>(),
  liveRules: async () => [],
  rivalDeals: async () => [],
}

test('a document that is wrong by its form is held against the portal as well, where it can be read', async () => {
  const where = { fact: 'contact', path: '$.psot', operator: 'isEmpty' }
  const document = {
    key: 'a',
    mode: 'live',
    on: ['ONCRMDEALADD'],
    conditions: {
      all: [
        { fact: 'deal', path: '$.stageID', operator: 'isEmpty' },
        { fact: 'constructor', path: '$.stageID', operator: 'isEmpty' },
        { fact: 'deal', path: '$.stageID', operator: 'equal' },
      ],
    },
    actions: [{ type: 'attach', contacts: { from: 'linked', where }, primary: 'sometimes' }, { type: 'fly' }, null],
  }
  const { rule, errors } = await checkRule(deps, document)
  expect(rule).toBeNull()
  expect(errors.map(({ path, message }) => `${path}: ${message}`)).toEqual(
    expect.arrayContaining([
      '/name: is missing',
      '/actions/0/primary: "sometimes" is not one of if-none, always, never',
      '/conditions/all/0/path: a deal has no field "stageID"; did you mean "stageId"?',
      '/actions/0/contacts/where/path: a contact has no field "psot"; did you mean "post"?',
    ]),
  )
  expect(errors.filter(({ path }) => path.endsWith('/path'))).toHaveLength(2)
})

test('nothing is asked of the portal about what is no document', async () => {
  const asked = { ...deps, readMetadata: () => Promise.reject(new Error('asked')) }
  expect((await checkRule(asked, [])).errors).toEqual([{ path: '', message: 'must be an object, not a list' }])
})
