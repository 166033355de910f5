import request from 'supertest'
import { expect, test } from 'vitest'
import type { Route } from '../../src/http/route.ts'
import { routesOf } from '../../src/http/routes.ts'
import { runId } from './examples.ts'
import { apiToken, fakeDeps } from './fake-deps.ts'

const { app, deps } = fakeDeps()

/** What some have to be asked. */
const queries: Record<string, string> = {
  '/api/deals': '?quarantined=1',
  '/api/deals/search': '?q=42',
  '/api/budget/plan': '?deals=3',
}

/** What the routes that read are asked with, for there to be an answer. */
function addressOf({ path }: Route): string {
  const id = path.startsWith('/api/deals/') ? '42' : runId
  return path
    .replace('{key}', 'attach-primary')
    .replace('{version}', '3')
    .replaceAll(/\{\w+\}/g, id)
}

// The export is a file of runs without end here, with a test of its own.
const readers = routesOf(deps).filter(
  ({ method, path }) => method === 'get' && path.startsWith('/api/') && path !== '/api/runs/export',
)

test.each(readers.map((route) => [route.path, route] as const))(
  '%s answers what the document says',
  async (_, route) => {
    const answer = await request(app)
      .get(`${addressOf(route)}${queries[route.path] ?? ''}`)
      .set('Authorization', `Bearer ${apiToken}`)
    const shape = route.answers[answer.status]
    if (shape === undefined)
      return expect(Object.keys(route.refusals ?? {}), answer.text).toContain(String(answer.status))
    if (shape.schema === null || shape.contentType !== undefined) return
    // What the schema does not name is missing from what it reads.
    expect(shape.schema.parse(answer.body)).toEqual(answer.body)
  },
)
