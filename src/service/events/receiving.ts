import type { Config } from '../../config/config.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import type { Logger } from '../../log.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Closing } from '../process/closing.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { createIntake, type Intake } from './intake.ts'
import { giveSignsOfLife } from './signs-of-life.ts'
import { type EventSources, watchEventSources } from './sources.ts'
import { openPortalSpool } from './spool.ts'

export type ReceivingParts = {
  config: Config
  log: Logger
  now(): Date
  database: Database
  portalId: number
  queue: DealQueue<Transaction>
  ruleSet: RuleSet
  metrics: Metrics
  portalName: string
  /** For one command: it takes no events, so nothing is kept aside for it and nobody looks whether it lives. */
  isPrivate: boolean
  /** Where Bitrix24's list of addresses is read, when not there. */
  listUrl?: string | undefined
  closing: Closing
}

/** Starts what takes events in: the intake with what is kept aside, whom it takes them from, and that it is there. */
export async function startReceiving(parts: ReceivingParts): Promise<{ intake: Intake; eventSources: EventSources }> {
  const { config, log, now, database, portalId, queue, ruleSet, metrics, portalName, isPrivate, listUrl, closing } =
    parts
  const spool = isPrivate ? null : await openPortalSpool(config, portalName, log)
  const intake = createIntake({ database, portalId, queue, ruleSet, metrics, spool, log, now })
  closing.later(() => intake.close())
  const eventSources = await watchEventSources({
    sources: isPrivate ? null : config.doors.eventSources,
    dataDir: config.dataDir,
    log,
    now,
    listUrl,
  })
  closing.later(() => eventSources.close())
  const living = isPrivate ? null : giveSignsOfLife({ database, portalId, now, isAway: intake.isAside })
  closing.later(() => living?.close())
  return { intake, eventSources }
}
