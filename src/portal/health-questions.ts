import { z } from 'zod'
import type { Question } from './ask.ts'
import { Id, listOf } from './link-rows.ts'
import { dealContactMethods } from './methods.ts'

/** Empty for an owner who is not active. Source: Bitrix24 REST docs, `api-reference/common/users/profile`, read 2026-08-21. */
const profile: Question<{ id: number; isAdmin: boolean } | null> = {
  method: 'profile',
  params: {},
  answer: z.union([
    z
      .object({ ID: Id, ADMIN: z.boolean().optional() })
      .transform((user) => ({ id: user.ID, isAdmin: user.ADMIN === true })),
    z
      .array(z.unknown())
      .length(0)
      .transform(() => null),
    z.strictObject({}).transform(() => null),
  ]),
}

const rows = (entityTypeId: number): Question<number> => ({
  method: 'crm.item.list',
  params: { entityTypeId, select: ['id'], order: { id: 'ASC' }, start: -1, useOriginalUfNames: 'Y' },
  answer: z.object({ items: listOf(z.unknown()) }).transform(({ items }) => items.length),
})

const instant = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((time) => !Number.isNaN(time), 'is not a time')

/** All without effect. Source: Bitrix24 REST docs, `api-reference/common/system`, read 2026-08-21. */
export const healthQuestions = {
  profile,
  scope: { method: 'scope', params: {}, answer: listOf(z.string()) },
  linkFields: {
    method: 'crm.deal.contact.fields',
    params: {},
    answer: z.record(z.string(), z.unknown()).transform((fields) => Object.keys(fields)),
  },
  deals: rows(2),
  contacts: rows(3),
  companies: rows(4),
  serverTime: { method: 'server.time', params: {}, answer: instant },
} satisfies Record<string, Question<unknown>>

const methodAnswer = z.object({ isExisting: z.boolean(), isAvailable: z.boolean() })

/** Names in lower case. Source: Bitrix24 REST docs, `api-reference/common/system/method-get`, read 2026-08-21. */
export const methodQuestions: Record<
  string,
  Question<{ isExisting: boolean; isAvailable: boolean }> & { params: { name: string } }
> = Object.fromEntries(
  dealContactMethods.map((name) => [
    `method_${name}`,
    { method: 'method.get', params: { name }, answer: methodAnswer },
  ]),
)
