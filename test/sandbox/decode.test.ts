import { expect, test } from 'vitest'
import { decodeQuery } from '../../src/sandbox/decode.ts'

test.each([
  ['a=1&a=2', { a: '2' }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['a[0][b]=1&a[1][b]=2', { a: [{ b: '1' }, { b: '2' }] }],
  ['a[1]=x', { a: { 1: 'x' } }],
  ['a[5]=x&a[]=y', { a: { 5: 'x', 6: 'y' } }],
  ['data%5BFIELDS%5D%5BID%5D=9', { data: { FIELDS: { ID: '9' } } }],
  ['filter[%3E%3Did]=3', { filter: { '>=id': '3' } }],
  ['a.b=1&c d=2', { a_b: '1', c_d: '2' }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
  ['a[b=1', { a_b: '1' }],
  ['=1&[x]=2', {}],
  ['a+b[c]=1+2', { a_b: { c: '1 2' } }],
])('PHP reads %s', (query, params) => {
  expect(JSON.parse(JSON.stringify(decodeQuery(query)))).toEqual(params)
})

test('names of the prototype are names like any other', () => {
  const params = decodeQuery('__proto__[polluted]=1&a[__proto__][polluted]=1&constructor[prototype][polluted]=1')
  expect(Object.keys(params)).toEqual(['__proto__', 'a', 'constructor'])
  expect({}).not.toHaveProperty('polluted')
})

test('names nested deeper than PHP allows are dropped', () => {
  expect(decodeQuery(`a${'[x]'.repeat(5_000)}=1&b=2`)).toEqual({ b: '2' })
})
