import { expect, test } from 'vitest'
import { unreadFacts } from '../../../src/core/trials/unread-facts.ts'
import { sayIn } from '../languages/in-test.ts'
import { missingInWords } from './backtest-words.ts'

test.each(Object.entries(unreadFacts))('that %s was not read has its words in each language', (_key, what) => {
  for (const language of ['en', 'ru'] as const) {
    const told = missingInWords({ [what]: 3 }, sayIn(language))
    expect(told).not.toContain('editor.')
    expect(told).not.toBe(missingInWords({ other: 3 }, sayIn(language)))
  }
})

test('several are named once each, and what has no words is told as such', () => {
  const missing = { [unreadFacts.history]: 2, [unreadFacts.company]: 4, 'other facts': 1, 'fields of contact 12': 1 }
  expect(missingInWords(missing, sayIn('en'))).toBe(
    'the event and what had changed, the company’s fields, other particulars',
  )
  expect(missingInWords(missing, sayIn('ru'))).toBe('событие и то, что изменилось, поля компании, другие сведения')
})
