import { z } from 'zod'
import { readFields } from '../core/deal/fields.ts'
import type { FieldDescriptions, Fields } from '../core/deal/snapshot.ts'
import type { Move } from '../core/sweeps/sweep.ts'
import { type Question, understand } from './ask.ts'
import { type Carrier, parcelOf } from './carrier.ts'
import type { PortalClient } from './client.ts'
import { healthQuestions } from './health-questions.ts'
import { Id, Integer, listOf } from './link-rows.ts'
import { pageAfter } from './page-after.ts'
import { dealsWhere } from './questions.ts'

/** A deal as a list shows it, typed as rules see it. */
export type ListedDeal = { id: number; fields: Fields }

/** What has changed in the portal, asked for when nobody is in a hurry. All of it throws `PortalError`. */
export type ChangedDeals = {
  /** The portal's clock, in milliseconds since 1970. */
  portalTime(): Promise<number>
  /** Deals that changed then or later, by ascending id. */
  listChanged(since: Date, afterId: number): Promise<DealsPage>
  /** Deals that are neither won nor lost, with the few fields that tell of links and place. */
  listOpen(afterId: number): Promise<DealsPage>
  /** Moves between pipelines with higher ids, ascending. */
  listMoves(afterId: number): Promise<{ moves: Move[]; isLast: boolean }>
  /** The id of the last move; 0: there was none. */
  newestMove(): Promise<number>
}
export type DealsPage = { deals: ListedDeal[]; isLast: boolean }

/** Of a deal's place and links: what may change without leaving a time, so its time is not asked for. */
const narrow = ['id', 'categoryId', 'stageId', 'companyId', 'contactIds']

/** `TYPE_ID` of a change of pipeline. Source: Bitrix24 REST docs, `crm.stagehistory.list`, read 2026-08-21. */
const movedType = 5

const Moves = z
  .object({
    items: listOf(
      z.looseObject({
        ID: Id,
        OWNER_ID: Id,
        CREATED_TIME: z.iso.datetime({ offset: true }),
        CATEGORY_ID: Integer,
        STAGE_ID: z.string(),
      }),
    ),
  })
  .transform(({ items }) =>
    items.map(
      (row): Move => ({
        id: row.ID,
        dealId: row.OWNER_ID,
        movedAt: row.CREATED_TIME,
        categoryId: row.CATEGORY_ID,
        stageId: row.STAGE_ID,
      }),
    ),
  )

export function createChangedDeals(
  client: PortalClient,
  carrier: Carrier,
  describeFields: (entity: 'deal') => Promise<FieldDescriptions>,
): ChangedDeals {
  async function ask<Answer>(question: Question<Answer>): Promise<Answer> {
    const [answer] = await carrier.carry(parcelOf([question]))
    return understand(client, question, answer)
  }

  async function page(
    select: (custom: string[]) => string[],
    filter: Record<string, unknown>,
    afterId: number,
  ): Promise<DealsPage> {
    const descriptions = await describeFields('deal')
    const custom = Object.keys(descriptions).filter((name) => name.startsWith('UF_'))
    const question = dealsWhere(select(custom), { ...filter, '>id': afterId })
    const listed = [...(await ask(question))]
    const { rows, isLast } = pageAfter(client, question, { rows: listed, idOf: ([id]) => id, afterId })
    const deals = rows.map(([id, row]) => ({ id, fields: only(row, readFields('deal', row, descriptions)) }))
    return { deals: deals.sort((a, b) => a.id - b.id), isLast }
  }

  return {
    portalTime: () => ask(healthQuestions.serverTime),
    listChanged: (since, afterId) =>
      page((custom) => ['*', 'contactIds', ...custom], { '>=updatedTime': inUtc(since) }, afterId),
    listOpen: (afterId) => page(() => narrow, { stageSemanticId: 'P' }, afterId),
    async listMoves(afterId) {
      const question = movesAfter(afterId)
      const listed = await ask(question)
      const { rows, isLast } = pageAfter(client, question, { rows: listed, idOf: ({ id }) => id, afterId })
      return { moves: rows, isLast }
    },
    async newestMove() {
      const [newest] = await ask(lastMove)
      return newest?.id ?? 0
    },
  }
}

/** A field that the list left out is not known to be empty. */
const only = (row: Fields, read: Fields): Fields =>
  Object.fromEntries(Object.entries(read).filter(([name]) => Object.hasOwn(row, name)))

const movesAfter = (afterId: number): Question<Move[]> => ({
  method: 'crm.stagehistory.list',
  params: { entityTypeId: 2, filter: { TYPE_ID: movedType, '>ID': afterId }, order: { ID: 'ASC' }, start: -1 },
  answer: Moves,
})

const lastMove: Question<Move[]> = {
  method: 'crm.stagehistory.list',
  params: { entityTypeId: 2, filter: { TYPE_ID: movedType }, order: { ID: 'DESC' }, start: -1 },
  answer: Moves,
}

/** A portal takes a time without an offset for its own. Source: Bitrix24 REST docs, `data-types`, read 2026-08-21. */
const inUtc = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, '+00:00')
