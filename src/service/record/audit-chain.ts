import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { actorOf } from '../../core/people/person.ts'
import { chainStart } from '../../core/record/audit-chain.ts'
import type { Database } from '../../database/connection/open.ts'
import { recordAudit } from '../../database/record/audit.ts'
import { chainHead, chainOf, chainPlaceBefore } from '../../database/record/audit-chain.ts'
import { exportAudit } from '../../flows/export-audit.ts'
import { verifyAudit } from '../../flows/verify-audit.ts'
import type { AuditChainDeps } from '../../http/routes/audit-chain.ts'
import { auditSigner, fingerprintOf, sha256 } from './signer.ts'

/** What is on record, in the order in which it was committed: whether it holds, and a signed copy. */
export function auditChainOf({
  database,
  config,
  now,
}: {
  database: Database
  config: Config
  now(): Date
}): AuditChainDeps['auditChain'] {
  const chain = chainOf(database)
  return {
    verify: (stretch) => verifyAudit({ ...chain, sha256 }, stretch),
    async export({ from, to, caller }) {
      const signer = await auditSigner(join(config.dataDir, 'audit-signing-key.pem'))
      await database.transaction((tx) =>
        recordAudit(tx, {
          actor: actorOf(caller),
          action: 'record.exported',
          subject: { kind: 'record', id: null },
          details: {
            since: from?.toISOString() ?? null,
            until: to?.toISOString() ?? null,
            key: fingerprintOf(signer.publicKey),
          },
        }),
      )
      const deps = {
        readChain: chain.readChain,
        placeBefore: (moment: Date) => chainPlaceBefore(database, moment),
        head: () => chainHead(database),
        start: chainStart,
        now,
        hashing,
        signer,
      }
      return exportAudit(deps, { from, to })
    },
  }
}

function hashing() {
  const hash = createHash('sha256')
  return { add: (text: string) => void hash.update(text), end: () => hash.digest('hex') }
}
