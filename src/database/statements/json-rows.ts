import { getTableColumns, type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Transaction } from '../connection/database.ts'
import { storableJson } from '../tables/storable.ts'

/** A statement's rows end at either bound: they are made into text, and sent, without letting go of the thread. */
const rowsPerStatement = 5_000
const charactersPerStatement = 1_000_000

/**
 * Inserts rows of any number. They travel as one JSON text in one parameter, so that a statement is the same for one row
 * and for thousands: it can be prepared, and knows no limit of parameters. A property that is missing becomes null.
 */
export async function insertRows<Table extends PgTable>(
  tx: Transaction,
  table: Table,
  rows: readonly Table['$inferInsert'][],
): Promise<void> {
  for (const json of jsonTexts(rows))
    await tx.insert(table).select(rowsOf(table, json)).prepare('insert_rows').execute()
}

/** The rows as JSON arrays, each small enough for one statement; none for no rows. */
export function* jsonTexts(rows: readonly unknown[]): Generator<string> {
  let texts: string[] = []
  let characters = 0
  for (const row of rows) {
    const text = storableJson(row)
    if (texts.length === rowsPerStatement || (texts.length > 0 && characters + text.length > charactersPerStatement)) {
      yield `[${texts.join(',')}]`
      texts = []
      characters = 0
    }
    texts.push(text)
    characters += text.length
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`
}

/** A select of every column of the table from such an array, in its order, for `insert … select`. */
export function rowsOf(table: PgTable, json: string | Placeholder): SQL {
  const columns = Object.entries(getTableColumns(table))
  const names = columns.map(([key]) => sql.identifier(key))
  const types = columns.map(([key, column]) => sql`${sql.identifier(key)} ${sql.raw(column.getSQLType())}`)
  return sql`select ${sql.join(names, sql`, `)} from json_to_recordset(${json}::text::json) as given(${sql.join(types, sql`, `)})`
}

/** An insert of such an array. */
export function insertOf(table: PgTable, json: string | Placeholder): SQL {
  const names = Object.values(getTableColumns(table)).map(({ name }) => sql.identifier(name))
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) ${rowsOf(table, json)}`
}
