import { expect, test } from 'vitest'
import { storableJson, storableText } from '../../src/database/tables/storable.ts'

test.each([
  { name: 'NUL', value: 'a\0b', stored: 'a\uFFFDb' },
  { name: 'half a surrogate pair', value: 'a\ud83d', stored: 'a\uFFFD' },
  { name: 'the other half', value: '\ude00b', stored: '\uFFFDb' },
  { name: 'a whole pair', value: '😀', stored: '😀' },
  { name: 'the six characters of an escape', value: '\\u0000 and \\ud83d', stored: '\\u0000 and \\ud83d' },
  { name: 'a backslash before a NUL', value: '\\\0', stored: '\\\uFFFD' },
  { name: 'other control characters', value: '\u0001\n\t"', stored: '\u0001\n\t"' },
])('JSON for jsonb: $name', ({ value, stored }) => {
  expect(JSON.parse(storableJson({ [value]: [value] }))).toEqual({ [stored]: [stored] })
})

test('text loses only what PostgreSQL cannot hold', () => {
  expect(storableText('a\0b\ud83d 😀')).toBe('a\uFFFDb\uFFFD 😀')
})
