import { v7 as uuidv7 } from 'uuid'
import { PortalError } from '../../core/runs/portal-error.ts'
import type { Run } from '../../core/runs/run.ts'
import type { RunRecord } from '../../core/turns/store.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import { rememberDealIn } from '../../database/deals/memory.ts'
import { findRun } from '../../database/runs/lists.ts'
import { recordRunsIn } from '../../database/runs/record-runs.ts'
import { giveUpDeal, reconcileDeal } from '../../flows/reconcile-deal.ts'
import type { ReconcileDeps } from '../../flows/reconcile-deps.ts'
import type { Logger } from '../../log.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import { runLine } from '../../run-line.ts'
import type { Traces } from '../../tracing/span.ts'
import type { FuseBox } from '../guards/fuse-box.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import type { Lease } from '../process/lease.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { codeOf, traceRun } from '../telemetry/traced-run.ts'
import { createSharedStorage } from './shared-storage.ts'
import { createSlices } from './slices.ts'

export type WorkerParts = {
  database: Database
  portalId: number
  portalName: string
  portals: DealPortals
  ruleSet: RuleSet
  stopSwitch: StopSwitch
  fuseBox: FuseBox
  metrics: Metrics
  /** Null: no traces are made. */
  traces: Traces | null
  log: Logger
  now(): Date
  /** Whether events of a burst are coming in. */
  isMoreComing(): boolean
}

/** Lets the queue's deals be run, one line in the log for each. */
export async function workOnDeals(queue: DealQueue<Transaction>, lease: Lease, parts: WorkerParts): Promise<void> {
  const { log, traces } = parts
  const deps = reconcileDeps(parts)
  // Left in the database by another portal, as by the sandbox: its deals have numbers of their own. Whoever serves it has
  // what waits there looked for.
  const isOurs = (portalId: number) => portalId === parts.portalId
  const tell = (run: Run) => {
    parts.metrics.runRecorded(run)
    const { fields, message } = runLine(run)
    if (run.status === 'failed') log.error(fields, message)
    else log.info(fields, message)
  }
  await queue.work(
    async ({ portalId, dealId, attempt, isLastAttempt, signal }) => {
      if (!isOurs(portalId)) return 'done'
      const traced = traces && traceRun(traces, deps)
      try {
        const outcome = await reconcileDeal(traced?.deps ?? deps, { dealId, attempt, isLastAttempt, signal })
        if (outcome.status === 'recorded') tell(outcome.run)
        if (outcome.status === 'recorded') traced?.recorded(outcome.run)
        if (outcome.status === 'postponed') traced?.broken({ dealId, attempt }, 'postponed')
        if (outcome.status === 'recorded' && outcome.isMoreWaiting) return { retryAt: parts.now() }
        if (outcome.status !== 'postponed') return 'done'
        log.warn({ dealId, retryAt: outcome.retryAt }, `deal ${dealId} postponed: ${outcome.reason}`)
        return { retryAt: outcome.retryAt }
      } catch (error) {
        traced?.broken({ dealId, attempt }, codeOf(error))
        if (signal.aborted) throw error
        const isKnown = error instanceof PortalError
        const reason = error instanceof Error ? error.message : String(error)
        log.warn(
          { dealId, attempt, ...(isKnown ? { code: error.code } : { err: error }) },
          `deal ${dealId}: try ${attempt} failed and will be repeated: ${reason}`,
        )
        throw error
      }
    },
    async ({ portalId, dealId, attempts }, tx) => {
      if (!isOurs(portalId)) return undefined
      const run = await giveUpDeal({ ...deps, ...storageIn(tx, parts.portalId) }, { dealId, attempts })
      return run === null ? undefined : () => tell(run)
    },
    { isOurTurn: () => lease.isOurs() && !parts.stopSwitch.isOn(), isMoreComing: parts.isMoreComing },
  )
}

/** What runs keep and recall, as part of the queue's own transaction. */
const storageIn = (tx: Transaction, portalId: number) => ({
  rememberDeal: (dealId: number) => rememberDealIn(tx, portalId, dealId),
  recordRun: (record: RunRecord) => recordRunsIn(tx, portalId, [record]),
})

function reconcileDeps({
  database,
  portalId,
  portalName,
  portals,
  ruleSet,
  stopSwitch,
  fuseBox,
  now,
}: WorkerParts): ReconcileDeps {
  return {
    portalName,
    portalFor: portals.forRun,
    activeRules: () => ruleSet.active(),
    findRun: (runId) => findRun(database, portalId, runId),
    ...createSharedStorage(database, portalId),
    mayWrite: stopSwitch.mayWrite,
    admit: fuseBox.admit,
    giveWay: createSlices(),
    now,
    newRunId: uuidv7,
  }
}
