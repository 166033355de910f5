import { describe, expect, test } from 'vitest'
import { aClient, aSandbox, aStub, errorOf } from './portals.ts'

const links = (id: number) => ({ method: 'crm.deal.contact.items.get', params: { id } })
const add = (id: number) => ({ method: 'crm.deal.contact.add', params: { id, fields: { CONTACT_ID: 5 } } })
const outcomes = (answers: Map<string, { ok: true; result: unknown } | { ok: false; error: { kind: string } }>) =>
  [...answers].map(([key, answer]) => [key, answer.ok ? answer.result : answer.error.kind])

const batchAnswer = (result: unknown, result_error: unknown, more: object = {}) => ({
  body: { result: { result, result_error, result_total: [], result_next: [], result_time: [], ...more }, time: {} },
})

describe('the maps of a batch answer', () => {
  test.each([
    {
      name: 'an empty code is a failure, as PHP writes the rest',
      answer: batchAnswer([], {
        a: { error: '', error_description: 'Not found.' },
        b: { error: 0, error_description: 'Access denied' },
      }),
      expected: [
        ['a', 'not-found'],
        ['b', 'no-permission'],
      ],
    },
    {
      name: 'false and null are results',
      answer: batchAnswer({ a: false, b: null }, []),
      expected: [
        ['a', false],
        ['b', null],
      ],
    },
    {
      name: 'a command in no map',
      answer: batchAnswer([], []),
      expected: [
        ['a', 'outcome-unknown'],
        ['b', 'outcome-unknown'],
      ],
    },
    {
      name: 'an error beside a result counts',
      answer: batchAnswer({ a: 1, b: 2 }, { a: { error: 'NOT_FOUND' } }),
      expected: [
        ['a', 'not-found'],
        ['b', 2],
      ],
    },
    {
      name: 'a refusal as a bare text',
      answer: batchAnswer({ a: 1 }, { b: 'Not found' }),
      expected: [
        ['a', 1],
        ['b', 'not-found'],
      ],
    },
    {
      name: 'a refusal of no known shape',
      answer: batchAnswer({ a: 1 }, { b: [7] }),
      expected: [
        ['a', 1],
        ['b', 'our-mistake'],
      ],
    },
    {
      name: 'no maps for null',
      answer: batchAnswer(null, null),
      expected: [
        ['a', 'outcome-unknown'],
        ['b', 'outcome-unknown'],
      ],
    },
  ])('$name', async ({ answer, expected }) => {
    const stub = await aStub(() => answer)
    expect(outcomes(await aClient(stub.webhookUrl).batch({ a: links(1), b: links(2) }))).toEqual(expected)
  })

  test('numeric keys come as arrays, with a gap as an object', async () => {
    const stub = await aStub((_request, index) =>
      index === 0
        ? batchAnswer([[], []], [])
        : batchAnswer({ 0: [] }, { 1: { error: '', error_description: 'Not found.' } }),
    )
    const client = aClient(stub.webhookUrl)
    expect(outcomes(await client.batch({ 0: links(1), 1: links(2) }))).toEqual([
      ['0', []],
      ['1', []],
    ])
    expect(outcomes(await client.batch({ 0: links(1), 1: links(2) }))).toEqual([
      ['0', []],
      ['1', 'not-found'],
    ])
  })

  test('an answer without maps: unexpected for reads, unknown for writes', async () => {
    const stub = await aStub(() => ({ body: { result: true } }))
    const client = aClient(stub.webhookUrl)
    expect((await errorOf(client.batch({ a: links(1) }))).kind).toBe('our-mistake')
    expect((await errorOf(client.batch({ a: links(1), b: add(2) }))).kind).toBe('outcome-unknown')
  })
})

describe('sending a batch', () => {
  test('commands are URLs of their own, encoded once', async () => {
    const stub = await aStub(() => batchAnswer({ a: true }, []))
    const params = { id: 1, fields: { 'K&=ü': 'a b&c=d%', list: [1, { x: 'Y' }] }, select: ['*'] }
    await aClient(stub.webhookUrl).batch({ a: { method: 'm.x', params } })
    const { cmd, halt } = JSON.parse(stub.requests[0]?.body ?? '')
    expect(halt).toBe(0)
    expect([...new URLSearchParams(cmd.a.replace('m.x?', ''))]).toEqual([
      ['id', '1'],
      ['fields[K&=ü]', 'a b&c=d%'],
      ['fields[list][0]', '1'],
      ['fields[list][1][x]', 'Y'],
      ['select[0]', '*'],
    ])
  })

  test('what a query cannot say is refused here', async () => {
    const { sandbox, client } = await aSandbox()
    for (const value of [[], {}, null, undefined, true]) {
      const command = { method: 'crm.deal.contact.items.set', params: { id: 1, items: value } }
      expect(outcomes(await client.batch({ a: command }))).toEqual([['a', 'our-mistake']])
    }
    expect((await errorOf(client.call('batch', {}))).kind).toBe('our-mistake')
    expect(sandbox.requests).toHaveLength(0)
  })

  test('holds fifty commands and no more; none cost no request', async () => {
    const { sandbox, client } = await aSandbox()
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`c${i}`, links(i + 1)]))
    expect((await client.batch(many(50))).size).toBe(50)
    expect(outcomes(await client.batch(many(51)))).toContainEqual(['c50', 'our-mistake'])
    expect((await client.batch({})).size).toBe(0)
    expect(sandbox.requests.filter((request) => !request.inBatch)).toHaveLength(2)
  })

  test('failing commands do not stop others, whatever the language', async () => {
    const { sandbox, client } = await aSandbox({ behaviour: { language: 'de' } })
    const dealId = sandbox.data.addDeal()
    const item = (id: number) => ({ method: 'crm.item.get', params: { entityTypeId: 2, id } })
    const answers = await client.batch({ gone: item(9314), links: links(dealId), lost: links(9314) })
    expect(outcomes(answers)).toEqual([
      ['gone', 'not-found'],
      ['links', []],
      ['lost', 'our-mistake'],
    ])
    const lost = answers.get('lost')
    expect(lost?.ok === false && lost.error.code).toBe('REFUSED_WITHOUT_CODE')
  })

  test.each([
    { error: '', text: 'Внутренняя ошибка', status: 200 },
    { error: '', text: 'Ошибка', status: 400 },
    { error: 'SOMETHING_NEW', text: 'Neu', status: 400 },
  ])(
    'a batch that is refused as such in words not known here ("$error", HTTP $status) is tried again',
    async ({ error, text, status }) => {
      const stub = await aStub(() => ({ status, body: { error, error_description: text } }))
      expect((await errorOf(aClient(stub.webhookUrl).batch({ a: links(1) }))).kind).toBe('transient')
      expect((await errorOf(aClient(stub.webhookUrl).batch({ a: links(1), b: add(2) }))).kind).toBe('outcome-unknown')
    },
  )

  test('a batch of reads is repeated once, one with a write never', async () => {
    const { sandbox, client } = await aSandbox()
    const dealId = sandbox.data.addDeal()
    sandbox.faults.next({ kind: 'html-502' })
    expect(outcomes(await client.batch({ a: links(dealId) }))).toEqual([['a', []]])
    for (const kind of ['html-502', 'reset-after', 'json-500'] as const) {
      sandbox.faults.next(kind === 'json-500' ? { kind, method: 'batch' } : { kind })
      expect((await errorOf(client.batch({ a: links(dealId), b: add(dealId) }))).kind).toBe('outcome-unknown')
    }
  })
})
