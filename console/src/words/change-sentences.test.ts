import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { changeSentences } from './change-sentences.ts'
import { noNames } from './names.ts'

const rule = {
  key: 'r',
  name: 'R',
  mode: 'shadow',
  priority: 100,
  on: ['ONCRMDEALADD'],
  conditions: { all: [{ fact: 'deal', path: '$.stageId', operator: 'equal', value: 'NEW' }] },
  actions: [{ type: 'attach', contacts: { from: 'company', select: 'primary' } }],
}
const won = { fact: 'deal', path: '$.stageId', operator: 'notEqual', value: 'WON' }

test.each([
  [{ mode: 'live' }, ['Becomes live: it acts.']],
  [{ priority: 5 }, ['Priority: 100 became 5.']],
  [{ description: 'Why' }, ['Description: “Why” is new.']],
  [{ on: ['ONCRMDEALADD', 'ONCRMDEALUPDATE'] }, ['Now also answers: deal updated.']],
  [{ conditions: { all: [...rule.conditions.all, won] } }, ['Now also requires: the deal’s stage is not “WON”.']],
  [{ conditions: { all: [] } }, ['No longer requires: the deal’s stage is “NEW”.']],
  [
    { conditions: { all: [{ ...rule.conditions.all[0], operator: 'notEqual', value: 'WON' }] } },
    ['Instead of “the deal’s stage is “NEW”” now: “the deal’s stage is not “WON””.'],
  ],
  [
    { actions: [{ type: 'attach', contacts: { from: 'company', select: 'all' } }] },
    ['Instead of “attach the company’s primary contact” now: “attach all contacts of the company”.'],
  ],
  [{ actions: [...rule.actions, { type: 'clear' }] }, ['Now also: remove every contact.']],
  [{ actions: [{ ...rule.actions[0], insist: true }] }, ['/actions/0/insist: true is new.']],
  [{}, []],
])('%j: %j', (change, sentences) => {
  expect(changeSentences(rule, { ...rule, ...change }, sayIn('en'))).toEqual(sentences)
})

test('the differences are said in Russian as well, with the portal’s names', () => {
  const names = { ...noNames, value: () => 'Успех' }
  const after = { ...rule, conditions: { all: [...rule.conditions.all, won] } }
  expect(changeSentences(rule, after, sayIn('ru'), names)).toEqual([
    'Теперь требуется ещё: стадия сделки не равно “Успех”.',
  ])
})
