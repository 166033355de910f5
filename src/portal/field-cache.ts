import type { FieldDescriptions } from '../core/snapshot.ts'
import type { Entity } from './questions.ts'

const freshMs = 10 * 60_000

/** Remembers descriptions for ten minutes; callers that come together share one request. A failure is not kept. */
export function cacheFields(
  read: (entity: Entity) => Promise<FieldDescriptions>,
  now: () => number,
): (entity: Entity) => Promise<FieldDescriptions> {
  const entries = new Map<Entity, { fields: Promise<FieldDescriptions>; staleAt: number }>()
  return (entity) => {
    const entry = entries.get(entity)
    if (entry !== undefined && entry.staleAt > now()) return entry.fields
    const fields = read(entity)
    const fresh = { fields, staleAt: now() + freshMs }
    entries.set(entity, fresh)
    fields.catch(() => {
      if (entries.get(entity) === fresh) entries.delete(entity)
    })
    return fields
  }
}
