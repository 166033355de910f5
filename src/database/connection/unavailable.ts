export type DatabaseFault =
  | 'bad_database_url'
  | 'database_unreachable'
  | 'database_refused_login'
  | 'database_missing'
  | 'database_too_old'
  | 'database_cannot_hold_text'
  | 'database_set_otherwise'
  | 'database_not_permitted'
  | 'database_in_use'
  | 'database_read_only'
  | 'database_broken'

/**
 * The database cannot be used. The message says which database, what is wrong and what to do about it. It never holds
 * the password, and there is no `cause`: errors of drivers and of `new URL` carry the whole address.
 */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
  readonly code: DatabaseFault
  constructor(code: DatabaseFault, message: string) {
    super(message)
    this.code = code
  }
}

/** The code that PostgreSQL (SQLSTATE), the driver or the operating system gave an error, or an empty string. */
export function errorCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}

/** 25006: a replica, as after a failover, or a server that was told to write nothing. */
const lost = /^(08...|57P0.|53...|25006|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|CONNECT.*|CONNECTION.*)$/

/** Whether the database as a whole was out of reach or out of means, so that another statement would fare no better. */
export function isConnectionFault(error: unknown): boolean {
  return lost.test(errorCode(error))
}

/** Whether what was written is at fault, and no other time would be better: a value or a constraint. */
export function isFaultOfValues(error: unknown): boolean {
  return /^2[23].../.test(errorCode(error))
}

/** What went wrong when `address` (without its password) was opened, with the remedy. */
export function explainUnavailable(error: unknown, address: string): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error
  const code = errorCode(error)
  const saying = (fault: DatabaseFault, what: string) =>
    new DatabaseUnavailable(fault, `DATABASE_URL (${address}): ${what}`)
  switch (code) {
    case '28P01':
    case '28000':
      return saying('database_refused_login', 'the server refused the user or password. Check both in DATABASE_URL.')
    case '3D000':
      return saying('database_missing', 'there is no such database. Create it with createdb, or correct the name.')
    case '42501':
      return saying(
        'database_not_permitted',
        'the user may not create tables. Make it the owner of the database, or have the owner bring them up to date: "database migrate" and "database roles" (docs/operate.md).',
      )
    case '25006':
      return saying('database_read_only', 'the server writes nothing, as a replica does. Point it at the primary one.')
    case '55P03':
    case '40P01':
      return saying(
        'database_in_use',
        'its tables are in use without a pause and could not be brought up to date within two minutes. End what holds locks on them (pg_locks), or start again when less goes on.',
      )
  }
  if (code === 'ECONNRESET')
    return saying(
      'database_unreachable',
      'it ended the connection (ECONNRESET), as a server without TLS does that is asked for it. Check sslmode in DATABASE_URL, and that PostgreSQL runs there and accepts us.',
    )
  if (lost.test(code))
    return saying('database_unreachable', `no answer (${code}). Check that PostgreSQL runs there and accepts us.`)
  return saying('database_broken', `it could not be opened${code && ` (${code})`}. See the log of the server.`)
}
