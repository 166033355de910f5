import { expect, test } from 'vitest'
import { readEnvelope } from '../../src/portal/envelope.ts'

test('a byte order mark before an answer says nothing of it', () => {
  const text = '{"result":true,"time":{}}'
  expect(readEnvelope(`\uFEFF${text}`)).toEqual(readEnvelope(text))
  expect(readEnvelope(text)).toMatchObject({ type: 'result', result: true })
})
