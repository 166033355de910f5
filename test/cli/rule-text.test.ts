import { expect, test } from 'vitest'
import { ruleText } from '../../src/cli/rule-text.ts'

test('members come in reading order, and what fits stays on one line', () => {
  expect(ruleText({ actions: [{ type: 'clear' }], on: ['A', 'B'], name: 'n', key: 'k' })).toBe(
    '{\n  "key": "k",\n  "name": "n",\n  "on": ["A", "B"],\n  "actions": [{ "type": "clear" }]\n}\n',
  )
})

test('a long list of ids fills its lines', () => {
  const ids = Array.from({ length: 60 }, (_, index) => 1000 + index)
  const text = ruleText({ ids })
  expect(text.split('\n').map((line) => line.length)).toEqual([1, 10, 117, 117, 117, 20, 3, 1, 0])
  expect(JSON.parse(text)).toEqual({ ids })
})

test('the text holds the same document, whatever is in it', () => {
  const document = { key: 'é "q"', deep: { all: [[], {}, null, [{ a: [1, 'x'.repeat(130)] }]] }, last: -1.5e-9 }
  expect(JSON.parse(ruleText(document))).toEqual(document)
})
