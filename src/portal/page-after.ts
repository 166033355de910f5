import type { Command } from './batch.ts'
import type { PortalClient } from './client.ts'
import { pageSize } from './questions.ts'

export type PageAfter<Row> = { rows: Row[]; isLast: boolean }

/**
 * What a list holds after an id, of a page that was asked for by `>id`. A portal that passes over this filter gives the same
 * rows again and again, and would be asked for them without end: a full page with nothing after the id is an answer that cannot
 * be. One that is not full is all that there is.
 */
export function pageAfter<Row>(
  client: PortalClient,
  command: Command,
  { rows, idOf, afterId }: { rows: readonly Row[]; idOf: (row: Row) => number; afterId: number },
): PageAfter<Row> {
  const after = rows.filter((row) => idOf(row) > afterId)
  const isLast = rows.length < pageSize
  if (!isLast && after.length === 0) throw client.unexpected(command, `nothing after id ${afterId}`)
  return { rows: after, isLast }
}
