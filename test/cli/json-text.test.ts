import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJsonText } from '../../src/cli/json-text.ts'
import { tries } from '../support/tries.ts'

const faultOf = (text: string) => {
  const parsed = parseJsonText(text)
  return parsed.ok ? null : parsed.fault
}

test.each([
  { text: '', place: '1:1', says: 'a value is expected here, but the text ends' },
  { text: '{"a": 1', place: '1:8', says: 'a "," or "}" is expected here, but the text ends' },
  { text: '{\n  "a": 1,\n}', place: '3:1', says: 'a name in double quotes is expected here' },
  { text: '{\n  "a" 1}', place: '2:7', says: 'a ":" is expected here' },
  { text: '[1\n 2]', place: '2:2', says: 'a "," or "]" is expected here' },
  { text: '{"a": yes}', place: '1:7', says: 'a value is expected here' },
  { text: '{"a": 01}', place: '1:7', says: 'a value is expected here' },
  { text: '{"a": "x\ty"}', place: '1:7', says: 'a value is expected here' },
  { text: '{} {}', place: '1:4', says: 'there is more after the end of the document' },
  { text: '{"a": 1,\n "a": 2}', place: '2:2', says: 'the name "a" is given twice' },
])('fault: $text', ({ text, place, says }) => {
  const fault = faultOf(text)
  expect(`${fault?.line}:${fault?.column}`).toBe(place)
  expect(fault?.message).toBe(says)
})

test('places of values, by JSON pointer', () => {
  const parsed = parseJsonText('{\n  "a/b": [\n    10, {"~": true}\n  ]\n}')
  expect(parsed).toMatchObject({ ok: true, value: { 'a/b': [10, { '~': true }] } })
  const at = parsed.ok ? parsed.positionOf : () => null
  expect(at('/a~1b')).toEqual({ line: 2, column: 10 })
  expect(at('/a~1b/1')).toEqual({ line: 3, column: 9 })
  expect(at('/a~1b/1/~0')).toEqual({ line: 3, column: 15 })
  expect(at('/a~1b/7/x')).toEqual({ line: 2, column: 10 })
  expect(at('')).toEqual({ line: 1, column: 1 })
})

test('it takes exactly what JSON.parse takes, but for repeated names', () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '\\', '0', '-', '\u0001', '\u007f', ' '))
    .map(
      ([text, at, insert]) =>
        text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + (at % 2)),
    )
  fc.assert(
    fc.property(fc.oneof(fc.json(), damaged), (text) => {
      const fault = faultOf(text)
      if (fault?.message.endsWith('is given twice')) return
      expect(fault === null).toBe(isJson(text))
    }),
    tries(2000),
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
