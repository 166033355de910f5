import type { Link } from '../core/deal/link.ts'
import { linkDifference } from '../core/deal/link-difference.ts'

/** What became, or would become, of a deal's contacts, a line each: `contact 7 linked`, `contact 7 made primary`. */
export function linkChangeLines(
  before: readonly Link[],
  after: readonly Link[],
  called: (contactId: number) => string = (id) => `contact ${id}`,
): string[] {
  const { linked, removed, primary, isReordered } = linkDifference(before, after)
  return [
    ...linked.map((id) => `${called(id)} linked`),
    ...removed.map((id) => `${called(id)} unlinked`),
    ...(primary === null ? [] : [`${called(primary)} made primary`]),
    ...(isReordered && primary === null ? ['order changed'] : []),
  ]
}
