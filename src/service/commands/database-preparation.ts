import { CommandError } from '../../cli/answer.ts'
import type { CliDeps } from '../../cli/deps.ts'
import type { Config } from '../../config/config.ts'
import type { Actor } from '../../core/people/person.ts'
import { openDatabase } from '../../database/connection/open.ts'
import { grantsFor, isRoleName, prepareServiceRole, RoleRefused } from '../../database/connection/service-role.ts'
import { errorCode } from '../../database/connection/unavailable.ts'
import { renamePortal } from '../../database/portals/rename-portal.ts'
import { queueSchema } from '../../queue/deal-job.ts'
import { databaseOptions } from '../process/database-options.ts'

/** What an owner of the tables does for a service that works under a role of its own. */
export function databasePreparation(config: () => Config): CliDeps['database'] {
  return {
    async migrate() {
      const database = await openDatabase(databaseOptions(config()))
      await database.close()
    },
    async grantsFor(role) {
      if (!isRoleName(role)) throw new CommandError('bad_role', badRole(role))
      return `${grantsFor(role, queueSchema).join(';\n')};\n`
    },
    async allow(role) {
      if (!isRoleName(role)) throw new CommandError('bad_role', badRole(role))
      const { database } = config()
      if (database.kind !== 'postgres') {
        throw new CommandError('no_roles', 'The embedded database has no roles. Set DATABASE_URL to that of the owner.')
      }
      await prepareServiceRole(database.url, role, queueSchema).catch((error: unknown) => {
        throw asRefused(error, role)
      })
    },
    async rename(hosts) {
      const database = await openDatabase(databaseOptions(config()))
      try {
        const renamed = await renamePortal(database, { ...hosts, by: commandLine, at: new Date() })
        if (renamed.status === 'renamed') return renamed
        throw renamed.status === 'unknown' ? unknownPortal(hosts.from, renamed.known) : portalInUse
      } finally {
        await database.close()
      }
    },
  }
}

const commandLine: Actor = { kind: 'machine', id: null, name: 'command line' }

const unknownPortal = (from: string, known: readonly string[]) =>
  new CommandError(
    'unknown_portal',
    known.length === 0
      ? `Nothing is kept of ${from}, nor of any other portal: there is nothing to rename on this database. Check DATABASE_URL.`
      : `Nothing is kept of ${from}. Name one of those of which something is: ${known.join(', ')}.`,
  )

const portalInUse = new CommandError(
  'portal_in_use',
  'A service works on this database. Stop every one of them, rename, and start them with the new BITRIX24_WEBHOOK_URL.',
)

const badRole = (role: string) =>
  `"${role}" is no name for a role here. Use small letters, digits and _, beginning with a letter.`

const notOwner = (role: string) =>
  `Whom DATABASE_URL names may not do that: it has to own the tables and be a member of ${role} (GRANT ${role} TO …), or be a superuser.`

function asRefused(error: unknown, role: string): unknown {
  if (error instanceof RoleRefused) {
    const message =
      error.why === 'is-owner'
        ? `${role} owns the tables itself, or is a superuser, so nothing can be kept from it. Name another role.`
        : notOwner(role)
    return new CommandError('bad_owner', message)
  }
  switch (errorCode(error)) {
    case '42704':
      return new CommandError('no_role', `There is no role ${role}. Make it: CREATE ROLE ${role} LOGIN PASSWORD '…'.`)
    case '42501':
      return new CommandError('bad_owner', notOwner(role))
    default:
      return error
  }
}
