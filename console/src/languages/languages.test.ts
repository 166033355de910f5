import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exactly } from '../words/moments.ts'
import en from './en.ts'
import { inRegion, type Messages, pluralRule, preferredLanguage } from './index.ts'
import ru from './ru.ts'

function* textsOf(messages: Messages, path: string[] = []): Generator<[string, string]> {
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') yield [[...path, key].join('.'), value]
    else yield* textsOf(value, [...path, key])
  }
}

const english = new Map(textsOf(en.messages))
const placesIn = (text: string) => new Set(text.match(/\{\w+\}/g) ?? [])

describe.each([['ru', ru]])('%s', (code, language) => {
  const texts = new Map(textsOf(language.messages))

  test('says everything that English says, and nothing else', () => {
    expect([...texts.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  test('fills the same places', () => {
    for (const [key, text] of texts) expect(placesIn(text), key).toEqual(placesIn(english.get(key) ?? ''))
  })

  test('has a form for each of its plurals, or one for all', () => {
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories.length
    for (const [key, text] of texts) {
      const count = text.split(' | ').length
      expect([1, forms], `${key}: ${text}`).toContain(count)
    }
  })
})

test.each([
  ['en', 0, 1],
  ['en', 1, 0],
  ['en', 2, 1],
  ['ru', 1, 0],
  ['ru', 2, 1],
  ['ru', 5, 2],
  ['ru', 21, 0],
  ['ru', 1.5, 3],
])('in %s the number %d takes form %i', (code, count, form) => {
  expect(pluralRule(code)(count, new Intl.PluralRules(code).resolvedOptions().pluralCategories.length)).toBe(form)
})

test.each([
  ['what was chosen before', 'ru', ['en-GB'], 'ru'],
  ['the browser’s first that there is', null, ['fr-FR', 'ru-RU', 'en'], 'ru'],
  ['English where nothing fits', null, ['fr', 'de'], 'en'],
  ['not what was stored by another version', 'xx', ['ru'], 'ru'],
])('the language is %s', (_, stored, browser, expected) => {
  expect(preferredLanguage(stored, browser, ['en', 'ru'])).toBe(expected)
})

test.each([
  ['en', ['en-GB', 'en'], '21 Aug 2026, 14:05:00 UTC'],
  ['en', ['ru-RU', 'en-US'], 'Aug 21, 2026, 02:05:00 PM UTC'],
  ['en', ['de-DE'], 'Aug 21, 2026, 02:05:00 PM UTC'],
])('in %s a browser of %j writes a moment as %s', (language, browser, written) => {
  expect(exactly('2026-08-21T14:05:00Z', inRegion(language, browser), 'UTC')).toBe(written)
})

test('every text that the sources ask for by its whole name is there', () => {
  const root = join(import.meta.dirname, '..')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'),
  )
  const asked = sources.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/\b(?:t|say)\(\s*'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key]) => ({
      name,
      key,
    })),
  )
  expect(asked.length).toBeGreaterThan(100)
  expect(asked.filter(({ key = '' }) => !english.has(key))).toEqual([])
})
