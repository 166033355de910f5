import { z } from 'zod'
import { openapiOf } from '../openapi.ts'
import { type Route, route } from '../route.ts'

/** Describes all other routes and itself; made once, at the first call. */
export function openapiRoute(others: readonly Route[], service: { version: string; publicUrl: string }): Route {
  let document: Record<string, unknown> | undefined
  const self: Route = route({
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document',
    access: 'public',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.record(z.string(), z.unknown()) } },
    handle() {
      document ??= openapiOf([...others, self], service)
      return { status: 200, body: document }
    },
  })
  return self
}
