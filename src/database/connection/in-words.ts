import { fillPlaceholders, type SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'

export type InWords = { text: string; parameters: unknown[] }

/** Puts statements into words, each once: that takes longer than to send them. */
export function puttingIntoWords(): (statement: SQL, values: Record<string, unknown>) => InWords {
  const dialect = new PgDialect()
  const known = new WeakMap<SQL, ReturnType<PgDialect['sqlToQuery']>>()
  return (statement, values) => {
    const query = known.get(statement) ?? dialect.sqlToQuery(statement)
    known.set(statement, query)
    return { text: query.sql, parameters: fillPlaceholders(query.params, values) }
  }
}
