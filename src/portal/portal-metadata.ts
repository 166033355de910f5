import { z } from 'zod'
import type { Category, FieldMetadata, PortalMetadata, Status } from '../core/deal/portal-metadata.ts'
import { type Question, understand } from './ask.ts'
import type { CommandAnswer } from './batch.ts'
import type { PortalClient } from './client.ts'
import type { Entity } from './entities.ts'
import { Integer, listOf } from './link-rows.ts'
import { fieldsOf, phpMap } from './questions.ts'
import { type SharedQuestion, shareQuestion } from './shared-question.ts'
import { steadyNow } from './steady-clock.ts'

export type MetadataReader = {
  /**
   * What the portal tells of its fields, funnels and directories, in one request; remembered for an hour, and for less
   * where the caller says so. What the portal refuses to tell is null in it. Throws `PortalError` when it cannot be asked,
   * and the reason of `asker` when it is aborted.
   */
  read(options?: { maxAgeMs?: number; asker?: AbortSignal }): Promise<{ metadata: PortalMetadata; ageMs: number }>
}

/** After this time it is still used while it is read anew, after `usableMs` it is waited for. */
const freshMs = 10 * 60_000
const usableMs = 60 * 60_000

type Known = { metadata: PortalMetadata; readAt: number }

export function createMetadataReader(client: PortalClient, now: () => number = steadyNow): MetadataReader {
  let known: Known | null = null
  let reading: SharedQuestion<Known> | null = null

  function refresh(asker?: AbortSignal): Promise<Known> {
    if (reading !== null && !reading.isGivenUp()) return reading.join(asker)
    const readAt = now()
    const begun = shareQuestion(async (givenUp) => {
      try {
        known = { metadata: await readMetadata(client, givenUp), readAt }
        return known
      } finally {
        if (reading === begun) reading = null
      }
    })
    reading = begun
    return begun.join(asker)
  }

  return {
    async read({ maxAgeMs = usableMs, asker } = {}) {
      const age = known === null ? Number.POSITIVE_INFINITY : now() - known.readAt
      if (known === null || age > Math.min(maxAgeMs, usableMs)) {
        const { metadata, readAt } = await refresh(asker)
        return { metadata, ageMs: now() - readAt }
      }
      // A failure of the reading ahead is no news: the next call tries again.
      if (age > freshMs) refresh().catch(() => {})
      return { metadata: known.metadata, ageMs: age }
    },
  }
}

async function readMetadata(client: PortalClient, givenUp: AbortSignal): Promise<PortalMetadata> {
  const answers = await client.batch(questions, givenUp)
  const told = <Answer>(question: Question<Answer>, key: string): Answer | null =>
    answerOrNull(client, question, answers.get(key))
  return {
    fields: {
      deal: whole(told(questions.deal, 'deal')),
      company: whole(told(questions.company, 'company')),
      contact: whole(told(questions.contact, 'contact')),
    },
    categories: categoriesOf([
      told(questions.categories, 'categories'),
      told(questions.moreCategories, 'moreCategories'),
    ]),
    statuses: told(questions.statuses, 'statuses'),
  }
}

/** A method that the portal lacks, or that the webhook may not call, leaves its part unknown. */
function answerOrNull<Answer>(
  client: PortalClient,
  question: Question<Answer>,
  answer: CommandAnswer | undefined,
): Answer | null {
  if (answer?.ok !== true) return null
  return understand(client, question, answer)
}

/** Every item has an id: a description without it leaves out more than that, and no name is unknown by it. */
function whole(fields: Record<string, FieldMetadata> | null): Record<string, FieldMetadata> | null {
  return fields !== null && Object.hasOwn(fields, 'id') ? fields : null
}

/** Lists come 50 rows at a time. Source: Bitrix24 REST docs, `how-to-call-rest-api/list-methods-pecularities`, read 2026-08-21. */
const pageSize = 50

/** Null when there may be more than two pages: a list that is not whole would call a funnel unknown that is there. */
function categoriesOf([first, second]: (Category[] | null)[]): Category[] | null {
  if (!first || (first.length >= pageSize && (!second || second.length >= pageSize))) return null
  return [...new Map([...first, ...(second ?? [])].map((category) => [category.id, category])).values()]
}

const Choice = z
  .object({ ID: z.union([z.string(), z.number()]), VALUE: z.string().nullish() })
  .transform(({ ID, VALUE }) => ({ id: String(ID), value: VALUE ?? '' }))

const Described = z
  .object({
    type: z.string(),
    isMultiple: z.boolean().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    statusType: z.string().nullish().catch(undefined),
    items: listOf(Choice).optional().catch(undefined),
  })
  .transform(({ type, isMultiple, title, statusType, items }) => ({
    type,
    isMultiple: isMultiple ?? false,
    title: title ?? '',
    statusType: statusType ?? null,
    items: items ?? null,
  }))

/** One that is described in another way is of a type that nothing is known about; its name counts all the same. */
const undescribed: FieldMetadata = { type: 'unknown', isMultiple: false, title: '', statusType: null, items: null }

const Fields = z
  .object({ fields: phpMap })
  .transform(({ fields }) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]): [string, FieldMetadata] => [
        name,
        Described.safeParse(field).data ?? undescribed,
      ]),
    ),
  )

const fields = (entity: Entity): Question<Record<string, FieldMetadata>> => ({ ...fieldsOf(entity), answer: Fields })

const Categories = z
  .object({ categories: listOf(z.object({ id: Integer, name: z.string() })) })
  .transform(({ categories }): Category[] => categories)

/** Only funnels that the webhook's owner may read. Source: Bitrix24 REST docs, `crm.category.list`, read 2026-08-21. */
const categories = (start: number): Question<Category[]> => ({
  method: 'crm.category.list',
  params: { entityTypeId: 2, start },
  answer: Categories,
})

/** Every directory at once, without pages. Source: Bitrix24 REST docs, `crm.status.list`, read 2026-08-21. */
const statuses: Question<Status[]> = {
  method: 'crm.status.list',
  params: { order: { SORT: 'ASC' } },
  answer: listOf(
    z
      .object({ ENTITY_ID: z.string(), STATUS_ID: z.string(), NAME: z.string() })
      .transform(({ ENTITY_ID, STATUS_ID, NAME }) => ({ entityId: ENTITY_ID, statusId: STATUS_ID, name: NAME })),
  ),
}

const questions = {
  deal: fields('deal'),
  company: fields('company'),
  contact: fields('contact'),
  categories: categories(0),
  moreCategories: categories(pageSize),
  statuses,
}
