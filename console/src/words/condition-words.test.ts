import { expect, test } from 'vitest'
import { decorators, operators } from '../../../src/core/conditions/condition.ts'
import { sayIn } from '../languages/in-test.ts'
import { operatorInWords } from './condition-words.ts'

// Any other language has every word that English has: languages.test.ts.
test.each([...operators, ...decorators.map((one) => `${one}:equal`)])('%s has words', (name) => {
  expect(operatorInWords(name, sayIn('en'))).not.toMatch(/operator\.|decorator\./)
})
