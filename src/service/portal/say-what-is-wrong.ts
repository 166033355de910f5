import type { Logger } from '../../log.ts'
import type { PortalConnection } from './connection.ts'
import type { PortalWatch } from './watch.ts'

type Parts = { watch: PortalWatch; connection: PortalConnection; log: Logger }

/** Checks the portal. One that is wrong or away now may be mended later, so it is said and does not stop the start. */
export async function sayWhatIsWrong({ watch, connection, log }: Parts): Promise<void> {
  try {
    for (const { status, message, remedy } of await watch.check(connection.client)) {
      if (status === 'failed') log.error(`portal ${connection.name}: ${message} ${remedy}`.trim())
      if (status === 'warning') log.warn(`portal ${connection.name}: ${message} ${remedy}`.trim())
    }
  } catch (error) {
    log.warn({ err: error }, `portal ${connection.name} could not be checked`)
  }
}
