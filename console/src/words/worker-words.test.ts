import { expect, test } from 'vitest'
import { sayIn } from '../languages/in-test.ts'
import { workerInWords } from './worker-words.ts'

const name = 'db-2/5330/1795000000000/0190b6a0-0000-7000-8000-000000000001'

test.each([
  [{ name, isThisProcess: true }, 'this process'],
  [{ name, isThisProcess: false }, 'host db-2, process 5330'],
  [{ name: 'nobody', isThisProcess: false }, 'nobody'],
])('%j is called %s', (worker, words) => {
  expect(workerInWords(worker, sayIn('en'))).toBe(words)
})
