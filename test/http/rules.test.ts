import { describe, expect, test } from 'vitest'
import { aRecord, aRule } from './examples.ts'
import { asProgram, fakeDeps } from './fake-deps.ts'

const key = 'attach-primary'
const address = `/api/rules/${key}`
const newRule = aRule({ key: 'new-rule' })

describe('reading rules', () => {
  test('all of them', async () => {
    const answer = await asProgram(fakeDeps().app).get('/api/rules')
    expect(answer.body).toEqual({ items: [{ ...aRule(), version: 3, savedAt: expect.any(String), savedBy: 'Ada' }] })
  })

  test('one, with its version as ETag', async () => {
    const answer = await asProgram(fakeDeps().app).get(address)
    expect([answer.status, answer.headers.etag, answer.body.key]).toEqual([200, '"3"', key])
  })

  test.each([
    { tag: '"3"', status: 304 },
    { tag: 'W/"3"', status: 304 },
    { tag: '"1", "3"', status: 304 },
    { tag: '*', status: 304 },
    { tag: '"2"', status: 200 },
    { tag: '3', status: 304 },
  ])('one that the reader has as $tag: $status', async ({ tag, status }) => {
    const answer = await asProgram(fakeDeps().app).get(address).set('If-None-Match', tag)
    expect(answer.status).toBe(status)
  })

  test.each([
    '/api/rules/nothing',
    '/api/rules/NOT-A-KEY',
    '/api/rules/nothing/versions',
    `/api/rules/${'x'.repeat(65)}`,
  ])('none at %s', async (missing) => {
    const answer = await asProgram(fakeDeps().app).get(missing)
    expect([answer.status, answer.body.error.code]).toEqual([404, 'not_found'])
  })

  test('its versions', async () => {
    const answer = await asProgram(fakeDeps().app).get(`${address}/versions`)
    expect(answer.body).toEqual({ items: [{ ...aRecord(), version: 3, note: null, changes: [] }] })
  })
})

describe('saving a rule', () => {
  test('a new one', async () => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).put('/api/rules/new-rule').query({ note: ' why ' }).send(newRule)
    expect([answer.status, answer.headers.location, answer.headers.etag]).toEqual([201, '/api/rules/new-rule', '"1"'])
    expect(answer.body).toMatchObject({ ...newRule, version: 1, savedBy: 'Ada' })
    expect(seen.saved).toMatchObject([
      { rule: newRule, savedBy: 'Ada', note: 'why', expectedVersion: null, onlyIfAbsent: false },
    ])
  })

  test('a changed one', async () => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app)
      .put(address)
      .set('If-Match', '"3"')
      .send(aRule({ name: 'Other' }))
    expect([answer.status, answer.headers.etag, answer.body.name]).toEqual([200, '"4"', 'Other'])
    expect(seen.saved[0]).toMatchObject({ expectedVersion: 3, onlyIfAbsent: false, note: null })
  })

  test('one as it was read, with the words of its record', async () => {
    const { app, seen } = fakeDeps()
    const read = await asProgram(app).get(address)
    const answer = await asProgram(app)
      .put(address)
      .send({ ...read.body, priority: 200 })
    expect(answer.status).toBe(200)
    expect(seen.saved[0]?.rule).toEqual(aRule({ priority: 200 }))
  })

  test.each([
    { name: 'the present version', headers: { 'If-Match': '"3"' }, status: 200 },
    { name: 'one of several', headers: { 'If-Match': '"1" ,"3",  "x"' }, status: 200 },
    { name: 'any', headers: { 'If-Match': '*' }, status: 200 },
    { name: 'another version is absent', headers: { 'If-None-Match': '"2"' }, status: 200 },
    { name: 'an old version', headers: { 'If-Match': '"2"' }, status: 412 },
    { name: 'this version, made weak on the way', headers: { 'If-Match': 'W/"3"' }, status: 200 },
    { name: 'none exists', headers: { 'If-None-Match': '*' }, status: 412 },
    { name: 'this version is absent', headers: { 'If-None-Match': 'W/"3"' }, status: 412 },
    { name: 'both of two that exclude each other', headers: { 'If-Match': '"3"', 'If-None-Match': '*' }, status: 412 },
    { name: 'this version, as people type it', headers: { 'If-Match': '3' }, status: 200 },
    { name: 'an old version, as people type it', headers: { 'If-Match': '2' }, status: 412 },
    { name: 'a word', headers: { 'If-Match': 'three' }, status: 400 },
    { name: 'an open quote', headers: { 'If-Match': '"3' }, status: 400 },
    { name: 'a list with a star', headers: { 'If-Match': '"3", *' }, status: 400 },
    { name: 'a list that ends in a comma', headers: { 'If-Match': '"3",' }, status: 400 },
    { name: 'a list without commas', headers: { 'If-Match': '"3" "4"' }, status: 400 },
    { name: 'nothing', headers: { 'If-Match': '' }, status: 400 },
  ])('on condition of $name: $status', async ({ headers, status }) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app)
      .put(address)
      .set(headers)
      .send(aRule({ priority: 7 }))
    expect(answer.status).toBe(status)
    if (status !== 200) expect(seen.saved).toEqual([])
    if (status === 412) {
      expect(answer.body.error).toMatchObject({ code: 'precondition_failed', details: { currentVersion: 3 } })
    }
  })

  test.each([
    { name: 'create only', headers: { 'If-None-Match': '*' }, status: 201 },
    { name: 'any present one', headers: { 'If-Match': '*' }, status: 412 },
    { name: 'a version', headers: { 'If-Match': '"1"' }, status: 412 },
  ])('that does not exist, on condition of $name: $status', async ({ headers, status }) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).put('/api/rules/new-rule').set(headers).send(newRule)
    expect(answer.status).toBe(status)
    if (status === 201) expect(seen.saved[0]).toMatchObject({ expectedVersion: null, onlyIfAbsent: true })
    else expect(answer.body.error.details).toEqual({ currentVersion: null })
  })

  test('is refused when someone else was quicker between the look and the write', async () => {
    const { app } = fakeDeps({ saveRule: async () => ({ status: 'conflict', currentVersion: 4 }) })
    const answer = await asProgram(app).put(address).set('If-Match', '"3"').send(aRule())
    expect([answer.status, answer.body.error.details]).toEqual([412, { currentVersion: 4 }])
  })

  test.each([
    { name: 'another key', document: newRule, paths: ['/key'] },
    { name: 'no key', document: { ...aRule(), key: undefined }, paths: ['/key'] },
    { name: 'an unknown property', document: { ...aRule(), owner: 'x' }, paths: ['/owner'] },
    {
      name: 'several faults at once',
      document: { ...aRule(), mode: 'on', priority: 0, actions: [] },
      paths: ['/actions', '/mode', '/priority'],
    },
    { name: 'a list', document: [], paths: [''] },
    { name: 'another key and a fault', document: { ...newRule, priority: 0 }, paths: ['/key', '/priority'] },
  ])('is refused with $name, every fault told', async ({ document, paths }) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).put(address).send(document)
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_rule'])
    expect(answer.body.error.details.map((fault: { path: string }) => fault.path).toSorted()).toEqual(paths)
    expect(seen.saved).toEqual([])
  })

  test('is refused under an address that is no key', async () => {
    const answer = await asProgram(fakeDeps().app)
      .put('/api/rules/Bad_Key')
      .send(aRule({ key: 'Bad_Key' }))
    expect([answer.status, answer.body.error.code]).toEqual([422, 'invalid_rule'])
  })

  test.each([{ note: 'x'.repeat(501) }, { note: 'a\0b' }, { other: '1' }])(
    'is refused with the query %j',
    async (query) => {
      const answer = await asProgram(fakeDeps().app).put(address).query(query).send(aRule())
      expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    },
  )
})

describe('deleting a rule', () => {
  test.each([
    { name: 'whatever version', to: address, headers: {}, status: 204 },
    { name: 'the present version', to: address, headers: { 'If-Match': '"3"' }, status: 204 },
    { name: 'an old version', to: address, headers: { 'If-Match': '"2"' }, status: 412 },
    { name: 'a malformed version', to: address, headers: { 'If-Match': 'three' }, status: 400 },
    { name: 'one that is not there', to: '/api/rules/nothing', headers: {}, status: 404 },
    { name: 'no key', to: '/api/rules/NO', headers: {}, status: 404 },
  ])('$name: $status', async ({ to, headers, status }) => {
    const { app, seen } = fakeDeps()
    const answer = await asProgram(app).delete(to).set(headers)
    expect(answer.status).toBe(status)
    expect(seen.other).toHaveLength(status === 204 ? 1 : 0)
  })

  test('passes the version on, so that the store can compare again', async () => {
    const { app, seen } = fakeDeps()
    await asProgram(app).delete(address).set('If-Match', '*')
    expect(seen.other).toMatchObject([{ key, deletedBy: 'Ada', expectedVersion: 3 }])
  })

  test('a lost race is told as such', async () => {
    const { app } = fakeDeps({ deleteRule: async () => ({ status: 'conflict', currentVersion: 4 }) })
    const answer = await asProgram(app).delete(address).set('If-Match', '"3"')
    expect([answer.status, answer.body.error.details]).toEqual([412, { currentVersion: 4 }])
  })
})

describe('checking a rule', () => {
  test.each([
    { name: 'a good rule', document: aRule(), valid: true },
    { name: 'a wrong rule', document: { key: 'x' }, valid: false },
    { name: 'a list', document: [1], valid: false },
    { name: 'null', document: null, valid: false },
    { name: 'a text', document: 'rule', valid: false },
  ])('$name is always answered', async ({ document, valid }) => {
    const answer = await asProgram(fakeDeps().app)
      .post('/api/rules/validate')
      .type('json')
      .send(JSON.stringify(document))
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ valid, errors: expect.any(Array), warnings: expect.any(Array) })
    expect(answer.body.errors.length > 0).toBe(!valid)
  })

  test('a rule may have the key "validate"', async () => {
    const { app } = fakeDeps()
    expect(
      (
        await asProgram(app)
          .put('/api/rules/validate')
          .send(aRule({ key: 'validate' }))
      ).status,
    ).toBe(201)
    expect((await asProgram(app).get('/api/rules/validate')).body.key).toBe('validate')
  })
})
