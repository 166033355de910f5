import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEventBody } from '../../src/portal/event.ts'
import { startSandbox } from '../../src/sandbox/portal.ts'
import { tries } from '../support/tries.ts'

const token = 'T0kenOfTheTest'
const tail = `&ts=1788091502&auth[domain]=acme.bitrix24.com&auth[member_id]=0001&auth[application_token]=${token}`
const body = (event: string, id: string) => `event=${event}&data[FIELDS][ID]=${id}${tail}`
const eventOf = (text: string) => {
  const parsed = parseEventBody(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.event
}

describe('a body as the portal posts it', () => {
  const expected = {
    event: 'ONCRMDEALUPDATE',
    dealId: 9314,
    aboutId: null,
    memberId: '0001',
    domain: 'acme.bitrix24.com',
    token,
    ts: 1788091502,
  }

  test.each([
    { name: 'brackets literal', text: body('ONCRMDEALUPDATE', '9314') },
    { name: 'brackets encoded', text: body('ONCRMDEALUPDATE', '9314').replaceAll('[', '%5B').replaceAll(']', '%5d') },
    { name: 'the event in lower case', text: body('onCrmDealUpdate', '9314') },
    { name: 'unknown fields', text: `${body('ONCRMDEALUPDATE', '9314')}&event_handler_id=338&x[y][z]=1` },
    { name: 'the prototype as a field', text: `${body('ONCRMDEALUPDATE', '9314')}&__proto__=1&__proto__[event]=2` },
  ])('$name', ({ text }) => {
    expect(eventOf(text)).toEqual(expected)
    expect({}).not.toHaveProperty('event')
  })

  test.each([
    {
      name: 'no deal',
      text: body('ONCRMCONTACTUPDATE', '7'),
      event: { event: 'ONCRMCONTACTUPDATE', dealId: null, aboutId: 7 },
    },
    { name: 'a company without an id', text: body('ONCRMCOMPANYUPDATE', '0'), event: { dealId: null, aboutId: null } },
    { name: 'a custom field', text: body('ONCRMDEALUSERFIELDADD', '7'), event: { dealId: null } },
    { name: 'a recurring template', text: body('ONCRMDEALRECURRINGADD', '7'), event: { dealId: null } },
    {
      name: 'no fields at all',
      text: 'event=ONAPPTEST',
      event: { dealId: null, token: null, memberId: null, ts: null },
    },
    { name: 'the largest id', text: body('ONCRMDEALADD', '9007199254740991'), event: { dealId: 9007199254740991 } },
    { name: 'a time that is none', text: 'event=ONX&ts=soon', event: { ts: null } },
    { name: 'an empty member', text: 'event=ONX&auth[member_id]=', event: { memberId: null } },
    {
      name: 'a funnel move',
      text: `${body('ONCRMDEALMOVETOCATEGORY', '9')}&data[FIELDS][STAGE_ID]=C4%3ANEW`,
      event: { dealId: 9 },
    },
  ])('an event about $name', ({ text, event }) => {
    expect(eventOf(text)).toMatchObject(event)
  })

  test('what the sandbox posts', async () => {
    const bodies: string[] = []
    const { createServer } = await import('node:http')
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      bodies.push(text)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const sandbox = await startSandbox({ seed: 'empty', handlerUrl: `http://127.0.0.1:${port}/` })
    try {
      await sandbox.sendEvent('ONCRMDEALUPDATE', 9314)
      expect(eventOf(bodies[0] ?? '')).toMatchObject({
        event: 'ONCRMDEALUPDATE',
        dealId: 9314,
        token: sandbox.applicationToken,
        memberId: sandbox.memberId,
      })
    } finally {
      await sandbox.close()
      server.close()
      server.closeAllConnections()
    }
  })
})

test.each([
  { name: 'nothing', text: '' },
  { name: 'no event', text: `data[FIELDS][ID]=1${tail}` },
  { name: 'an empty event', text: body('', '1') },
  { name: 'not an event name', text: body('CRMDEALUPDATE', '1') },
  { name: 'an event name with odd characters', text: body('ONCRM-DEAL', '1') },
  { name: 'an event name without end', text: body(`ON${'A'.repeat(63)}`, '1') },
  { name: 'JSON', text: '{"event":"ONCRMDEALUPDATE"}' },
  { name: 'no id', text: `event=ONCRMDEALUPDATE${tail}` },
  ...[
    '',
    '0',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    '01',
    ' 1',
    '1 ',
    '1\n',
    '١',
    '9007199254740992',
    '99999999999999999',
  ].map((id) => ({ name: `the id ${JSON.stringify(id)}`, text: body('ONCRMDEALUPDATE', encodeURIComponent(id)) })),
  { name: 'a repeated field', text: `${body('ONCRMDEALUPDATE', '1')}&ts=1` },
  { name: 'a field repeated in the other writing', text: `${body('ONCRMDEALUPDATE', '1')}&data%5BFIELDS%5D%5BID%5D=2` },
  { name: 'nine levels', text: `${body('ONCRMDEALUPDATE', '1')}&a[b][c][d][e][f][g][h][i]=1` },
  { name: 'an open bracket', text: `${body('ONCRMDEALUPDATE', '1')}&a[b=1` },
  { name: 'a field without name', text: `${body('ONCRMDEALUPDATE', '1')}&=1` },
  {
    name: 'too many fields',
    text: `${body('ONCRMDEALUPDATE', '1')}&${Array.from({ length: 1000 }, (_, i) => `f${i}=`).join('&')}`,
  },
  { name: 'a broken percent sequence', text: `${body('ONCRMDEALUPDATE', '1')}&x=%zz` },
  { name: 'a percent sequence that is no UTF-8', text: `${body('ONCRMDEALUPDATE', '1')}&x=%c3%28` },
  { name: 'bytes that were no UTF-8', text: `${body('ONCRMDEALUPDATE', '1')}&x=\ufffd` },
  { name: 'NUL in what is stored', text: 'event=ONX&auth[member_id]=a%00b' },
])('refused: $name', ({ text }) => {
  const parsed = parseEventBody(text)
  expect(parsed.ok).toBe(false)
  expect(parsed.ok === false && parsed.message).not.toContain(token)
})

test('whatever comes, it is parsed or refused, never thrown, and no prototype changes', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'event',
      'data[FIELDS][ID]',
      'ts',
      'auth[application_token]',
      '__proto__',
      'constructor[prototype][x]',
    ),
    fc.string(),
  )
  const pairs = fc
    .array(fc.tuple(name, fc.oneof(fc.constantFrom('ONCRMDEALUPDATE', '1', '0'), fc.string())), { maxLength: 8 })
    .map((list) => list.map(([key, value]) => `${key}=${value}`).join('&'))
  const encoded = fc
    .array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 8 })
    .map((list) => new URLSearchParams(list).toString())
  fc.assert(
    fc.property(fc.oneof(pairs, encoded, fc.string({ unit: 'binary' })), (text) => {
      const before = Object.getOwnPropertyNames(Object.prototype).length
      const parsed = parseEventBody(text)
      expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before)
      if (!parsed.ok) {
        expect(parsed.message).not.toBe('')
        return
      }
      expect(parsed.event.event).toMatch(/^ON[A-Z0-9_]{1,62}$/)
      if (parsed.event.dealId !== null) expect(Number.isSafeInteger(parsed.event.dealId)).toBe(true)
    }),
    tries(2_000),
  )
})
