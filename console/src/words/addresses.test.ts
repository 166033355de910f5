import { describe, expect, test } from 'vitest'
import { isLocalAddress } from './connection-checks.ts'
import { dealIdIn, idIn, portalAddress } from './deal-address.ts'
import { addressQuery, apiQuery, exportAddress, filtersIn, noFilters } from './run-filters.ts'

describe('a deal by what people paste', () => {
  test.each([
    ['42', 42],
    [' #42 ', 42],
    ['https://example.bitrix24.com/crm/deal/details/42/', 42],
    ['https://example.bitrix24.com/crm/deal/details/42/?IFRAME=Y#tab', 42],
    ['https://example.bitrix24.com/crm/deal/details/42', 42],
    ['https://example.bitrix24.com/crm/contact/details/42/', null],
    ['https://example.bitrix24.com/crm/deal/details/0/', null],
    ['0', null],
    ['-1', null],
    ['4.2', null],
    ['', null],
    ['deal', null],
  ])('%s: %s', (text, id) => expect(dealIdIn(text)).toBe(id))
})

test('a contact is not taken for a deal', () => {
  expect(idIn('contact', 'https://example.bitrix24.com/crm/contact/details/7/')).toBe(7)
  expect(idIn('contact', 'https://example.bitrix24.com/crm/deal/details/7/')).toBeNull()
  expect(idIn('contact', '#7')).toBe(7)
})

test.each([
  [{ domain: 'example.bitrix24.com', isSandbox: false }, 'https://example.bitrix24.com/crm/deal/details/42/'],
  [{ domain: 'sandbox', isSandbox: true }, null],
  [{ domain: 'evil.example/#', isSandbox: false }, null],
  [{ domain: 'javascript:alert(1)//', isSandbox: false }, null],
  [null, null],
])('a deal of %j is at %s', (portal, address) => {
  expect(portalAddress(portal, 'deal', 42)).toBe(address)
})

describe('filters in the address', () => {
  test('come back as they were, and nothing else goes along', () => {
    const days = { from: '2026-08-01', to: '2026-08-21' }
    const filters = { ...noFilters, status: 'failed' as const, deal: '42', contact: '7', ...days }
    expect(filtersIn(addressQuery(filters))).toEqual(filters)
    expect(addressQuery(noFilters)).toEqual({})
  })

  test('that make no sense are left out', () => {
    const typed = {
      status: 'gone',
      trigger: ['event'],
      rule: '<img>',
      deal: '4 2',
      contact: '-7',
      from: 'yesterday',
      to: '2026-13-45',
    }
    expect(filtersIn(typed)).toEqual(noFilters)
  })

  test('of a span are counted from now, and leave days out', () => {
    const filters = filtersIn({ within: '24h', from: '2026-08-01' })
    expect(filters).toEqual({ ...noFilters, within: '24h' })
    expect(apiQuery(filters, new Date('2026-08-21T10:00:00Z'))).toEqual({ from: '2026-08-20T10:00:00.000Z' })
  })

  test('of an export are those of the list', () => {
    const filters = { ...noFilters, status: 'failed' as const, deal: '42', contact: '7' }
    expect(exportAddress(filters, 'csv')).toBe('/api/runs/export?format=csv&status=failed&dealId=42&contactId=7')
  })

  test('of days take in the last one as a whole, in the viewer’s zone', () => {
    const { from, to } = apiQuery({ ...noFilters, from: '2026-08-21', to: '2026-08-21' })
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(86_400_000)
    expect(new Date(from ?? '').getHours()).toBe(0)
  })
})

test.each([
  ['http://127.0.0.1:3000/webhooks/bitrix24', true],
  ['http://localhost/', true],
  ['http://192.168.1.5/', true],
  ['http://bindery/', true],
  ['https://bindery.example.com/webhooks/bitrix24', false],
])('%s is of this machine or network only: %s', (address, isLocal) => {
  expect(isLocalAddress(address)).toBe(isLocal)
})
