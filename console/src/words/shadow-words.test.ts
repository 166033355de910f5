import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { type Disagreement, disagreementInWords } from './shadow-words.ts'

const disagreement: Pick<Disagreement, 'wanted' | 'people'> = {
  wanted: [
    { contactId: 7, wants: 'linked', verdict: 'disagreed' },
    { contactId: 8, wants: 'linked', verdict: 'agreed' },
  ],
  people: [
    {
      contactId: 9,
      did: 'made-primary',
      after: '2026-11-20T10:00:00.000Z',
      before: '2026-11-20T11:00:00.000Z',
      runId: '0190b6a0-0000-7000-8000-000000000001',
    },
  ],
}
const called = (id: number) => (id === 7 ? 'Ann Reed' : null)

test.each([
  ['en', 'it would have linked Ann Reed; people made contact 9 the primary one'],
  ['ru', 'правило привязало бы: Ann Reed; люди сделали основным: контакт 9'],
] as const)('in %s a disagreement names what was wanted and what people did: %s', (language, words) => {
  expect(disagreementInWords(disagreement, sayIn(language), called)).toBe(words)
})

test('where people only left it, that is said', () => {
  expect(disagreementInWords({ ...disagreement, people: [] }, sayIn('en'), called)).toBe(
    'it would have linked Ann Reed; people did not',
  )
})
