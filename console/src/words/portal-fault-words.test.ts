import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { portalFaultInWords, toldFaults } from './portal-fault-words.ts'

test.each(toldFaults)('that a portal fails by %s is told in each language', (code) => {
  const error = { code, message: 'As the service says it.' }
  expect(portalFaultInWords(error, sayIn('en'))).toMatch(/^The portal .+\.$/)
  expect(portalFaultInWords(error, sayIn('ru'))).toMatch(/^[А-Я].+\.$/)
})

test('any other is told as the service says it', () => {
  expect(portalFaultInWords({ code: 'odd', message: 'The moon is full.' }, sayIn('ru'))).toBe('The moon is full.')
})
