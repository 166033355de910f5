import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { lackInWords, permissionsInWords, toldChecks } from './permission-words.ts'

test.each(toldChecks)('%s has its words and its remedy in each language', (name) => {
  for (const language of ['en', 'ru'] as const) {
    const say = sayIn(language)
    expect(permissionsInWords([name], say)).not.toMatch(/permission\./)
    expect(lackInWords([name], say)).toMatch(/: [^.]+\. \S.+\.$/)
    expect(lackInWords([name], say)).not.toMatch(/permission\.|overview\./)
  }
  expect(permissionsInWords([name], sayIn('ru'))).toMatch(/[А-я]/)
})

test('several are told in one line, and what to do about two of them once', () => {
  expect(lackInWords(['deals', 'contacts', 'odd'], sayIn('en'))).toBe(
    'Missing: reading deals, reading contacts, odd. Give the webhook’s owner the right to read them in the CRM’s access permissions.',
  )
})
