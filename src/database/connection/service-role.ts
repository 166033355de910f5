import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { databaseIn, openPostgres } from './postgres.ts'

/** What is on record: a role of the service's own adds to it, reads it, and changes none of it. */
const onRecord = ['audit_entries', 'rule_versions', 'runs', 'run_rules', 'run_operations', 'run_erasures']

/** Those of them that have a table for each month. */
const parted = ['runs', 'run_rules', 'run_operations']

/** What is done for the service as the owner of the tables. */
const ofOwner = [
  'expire_runs(integer, uuid, integer)',
  'expire_traces(integer, uuid, integer)',
  'erase_traces(integer, uuid, uuid, text, jsonb)',
  'keep_months()',
  'pack_months()',
]

/** Names that need no quoting, so that what is printed can be read and pasted. */
export const isRoleName = (name: string): boolean => /^[a-z_][a-z0-9_]{0,62}$/.test(name)

/**
 * Statements for the owner of the tables, after which a role that exists can be the service's own: it may do everything
 * but change what is on record, and owns the queue alone. They may be repeated, and have to be after an upgrade.
 */
export function grantsFor(role: string, queueSchema: string): string[] {
  if (!isRoleName(role)) throw new Error(`"${role}" is no name of a role.`)
  return [
    `DO $$ BEGIN EXECUTE format('GRANT CONNECT, TEMPORARY, CREATE ON DATABASE %I TO ${role}', current_database()); END $$`,
    `GRANT USAGE ON SCHEMA public, drizzle TO ${role}`,
    `GRANT SELECT ON drizzle.__drizzle_migrations TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `REVOKE UPDATE, DELETE, TRUNCATE ON ${onRecord.join(', ')} FROM ${role}`,
    // Triggers write the chain, as the owner.
    `REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_chain FROM ${role}`,
    // By the whole it reaches what lies in the tables of single months.
    `DO $$ DECLARE part regclass; BEGIN
  FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent IN (${parted.map((name) => `'${name}'::regclass`).join(', ')})
  LOOP EXECUTE format('REVOKE ALL ON %s FROM ${role}', part); END LOOP;
END $$`,
    // Also in a database that was restored without its grants.
    `REVOKE EXECUTE ON FUNCTION ${ofOwner.join(', ')}, audit_chain_append(text, integer, text, text, text) FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${ofOwner.join(', ')} TO ${role}`,
    // The queue makes and changes its tables itself.
    `CREATE SCHEMA IF NOT EXISTS ${queueSchema}`,
    `ALTER SCHEMA ${queueSchema} OWNER TO ${role}`,
    `DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT format('ALTER %s %s OWNER TO ${role}', kind, name) AS statement FROM (
    SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, pg_class.oid::regclass::text AS name
    FROM pg_class WHERE relnamespace = '${queueSchema}'::regnamespace AND relkind IN ('r', 'p', 'v')
    UNION ALL
    SELECT 'ROUTINE', oid::regprocedure::text FROM pg_proc WHERE pronamespace = '${queueSchema}'::regnamespace
    UNION ALL
    SELECT 'TYPE', format_type(oid, NULL) FROM pg_type
    WHERE typnamespace = '${queueSchema}'::regnamespace AND typtype IN ('e', 'd')
  ) owned
  LOOP EXECUTE one.statement; END LOOP;
END $$`,
  ]
}

/** Why a role is not let work with the tables: `not-owner`: whoever asks does not own them; `is-owner`: the role does itself. */
export class RoleRefused extends Error {
  override name = 'RoleRefused'
  readonly why: 'not-owner' | 'is-owner'
  constructor(why: RoleRefused['why']) {
    super(`The role is not let work with the tables: ${why}.`)
    this.why = why
  }
}

/** Brings the tables at `url` up to date, as their owner, and lets the role work with them. Throws `DatabaseUnavailable`, `RoleRefused`. */
export async function prepareServiceRole(url: string, role: string, queueSchema: string): Promise<void> {
  await (await openPostgres(url)).close()
  const client = postgres(url, { ...databaseIn(url), max: 1, onnotice: () => {} })
  try {
    // What may not be granted is only warned of, and what the owner of tables is refused it grants itself again.
    const [owner] = await client<{ isOurs: boolean; isTheirs: boolean }[]>`
      select pg_has_role(current_user, relowner, 'usage') as "isOurs",
        pg_has_role(${role}::name, relowner, 'usage') as "isTheirs"
      from pg_class where oid = 'runs'::regclass`
    if (owner?.isOurs !== true) throw new RoleRefused('not-owner')
    if (owner.isTheirs) throw new RoleRefused('is-owner')
    await drizzle(client).transaction(async (tx) => {
      for (const statement of grantsFor(role, queueSchema)) await tx.execute(sql.raw(statement))
    })
  } finally {
    await client.end({ timeout: 5 })
  }
}
