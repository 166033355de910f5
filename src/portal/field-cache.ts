import type { FieldDescriptions } from '../core/deal/snapshot.ts'
import type { Entity } from './entities.ts'
import { type SharedQuestion, shareQuestion } from './shared-question.ts'

const freshMs = 10 * 60_000
const usableMs = 60 * 60_000

/**
 * Remembers descriptions. After ten minutes they are still used while they are read anew, so that nobody waits for what
 * hardly ever changes; after an hour they are waited for. Callers that come together share one request, which is given up
 * when all of them have gone. A failure is not kept.
 */
export function cacheFields(
  read: (entity: Entity, givenUp: AbortSignal) => Promise<FieldDescriptions>,
  now: () => number,
): (entity: Entity, asker?: AbortSignal) => Promise<FieldDescriptions> {
  const known = new Map<Entity, { fields: FieldDescriptions; readAt: number }>()
  const reading = new Map<Entity, SharedQuestion<FieldDescriptions>>()

  function refresh(entity: Entity, asker?: AbortSignal): Promise<FieldDescriptions> {
    const underWay = reading.get(entity)
    if (underWay !== undefined && !underWay.isGivenUp()) return underWay.join(asker)
    const readAt = now()
    const begun = shareQuestion(async (givenUp) => {
      try {
        const fields = await read(entity, givenUp)
        known.set(entity, { fields, readAt })
        return fields
      } finally {
        if (reading.get(entity) === begun) reading.delete(entity)
      }
    })
    reading.set(entity, begun)
    return begun.join(asker)
  }

  return async (entity, asker) => {
    const entry = known.get(entity)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : now() - entry.readAt
    if (entry === undefined || age > usableMs) return refresh(entity, asker)
    // A failure of the reading ahead is no news: the next call tries again.
    if (age > freshMs) refresh(entity).catch(() => {})
    return entry.fields
  }
}
