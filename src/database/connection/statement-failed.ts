import { PgPreparedQuery } from 'drizzle-orm/pg-core'

/**
 * A statement failed: which one, and why as its `cause`. Not with which values: they are of deals, contacts and people, and an
 * error ends in logs and in the queue.
 */
export class StatementFailed extends Error {
  override name = 'StatementFailed'
  constructor(statement: string, cause: unknown) {
    super(`Failed query: ${statement}`, { cause })
  }
}

/**
 * Has drizzle-orm throw `StatementFailed` in place of its own error, whose message repeats every value. What is replaced is where
 * it makes that error (seen with 0.45.4), and looks into a cache of answers, of which there is none here.
 */
export function failWithoutValues(): void {
  Object.assign(PgPreparedQuery.prototype, {
    async queryWithCache<Result>(statement: string, _values: unknown[], query: () => Promise<Result>): Promise<Result> {
      try {
        return await query()
      } catch (error) {
        throw new StatementFailed(statement, error)
      }
    },
  })
}
