import request from 'supertest'
import { expect, test } from 'vitest'
import { expressPath } from '../../src/http/mount.ts'
import { routesOf } from '../../src/http/routes.ts'
import { fakeDeps } from './fake-deps.ts'

type Json = { [name: string]: Json }

const { app, deps } = fakeDeps()
const document: Json = (await request(app).get('/api/openapi.json')).body
const routes = routesOf(deps)

/** Every object of the document, with the path that leads to it. */
function* objectsOf(value: unknown, path = '#'): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [path, value as Json]
  for (const [key, child] of Object.entries(value)) yield* objectsOf(child, `${path}/${key}`)
}

test('the document says which OpenAPI it is and needs no credential', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Bindery', version: '0.1.0' } })
  expect(document.servers).toEqual([{ url: 'http://bindery.example' }])
})

test.each([
  'get /api/rules',
  'get /api/rules/{key}',
  'put /api/rules/{key}',
  'delete /api/rules/{key}',
  'get /api/rules/{key}/versions',
  'post /api/rules/{key}/restore',
  'post /api/rules/validate',
  'post /api/preview',
  'get /api/runs',
  'get /api/runs/{id}',
  'get /api/events',
  'get /api/deals/{id}',
  'post /api/deals/{id}/run',
  'get /api/status',
  'get /api/tokens',
  'post /api/tokens',
  'delete /api/tokens/{id}',
  'get /api/openapi.json',
  'post /webhooks/bitrix24',
  'get /healthz',
  'get /readyz',
  'get /metrics',
])('%s is in the document, and answers', async (row) => {
  const [method = '', path = ''] = row.split(' ')
  expect(document.paths?.[path]?.[method]).toMatchObject({ summary: expect.any(String), responses: {} })
  const answer = await request(app)[method as 'get'](path.replace('{key}', 'attach-primary').replace('{id}', '42'))
  expect(answer.status, 'neither unknown nor an unknown method').not.toSatisfy(
    (status) => status === 404 || status === 405,
  )
})

test('Express serves the table and nothing else', () => {
  const served = app.router.stack.flatMap(({ route }) =>
    route ? route.stack.map((layer) => `${layer.method ?? 'all'} ${route.path}`) : [],
  )
  const table = routes.map((route) => `${route.method} ${expressPath(route.path)}`)
  expect(new Set(served.filter((row) => !row.startsWith('all ')))).toEqual(new Set(table))
  expect(new Set(table).size).toBe(table.length)
})

test('the document holds the table, but for pages', () => {
  const described = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  const table = routes.filter((route) => !route.isPage).map((route) => `${route.method} ${route.path}`)
  expect(described.toSorted()).toEqual(table.toSorted())
})

test('every reference leads to a schema', () => {
  const references = [...objectsOf(document)].flatMap(([path, node]) =>
    typeof node.$ref === 'string' ? [{ path, reference: String(node.$ref) }] : [],
  )
  expect(references.length).toBeGreaterThan(20)
  for (const { path, reference } of references) {
    const [, name] = /^#\/components\/schemas\/([A-Za-z0-9._-]+)$/.exec(reference) ?? []
    expect(document.components?.schemas, `${path} names ${reference}`).toHaveProperty([name ?? ''])
  }
})

test('nothing of the making is left in it', () => {
  for (const [path, node] of objectsOf(document)) {
    for (const key of ['slot', '$defs', '$schema', '$id', 'id']) {
      if (path.endsWith('/properties')) continue
      expect(node, path).not.toHaveProperty([key])
    }
  }
})

test('every operation has its own name, declares its path parameters and says how it may fail', () => {
  const names = new Set<string>()
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const operation of Object.values(methods)) {
      names.add(String(operation.operationId))
      const declared = Object.values(operation.parameters ?? {}).filter((parameter) => String(parameter.in) === 'path')
      expect(declared.map((parameter) => `{${parameter.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
      const isPublic = Array.isArray(operation.security) && operation.security.length === 0
      if (path.startsWith('/api/') && !isPublic) expect(operation.responses).toHaveProperty('401')
    }
  }
  expect(names.size).toBe(routes.filter((route) => !route.isPage).length)
})

test('query parameters are told as what they stand for', () => {
  const parameters = Object.values(document.paths?.['/api/runs']?.get?.parameters ?? {})
  const schemaOf = (name: string) => parameters.find((parameter) => String(parameter.name) === name)?.schema
  expect(schemaOf('limit')).toMatchObject({ type: 'integer', minimum: 1, maximum: 1000, default: 50 })
  expect(schemaOf('from')).toEqual({ type: 'string', format: 'date-time' })
  expect(schemaOf('status')).toMatchObject({ enum: expect.arrayContaining(['applied']) })
})
