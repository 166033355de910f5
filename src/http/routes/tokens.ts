import { z } from 'zod'
import { withinReach } from '../../core/deal/iso-moment.ts'
import { Role } from '../../core/people/person.ts'
import type { ApiToken, ListedToken } from '../../core/turns/store.ts'
import type { Caller } from '../credentials.ts'
import { jsonBody } from '../json-body.ts'
import { notFound } from '../refusal.ts'
import { type Route, route } from '../route.ts'
import { ListedSession, listed } from '../schemas/person.ts'

/** What may be told of a token. Answers pass through it, so that a stored hash cannot slip out with a wider record. */
export const TokenShape = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['api', 'sign-in']).describe('sign-in: the one-time link of a start.'),
    role: Role,
    createdBy: z.string().nullable(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'Token' }) satisfies z.ZodType<ApiToken>

const ListedTokenShape = z
  .object({
    ...TokenShape.shape,
    session: ListedSession.nullable().describe(
      'Of whoever used this sign-in link, while it is in force: deleting the link ends it.',
    ),
  })
  .meta({ id: 'ListedToken' })

/** A token with what the program sends, which is shown this once. */
export const NewToken = z.object({ ...TokenShape.shape, secret: z.string() })

/** What whoever makes a token says of it, but for its role. */
export const wishes = {
  name: z.string().trim().min(1, 'a name is needed').max(100, 'at most 100 characters'),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'a time as ISO 8601 has it, such as 2027-01-31T00:00:00Z' })
    .transform((text) => withinReach(new Date(text)).toISOString())
    .nullable()
    .default(null)
    .describe('Null: never.'),
}

export type TokensDeps = {
  tokens: {
    /** All there are, or those that one user made. */
    list(madeBy?: string): Promise<ListedToken[]>
    /** `secret` is what the program sends; it is not kept and cannot be shown again. */
    create(request: {
      name: string
      role: Role
      expiresAt: string | null
      caller: Caller
    }): Promise<{ token: ApiToken; secret: string }>
    /** `madeBy`: only if that user made it. */
    revoke(request: { id: string; caller: Caller; madeBy?: string }): Promise<'revoked' | 'absent'>
  }
}

export function tokensRoutes({ tokens }: TokensDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/tokens',
      summary: 'API tokens and sign-in links, without their secrets',
      access: 'administrator',
      answers: { 200: { description: 'The tokens.', schema: z.object({ items: z.array(ListedTokenShape) }) } },
      async handle({ caller: { sessionId } }) {
        const items = (await tokens.list()).map(({ session, ...one }) => {
          return { ...TokenShape.parse(one), session: session && listed(session, sessionId) }
        })
        return { status: 200, body: { items } }
      },
    }),
    route({
      method: 'post',
      path: '/api/tokens',
      summary: 'Create an API token',
      access: 'administrator',
      body: {
        format: jsonBody,
        schema: z.strictObject({
          ...wishes,
          role: Role.default('administrator'),
        }),
      },
      answers: { 201: { description: 'The token, with its secret this once.', schema: NewToken } },
      async handle({ body, caller }) {
        const { token, secret } = await tokens.create({ ...body, caller })
        return { status: 201, body: { ...TokenShape.parse(token), secret } }
      },
    }),
    route({
      method: 'delete',
      path: '/api/tokens/{id}',
      summary: 'Revoke a token or sign-in link, or end the session of whoever used the link',
      access: 'administrator',
      params: z.object({ id: z.guid() }),
      answers: { 204: { description: 'Revoked, or ended.', schema: null } },
      refusals: { 404: 'There is no such token, or nothing of it is in force any more.' },
      async handle({ params: { id }, caller }) {
        const outcome = await tokens.revoke({ id, caller })
        if (outcome === 'absent') throw notFound('There is no such token.')
        return { status: 204 }
      },
    }),
  ]
}
