import type { Config } from '../../config/config.ts'
import type { Database } from '../../database/connection/open.ts'
import { keepPolicy, lastPass, storedPolicy } from '../../database/erasing/retention-policies.ts'
import type { RetentionDeps, RetentionShape } from '../../http/routes/retention.ts'
import type { RetentionWorker } from './retention-worker.ts'

type RetentionDeskParts = {
  database: Database
  portalId: number
  config: Config
  retention: Pick<RetentionWorker, 'again'>
}

/** How long things are kept, by whose word. */
export function retentionOf({ database, portalId, config, retention }: RetentionDeskParts): RetentionDeps['retention'] {
  async function read(): Promise<RetentionShape> {
    const [stored, last] = await Promise.all([storedPolicy(database, portalId), lastPass(database, portalId)])
    const pass = last && { endedAt: last.endedAt, erased: last.erased }
    if (stored === null) {
      return { policy: config.retention, from: 'environment', setAt: null, setBy: null, lastPass: pass }
    }
    const { setAt, setBy, ...policy } = stored
    return { policy, from: 'console', setAt, setBy, lastPass: pass }
  }
  return {
    read,
    async change({ policy, caller }) {
      await keepPolicy(database, portalId, { policy, by: caller })
      retention.again()
      return read()
    },
  }
}
