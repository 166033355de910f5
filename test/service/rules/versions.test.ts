import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RuleChangeShape, RuleVersionShape } from '../../../src/http/schemas/rule.ts'
import { databaseKinds } from '../../support/databases.ts'
import { aRule, aService, type RunningService } from '../../support/service.ts'

const Versions = z.object({ items: z.array(RuleVersionShape) })
const Difference = z.object({ changes: z.array(RuleChangeShape) })
const Saved = z.looseObject({ version: z.number(), priority: z.number(), warnings: z.array(z.unknown()) })

describe.each(databaseKinds)('versions of a rule, on %s', (database) => {
  let service: RunningService
  beforeAll(async () => {
    service = await aService({ database })
    for (const [priority, note] of [
      [100, 'first'],
      [200, 'sooner'],
      [300, ''],
    ] as const) {
      const path = `/api/rules/versioned?note=${note}`
      expect((await service.api('PUT', path, aRule({ key: 'versioned', priority }))).status).toBeLessThan(300)
    }
  })
  afterAll(() => service.close())

  const versions = async () => Versions.parse((await service.api('GET', '/api/rules/versioned/versions')).body).items
  const send = (path: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(`${service.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${service.apiToken}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })

  test('each has its note and what it changed', async () => {
    expect((await versions()).map(({ version, note, changes }) => ({ version, note, changes }))).toEqual([
      { version: 3, note: null, changes: ['Priority: 200 became 300.'] },
      { version: 2, note: 'sooner', changes: ['Priority: 100 became 200.'] },
      { version: 1, note: 'first', changes: [] },
    ])
  })

  test('any two can be compared, in both directions', async () => {
    const between = async (path: string) =>
      Difference.parse((await service.api('GET', `/api/rules/versioned/versions/${path}`)).body).changes
    expect(await between('1/diff/3')).toEqual([
      { path: '/priority', kind: 'changed', before: 100, after: 300, sentence: 'Priority: 100 became 300.' },
    ])
    expect(await between('3/diff/1')).toMatchObject([{ before: 300, after: 100 }])
    expect(await between('2/diff/2')).toEqual([])
    for (const missing of ['versioned/versions/1/diff/99', 'versioned/versions/x/diff/1', 'none/versions/1/diff/2']) {
      expect((await service.api('GET', `/api/rules/${missing}`)).status, missing).toBe(404)
    }
  })

  test('an earlier one is brought back as a new version, unless someone was quicker', async () => {
    const late = await send('/api/rules/versioned/restore', { version: 1 }, { 'if-match': '"2"' })
    expect(late.status).toBe(412)
    expect(await late.json()).toMatchObject({ error: { details: { currentVersion: 3 } } })
    const restored = await send('/api/rules/versioned/restore', { version: 1 }, { 'if-match': '"3"' })
    expect([restored.status, restored.headers.get('etag')]).toEqual([200, '"4"'])
    expect(Saved.parse(await restored.json())).toMatchObject({ version: 4, priority: 100 })
    expect((await versions())[0]).toMatchObject({ version: 4, note: 'version 1 restored' })
    const again = await send('/api/rules/versioned/restore', { version: 1 })
    expect([again.status, again.headers.get('etag')], 'the same again is no new version').toEqual([200, '"4"'])
  })

  test('of two who edit the same version one saves, and the other loses nothing but time', async () => {
    const edit = (name: string) =>
      send('/api/rules/edited', aRule({ key: 'edited', name }), { 'if-match': '"1"' }, 'PUT')
    await service.api('PUT', '/api/rules/edited', aRule({ key: 'edited', name: 'One' }))
    const answers = await Promise.all(['Hers', 'His'].map(edit))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const late = answers.find(({ status }) => status === 412)
    expect(await late?.json()).toMatchObject({ error: { details: { currentVersion: 2 } } })
    const erase = await send('/api/rules/edited', undefined, { 'if-match': '"1"' }, 'DELETE')
    expect(erase.status).toBe(412)
    expect(await service.api('GET', '/api/rules/edited')).toMatchObject({
      body: { version: 2, name: answers[0]?.status === 200 ? 'Hers' : 'His' },
    })
  })

  test('a run names the version that it used, and that version stays, whatever comes after', async () => {
    const rule = (name: string) => aRule({ key: 'used', name, on: ['ONNOTHING'], actions: [{ type: 'clear' }] })
    await service.api('PUT', '/api/rules/used', rule('Then'))
    const { id } = await service.runNow(service.sandbox.data.addDeal())
    await service.api('PUT', '/api/rules/used', rule('Now'))
    await service.api('DELETE', '/api/rules/used')
    const { body: run } = await service.api('GET', `/api/runs/${id}`)
    expect(run).toMatchObject({ rules: expect.arrayContaining([expect.objectContaining({ key: 'used', version: 1 })]) })
    const { body: kept } = await service.api('GET', '/api/rules/used/versions')
    expect(kept).toMatchObject({ items: [{ version: 2 }, { version: 1, rule: { name: 'Then' } }] })
  })

  test('a deleted rule comes back', async () => {
    expect((await service.api('DELETE', '/api/rules/versioned')).status).toBe(204)
    const gone = await send('/api/rules/versioned/restore', { version: 2 }, { 'if-match': '*' })
    expect(gone.status, 'there is no present version to match').toBe(412)
    const back = await send('/api/rules/versioned/restore', { version: 2, note: 'it was needed' })
    expect(back.status).toBe(201)
    expect((await versions())[0]).toMatchObject({ version: 5, note: 'it was needed' })
  })

  test.each([
    { name: 'a version that never was', key: 'versioned', body: { version: 99 }, status: 404 },
    { name: 'a rule that never was', key: 'nobody', body: { version: 1 }, status: 404 },
    { name: 'no version', key: 'versioned', body: {}, status: 400 },
    { name: 'version 0', key: 'versioned', body: { version: 0 }, status: 400 },
    { name: 'more than that', key: 'versioned', body: { version: 1, rule: {} }, status: 400 },
  ])('$name cannot be brought back: $status', async ({ key, body, status }) => {
    expect((await send(`/api/rules/${key}/restore`, body)).status).toBe(status)
  })
})
