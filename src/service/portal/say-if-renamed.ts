import type { Database } from '../../database/connection/open.ts'
import { otherPortals } from '../../database/portals/rename-portal.ts'
import type { Logger } from '../../log.ts'
import { sandboxName } from './connection.ts'

/** A start under a name that the database does not know may be one of a portal that it knows by another. */
export async function sayIfRenamed(
  database: Database,
  { portalId, name, log }: { portalId: number; name: string; log: Logger },
): Promise<void> {
  const others = (await otherPortals(database, portalId)).filter((other) => other !== sandboxName && !/\s/.test(other))
  const [former] = others
  if (former === undefined) return
  log.warn(
    { portal: name, known: others },
    `nothing is kept of ${name} yet, but of ${others.join(', ')}: if the portal was renamed, stop Bindery and run "database rename ${former} ${name}", or its rules, its record and what people undid are not found`,
  )
}
