import { actorOf } from '../../core/people/person.ts'
import type { Sweep } from '../../core/sweeps/sweep.ts'
import type { Database } from '../../database/connection/open.ts'
import { recordAudit } from '../../database/record/audit.ts'
import {
  createSweep,
  findSweep,
  listSweeps,
  newestSweep,
  sweepOutcome,
  sweepsUnderWay,
} from '../../database/sweeps/sweeps.ts'
import type { SweepsDeps } from '../../http/routes/sweeps.ts'
import type { SweepAnswer } from '../../http/schemas/sweep.ts'

/** As many as may be under way at once: one more would find nothing new. */
const mostUnderWay = 5

/** Sweeps as the HTTP edge asks for them. */
export function sweepsOf({
  database,
  portalId,
  wakeSweeps,
  now,
}: {
  database: Database
  portalId: number
  wakeSweeps(): void
  now(): Date
}): SweepsDeps['sweeps'] {
  const told = (sweep: Sweep) => tell(database, portalId, sweep)
  return {
    async start({ kind, since, caller }) {
      const begun = await database.transaction(async (tx) => {
        if ((await sweepsUnderWay(tx, portalId)).length >= mostUnderWay) return null
        const asked = { kind, requestedBy: caller.name, since: since?.toISOString() ?? null }
        const sweep = await createSweep(tx, portalId, { ...asked, at: now() })
        const subject = { kind: 'sweep', id: sweep.id }
        await recordAudit(tx, {
          actor: actorOf(caller),
          action: 'sweep.started',
          subject,
          details: { kind, since: asked.since },
        })
        return sweep
      })
      wakeSweeps()
      return begun && told(begun)
    },
    async list(filter) {
      const { items, nextCursor } = await listSweeps(database, portalId, filter)
      return { items: await Promise.all(items.map(told)), nextCursor }
    },
    async find(id) {
      const sweep = await findSweep(database, portalId, id)
      return sweep && told(sweep)
    },
  }
}

/** The last sweep for changes, for the status. */
export async function lastSweep({
  database,
  portalId,
  now,
}: {
  database: Database
  portalId: number
  now(): Date
}): Promise<SweepAnswer | null> {
  const sweep = await newestSweep(database, portalId, { kind: 'changes', at: now() })
  return sweep && tell(database, portalId, sweep)
}

async function tell(database: Database, portalId: number, sweep: Sweep): Promise<SweepAnswer> {
  const { id, kind, status, requestedBy, createdAt, finishedAt, since, until, pages, dealsSeen, dealsQueued, error } =
    sweep
  const { waiting, healed } = dealsQueued === 0 ? { waiting: 0, healed: 0 } : await sweepOutcome(database, portalId, id)
  const times = { startedAt: createdAt, finishedAt, since, until }
  const deals = { dealsSeen, dealsQueued, dealsHealed: healed, dealsWaiting: waiting }
  return { id, kind, status, requestedBy, ...times, pages, ...deals, error }
}
