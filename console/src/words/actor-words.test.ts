import { describe, expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { actorInWords, actorOnRecord, isPerson } from './actor-words.ts'

describe('whoever did something', () => {
  test.each([
    ['command line', 'командная строка'],
    ['start', 'запуск сервиса'],
    ['sign-in link', 'ссылка для входа'],
    ['import', 'загрузка файлов'],
  ])('%s is told in the language of the page, and found by what the page says', (name, russian) => {
    expect(actorInWords(name, sayIn('ru'))).toBe(russian)
    expect(actorInWords(name, sayIn('en'))).not.toContain('actor.')
    expect(actorOnRecord(russian.toUpperCase(), sayIn('ru'))).toBe(name)
    expect(actorOnRecord(name, sayIn('ru'))).toBe(name)
    expect(isPerson(name)).toBe(false)
  })

  test('is called by name where it is a person, whatever that is', () => {
    expect(actorInWords('Ada', sayIn('ru'))).toBe('Ada')
    expect(actorInWords('constructor', sayIn('ru'))).toBe('constructor')
    expect(actorOnRecord('Ada', sayIn('ru'))).toBe('Ada')
    expect([isPerson('Ada'), isPerson('constructor')]).toEqual([true, true])
  })
})
