import { createConfig, lintFromString } from '@redocly/openapi-core'
import request from 'supertest'
import { expect, test } from 'vitest'
import { fakeDeps } from './fake-deps.ts'

async function problemsOf(document: unknown): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended'],
    // What anybody may ask and nobody can ask wrongly refuses nothing; openapi.test.ts looks at how all others may fail.
    rules: { 'operation-4xx-response': 'off' },
  })
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config })
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)
}

test('the whole document is OpenAPI 3.1 as an independent checker reads it', async () => {
  const { body } = await request(fakeDeps().app).get('/api/openapi.json')
  expect(await problemsOf(body)).toEqual([])
  const { get } = body.paths['/api/rules']
  const broken = { ...body, paths: { ...body.paths, '/api/roules': { get, fetch: get } } }
  expect(await problemsOf(broken), 'what is wrong is seen').toEqual(
    expect.arrayContaining([expect.stringContaining('fetch'), expect.stringMatching(/^operation-operationId-unique/)]),
  )
})
