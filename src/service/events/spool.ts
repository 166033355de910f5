import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { openSpool, type Spool } from '../../database/spool/spool.ts'
import type { Logger } from '../../log.ts'

/** Where a portal's events wait on this process's disk while the database is away; tells what of them was damaged. */
export function openPortalSpool({ dataDir, spoolLimitBytes }: Config, portal: string, log: Logger): Promise<Spool> {
  return openSpool({
    directory: join(dataDir, 'spool', portal.replaceAll(/[^\w.-]/g, '_')),
    limitBytes: spoolLimitBytes,
    onKept: ({ path, reason }) =>
      log.error(
        { path, err: reason },
        'events that were kept aside have been taken in, and their file cannot be removed: look at the disk under DATA_DIR. Until it is removed they are handed over again at each start, which does no harm',
      ),
    onDamage({ path, damaged, isTorn }) {
      if (isTorn)
        log.warn({ path }, 'the last event that was kept aside was not written whole, and so was never accepted')
      if (damaged > 0)
        log.error(
          { path, damaged },
          `${damaged} events that were kept aside cannot be read; the file stays with .damaged at its name`,
        )
    },
  })
}
