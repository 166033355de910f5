import { PGlite } from '@electric-sql/pglite'
import postgres from 'postgres'

/** Answers, for each of the ids, whether it is there: how many are not. */
type MissingOf = (eventIds: readonly string[]) => Promise<number>
export type EventTable = 'events' | 'journal_events'

const chunk = 10_000

async function missing(eventIds: readonly string[], found: (ids: string[]) => Promise<number>): Promise<number> {
  const distinct = [...new Set(eventIds)]
  let present = 0
  for (let from = 0; from < distinct.length; from += chunk) present += await found(distinct.slice(from, from + chunk))
  // An id that was given twice stands for an event that was stored once.
  return eventIds.length - present
}

export function missingInPostgres(url: string, table: EventTable): MissingOf {
  return async (eventIds) => {
    const client = postgres(url, { max: 1 })
    try {
      return await missing(eventIds, async (ids) => {
        const [row] = await client<{ found: number }[]>`
          select count(*)::int as found from ${client(table)} where id = any(${ids}::uuid[])`
        return row?.found ?? 0
      })
    } finally {
      await client.end({ timeout: 2 })
    }
  }
}

/** `directory`: PGlite's own. */
export function missingInPglite(directory: string, table: EventTable): MissingOf {
  return async (eventIds) => {
    const client = await PGlite.create(directory)
    try {
      return await missing(eventIds, async (ids) => {
        const select = `select count(*)::int as found from ${table} where id = any($1::uuid[])`
        const { rows } = await client.query<{ found: number }>(select, [ids])
        return rows[0]?.found ?? 0
      })
    } finally {
      await client.close()
    }
  }
}

/** How many runs a service on PostgreSQL has recorded so far. */
export async function countRuns(url: string): Promise<number> {
  const client = postgres(url, { max: 1 })
  try {
    const [row] = await client<{ runs: number }[]>`select count(*)::int as runs from runs`
    return row?.runs ?? 0
  } finally {
    await client.end({ timeout: 2 })
  }
}
