import { z } from 'zod'
import { isAtLeast, Role } from '../../../core/people/person.ts'
import type { Caller } from '../../credentials.ts'
import { jsonBody } from '../../json-body.ts'
import { badRequest, notFound } from '../../refusal.ts'
import { type Route, route } from '../../route.ts'
import { NewToken, TokenShape, type TokensDeps, wishes } from '../tokens.ts'
import { noAccount } from './refusals.ts'

const refusals = { 409: 'The caller has no account.' }

/** API tokens that people make for programs of their own: they may at most what their maker may. */
export function myTokensRoutes({ tokens }: TokensDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me/tokens',
      summary: 'API tokens that I made, without their secrets',
      access: 'viewer',
      answers: { 200: { description: 'Newest first.', schema: z.object({ items: z.array(TokenShape) }) } },
      refusals,
      async handle({ caller }) {
        const items = await tokens.list(accountOf(caller))
        return { status: 200, body: { items: items.map((one) => TokenShape.parse(one)) } }
      },
    }),
    route({
      method: 'post',
      path: '/api/me/tokens',
      summary: 'Create an API token that may at most what I may',
      access: 'viewer',
      body: { format: jsonBody, schema: z.strictObject({ ...wishes, role: Role.default('viewer') }) },
      answers: { 201: { description: 'The token, with its secret this once.', schema: NewToken } },
      refusals: { ...refusals, 400: 'The request is malformed, or the role is above the caller’s own.' },
      async handle({ body, caller }) {
        accountOf(caller)
        if (!isAtLeast(caller.role, body.role)) {
          throw badRequest([{ path: '/role', message: `above your own, which is ${caller.role}` }])
        }
        const { token, secret } = await tokens.create({ ...body, caller })
        return { status: 201, body: { ...TokenShape.parse(token), secret } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/me/tokens/{id}',
      summary: 'Revoke a token that I made',
      access: 'viewer',
      params: z.object({ id: z.guid() }),
      answers: { 204: { description: 'Revoked.', schema: null } },
      refusals: { ...refusals, 404: 'I made no such token, or it is revoked.' },
      async handle({ params: { id }, caller }) {
        const outcome = await tokens.revoke({ id, caller, madeBy: accountOf(caller) })
        if (outcome === 'absent') throw notFound('You made no such token, or it is revoked already.')
        return { status: 204 }
      },
    }),
  ]
}

function accountOf({ kind, id }: Caller): string {
  if (kind !== 'user' || id === null) throw noAccount()
  return id
}
