import type { EntityName, Item } from './entities.ts'
import { type FilterDialect, filterTest, idsWanted } from './filter.ts'
import type { PortalState } from './method.ts'

/**
 * Records that pass the filter and that the webhook's owner may read, in no promised order. A filter by id looks at
 * those records only, so that asking for fifty of ten thousand stays cheap. Throws `PortalError` as `filterTest` does.
 */
export function search(
  { records, rights }: Pick<PortalState, 'records' | 'rights'>,
  entity: EntityName,
  filter: unknown,
  dialect: FilterDialect,
): Item[] {
  const passes = filterTest(filter, dialect)
  const wanted = idsWanted(filter, dialect)
  const ids = wanted === null ? records.all(entity).map(({ id }) => id) : [...wanted]
  return ids
    .filter((id) => rights.canRead(entity, id))
    .flatMap((id) => records.view(entity, id) ?? [])
    .filter(passes)
}
