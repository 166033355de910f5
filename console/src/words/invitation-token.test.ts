import { expect, test } from 'vitest'
import { invitationToken } from './invitation-token.ts'

test.each([
  ['a link of today', '#token=se-cret_1', {}, 'se-cret_1'],
  ['a link of before', '', { token: 'se-cret_1' }, 'se-cret_1'],
  ['both', '#token=new', { token: 'old' }, 'new'],
  ['the same name twice', '', { token: ['one', 'two'] }, ''],
  ['none', '', {}, ''],
])('the token of %s', (_, hash, query, token) => {
  expect(invitationToken(hash, query)).toBe(token)
})
