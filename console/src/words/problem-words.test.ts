import { expect, test } from 'vitest'
import { passwordFaults } from '../../../src/core/people/password.ts'
import { roleTooLow } from '../../../src/core/people/person.ts'
import { silenceInWords, silenceRemedies } from '../../../src/core/runs/portal-silence.ts'
import { sayIn } from '../languages/in-test.ts'
import { problemDetail, problemInWords, toldProblems } from './problem-words.ts'

const languages = ['en', 'ru'] as const

test.each(toldProblems)('%s has its words in each language', (code) => {
  for (const language of languages) {
    const told = problemInWords({ kind: 'failed', code, message: 'As the service says it.' }, sayIn(language))
    expect(told).not.toMatch(/problem\.|service says/)
  }
})

test.each(Object.entries(passwordFaults))('a password that is %s is told in each language', (_fault, words) => {
  const problem = { kind: 'failed', code: 'bad_request', message: `/password: ${words}` } as const
  expect(problemInWords(problem, sayIn('en')).toLowerCase()).toContain(words.split(';')[0])
  expect(problemInWords(problem, sayIn('ru'))).toMatch(/^[^a-z]+$/)
})

test('anything else is told as the service says it, or by what can be done next', () => {
  const other = { kind: 'failed', code: 'odd', message: 'The moon is full.' } as const
  expect(problemInWords(other, sayIn('ru'))).toBe('The moon is full.')
  expect(problemInWords({ kind: 'offline', code: 'offline', message: '' }, sayIn('ru'))).toBe('Сервис не отвечает')
})

test('a role that is not enough is told in the language of the page', () => {
  const message = roleTooLow('editor', { name: 'Ada, who has the role editor', role: 'viewer' })
  const problem = { kind: 'forbidden', code: 'forbidden', message } as const
  expect(problemInWords(problem, sayIn('en'))).toBe('It takes the role Editor; yours is Viewer.')
  expect(problemDetail(problem, sayIn('ru'))).toMatch(/^Для этого нужна роль «[А-я]+», а у вас «[А-я]+»\.$/)
})

test.each(Object.keys(silenceRemedies))(
  'that the portal did not answer in time (%s) is told in each language',
  (remedy) => {
    const message = silenceInWords('Deal 7', 20, remedy as keyof typeof silenceRemedies)
    const problem = { kind: 'failed', code: 'portal_unavailable', message } as const
    expect(problemInWords(problem, sayIn('en'))).toMatch(/^Bitrix24 did not answer within 20 s\. /)
    expect(problemInWords(problem, sayIn('ru'))).toMatch(/^Битрикс24 не ответил за 20 с\. /)
  },
)

test('below the words of a page that has nothing to show stands only what they do not say', () => {
  const detail = (kind: 'not-found' | 'failed' | 'offline', message: string) =>
    problemDetail({ kind, code: 'x', message }, sayIn('ru'))
  expect(detail('not-found', 'There is no such run.')).toBe('')
  expect(detail('offline', '')).toBe('')
  expect(detail('failed', 'The database does not answer.')).toBe('The database does not answer.')
})
