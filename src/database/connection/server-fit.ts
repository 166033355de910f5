import type postgres from 'postgres'
import { type DatabaseFault, DatabaseUnavailable } from './unavailable.ts'

const oldestServer = 15
/** The latter keeps whatever bytes it is given. */
const encodingsOfAllText = ['UTF8', 'SQL_ASCII']
/** The latter is the former in PostgreSQL, by another name. */
const readingWhatIsCommitted = ['read committed', 'read uncommitted']

type Server = { version: number; encoding: string; schema: string | null; isolation: string }

/** Refuses a PostgreSQL on which Bindery would not start, or work wrongly, by what it is or is told. Throws `DatabaseUnavailable`. */
export async function refuseUnfit(client: postgres.Sql, address: string): Promise<void> {
  const [server] = await client<Server[]>`
    select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
      current_schema() as schema, current_setting('default_transaction_isolation') as isolation`
  if (server === undefined) return
  const [fault, what] = whatIsWrong(server) ?? []
  if (fault && what) throw new DatabaseUnavailable(fault, `DATABASE_URL (${address}): ${what}`)
}

function whatIsWrong({ version, encoding, schema, isolation }: Server): [DatabaseFault, string] | null {
  if (version < oldestServer)
    return ['database_too_old', `this is PostgreSQL ${version}. Use ${oldestServer} or newer.`]
  if (!encodingsOfAllText.includes(encoding))
    return [
      'database_cannot_hold_text',
      `this database keeps text as ${encoding}, which has no room for all that a portal holds. Make one with createdb --encoding=UTF8 --template=template0.`,
    ]
  // Functions and triggers name it, so that nobody slips in tables of their own.
  if (schema !== 'public')
    return [
      'database_set_otherwise',
      `its tables are in the schema public, and this user is led to ${schema ?? 'none'} first. Set it right for the user: ALTER ROLE … SET search_path = public.`,
    ]
  // Whoever has waited for a lock has to see what the one before wrote.
  if (!readingWhatIsCommitted.includes(isolation))
    return [
      'database_set_otherwise',
      `transactions are ${isolation} there unless told, and Bindery's are read committed. Set it right for the user: ALTER ROLE … SET default_transaction_isolation = 'read committed'.`,
    ]
  return null
}
