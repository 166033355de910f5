import { expect, test } from 'vitest'
import { Email } from '../../src/core/people/email.ts'

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['mike+deals@example.com', 'mike+deals@example.com'],
])('%s is %s', (text, address) => {
  expect(Email.parse(text)).toBe(address)
})

test.each([
  { name: 'the Kelvin sign, whose small letter is ours', text: 'mi\u212Ae@example.com' },
  { name: 'it in the host', text: 'mike@exam\u212Ale.com' },
  { name: 'an i of Turkish', text: 'm\u0130ke@example.com' },
  { name: 'no host', text: 'ada@example' },
  { name: 'a longer one than there is', text: `${'a'.repeat(250)}@example.com` },
])('$name is refused', ({ text }) => {
  expect(Email.safeParse(text).success).toBe(false)
})
