import { and, desc, eq, gt, inArray } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import type { Link } from '../../core/deal/link.ts'
import type { RequestTerms } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../connection/database.ts'
import { runRequests, runs } from '../tables/schema.ts'

export type RevertToRequest = {
  /** Given where it may be asked for twice, as after a restart: the second time changes nothing. */
  id?: string
  dealId: number
  runId: string
  force: boolean
  jobId: string | null
  requestedBy: string
}

/** Writes wishes that runs be taken back; their ids, in order. Enqueue the deals in the same transaction. */
export async function requestReverts(
  tx: Transaction,
  portalId: number,
  reverts: readonly RevertToRequest[],
): Promise<string[]> {
  const requestedAt = new Date().toISOString()
  const rows = reverts.map(({ id = uuidv7(), dealId, runId, force, jobId, requestedBy }) => {
    const terms: RequestTerms = { type: 'revert', runId, force }
    return { id, portalId, dealId, kind: 'revert' as const, jobId, terms, requestedAt, requestedBy }
  })
  if (rows.length > 0) await tx.insert(runRequests).values(rows).onConflictDoNothing()
  return rows.map(({ id }) => id)
}

/** What the deal's runs after this one did to its links, newest first; a deal has seldom more than a few. */
export async function laterRuns(
  db: Database,
  portalId: number,
  { dealId, id }: { dealId: number; id: string },
): Promise<{ id: string; linksBefore: Link[]; linksAfter: Link[]; reverts: string | null }[]> {
  return db.orm
    .select({ id: runs.id, linksBefore: runs.linksBefore, linksAfter: runs.linksAfter, reverts: runs.reverts })
    .from(runs)
    .where(
      and(
        eq(runs.portalId, portalId),
        eq(runs.dealId, dealId),
        gt(runs.id, id),
        inArray(runs.status, ['applied', 'failed', 'unchanged']),
      ),
    )
    .orderBy(desc(runs.id))
    .limit(200)
}
