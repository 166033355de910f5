import type { FieldDescriptions } from '../core/deal/snapshot.ts'
import type { Entity } from './entities.ts'

const freshMs = 10 * 60_000
const usableMs = 60 * 60_000

/**
 * Remembers descriptions. After ten minutes they are still used while they are read anew, so that nobody waits for what
 * hardly ever changes; after an hour they are waited for. Callers that come together share one request. A failure is
 * not kept.
 */
export function cacheFields(
  read: (entity: Entity) => Promise<FieldDescriptions>,
  now: () => number,
): (entity: Entity) => Promise<FieldDescriptions> {
  const known = new Map<Entity, { fields: Promise<FieldDescriptions>; readAt: number }>()
  const reading = new Map<Entity, Promise<FieldDescriptions>>()

  function refresh(entity: Entity): Promise<FieldDescriptions> {
    const underWay = reading.get(entity)
    if (underWay !== undefined) return underWay
    const readAt = now()
    const fields = read(entity).finally(() => reading.delete(entity))
    reading.set(entity, fields)
    fields.then(
      () => known.set(entity, { fields, readAt }),
      () => {},
    )
    return fields
  }

  return (entity) => {
    const entry = known.get(entity)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : now() - entry.readAt
    if (entry === undefined || age > usableMs) return refresh(entity)
    // A failure of the reading ahead is no news: the next call tries again.
    if (age > freshMs) refresh(entity).catch(() => {})
    return entry.fields
  }
}
