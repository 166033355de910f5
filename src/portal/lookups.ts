import { z } from 'zod'
import type { DealFound, PortalUser } from '../core/deal/portal-metadata.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import { type Question, understand } from './ask.ts'
import { type Carrier, parcelOf } from './carrier.ts'
import type { PortalClient } from './client.ts'
import { Id, Integer, listOf } from './link-rows.ts'

/** What people pick from while they write rules. All of it throws `PortalError`. */
export type Lookups = {
  /** Deals whose title holds the text, newest first, after the one that has it as its id; a few. */
  findDeals(text: string): Promise<DealFound[]>
  /** The portal's active users by name; null where the webhook may not read them. */
  users(): Promise<PortalUser[] | null>
}

const dealTypeId = 2
/** Source: Bitrix24 REST docs, `how-to-call-rest-api/list-methods-pecularities`, read 2026-08-21. */
const pageSize = 50
/** More people than this are not listed: they are picked by their id. */
const mostUserPages = 10
const mostDeals = 20

export function createLookups(client: PortalClient, carrier: Carrier): Lookups {
  async function answers<Answer>(questions: readonly Question<Answer>[]): Promise<Answer[]> {
    const told = await carrier.carry(parcelOf(questions))
    return questions.map((question, index) => understand(client, question, told[index]))
  }

  return {
    async findDeals(text) {
      const id = /^\d{1,15}$/.test(text) ? Number(text) : 0
      const questions = [...(id > 0 ? [dealsWhere({ id })] : []), dealsWhere({ '%title': text })]
      const found = (await answers(questions)).flat()
      return [...new Map(found.map((deal) => [deal.id, deal])).values()].slice(0, mostDeals)
    },
    async users() {
      try {
        const [first = []] = await answers([pageOfUsers(0)])
        if (first.length < pageSize) return activeOf(first)
        const rest = Array.from({ length: mostUserPages - 1 }, (_, index) => pageOfUsers((index + 1) * pageSize))
        const all = [...first, ...(await answers(rest)).flat()]
        return activeOf([...new Map(all.map((user) => [user.id, user])).values()])
      } catch (error) {
        // Refused for want of a scope: the rest of the console works without.
        if (error instanceof PortalError && !error.isRetryable) return null
        throw error
      }
    },
  }
}

const Deals = z
  .object({
    items: listOf(
      z.looseObject({
        id: Id,
        title: z.string().nullish(),
        stageId: z.string().nullish(),
        categoryId: Integer.nullish(),
        companyId: Integer.nullish(),
      }),
    ),
  })
  .transform(({ items }) =>
    items.map(
      ({ id, title, stageId, categoryId, companyId }): DealFound => ({
        id,
        title: title ?? '',
        stageId: stageId ?? '',
        categoryId: categoryId ?? 0,
        companyId: companyId ?? 0,
      }),
    ),
  )

/** `%` finds a part of a text. Source: Bitrix24 REST docs, `api-reference/crm/universal/crm-item-list`, read 2026-08-21. */
const dealsWhere = (filter: Record<string, unknown>): Question<DealFound[]> => ({
  method: 'crm.item.list',
  params: {
    entityTypeId: dealTypeId,
    select: ['id', 'title', 'stageId', 'categoryId', 'companyId'],
    filter,
    order: { id: 'DESC' },
    start: -1,
  },
  answer: Deals,
})

const Name = z.string().nullish()
const fullName = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' ')

/**
 * Without integrators, bots and system users. A filter by `ACTIVE` is left out, as flags in a batch are read in several ways.
 * Source: Bitrix24 REST docs, `api-reference/user/user-get`, read 2026-08-21.
 */
const pageOfUsers = (start: number): Question<UserRow[]> => ({
  method: 'user.get',
  params: { start },
  answer: Users,
})

type UserRow = PortalUser & { isActive: boolean }

const Users = listOf(
  z.looseObject({ ID: Id, NAME: Name, LAST_NAME: Name, ACTIVE: z.boolean().optional().catch(undefined) }),
).transform((rows) =>
  rows.map(
    ({ ID, NAME, LAST_NAME, ACTIVE }): UserRow => ({
      id: ID,
      name: fullName(NAME, LAST_NAME),
      isActive: ACTIVE !== false,
    }),
  ),
)

const activeOf = (rows: readonly UserRow[]): PortalUser[] =>
  rows.filter(({ isActive }) => isActive).map(({ id, name }) => ({ id, name }))
