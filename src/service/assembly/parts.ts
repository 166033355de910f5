import type { Config } from '../../config/config.ts'
import type { Database, Transaction } from '../../database/connection/open.ts'
import type { Channels } from '../../flows/deliver-alerts.ts'
import type { ConsoleFiles } from '../../http/console/files.ts'
import type { Logger } from '../../log.ts'
import type { DealPortals } from '../../portal/deal-portals.ts'
import type { MetadataReader } from '../../portal/portal-metadata.ts'
import type { DealQueue } from '../../queue/deal-queue.ts'
import type { Traces } from '../../tracing/span.ts'
import type { Intake } from '../events/intake.ts'
import type { EventSources } from '../events/sources.ts'
import type { FuseBox } from '../guards/fuse-box.ts'
import type { StopSwitch } from '../guards/stop-switch.ts'
import type { AskPortal } from '../portal/ask-portal.ts'
import type { PortalConnection } from '../portal/connection.ts'
import type { ContactNames } from '../portal/contact-names.ts'
import type { PortalWatch } from '../portal/watch.ts'
import type { Lease } from '../process/lease.ts'
import type { RetentionWorker } from '../record/retention-worker.ts'
import type { RuleSet } from '../rules/rule-set.ts'
import type { Callers } from '../sign-in/callers.ts'
import type { Notices } from '../status/notices.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** What a started service is made of. */
export type Parts = Callers & {
  config: Config
  log: Logger
  version: string
  publicUrl: string
  /** The built console; null when it has not been built. */
  consoleFiles: ConsoleFiles | null
  startedAt: Date
  now(): Date
  database: Database
  portalId: number
  connection: PortalConnection
  portals: DealPortals
  /** For what people ask of the portal, and wait for. */
  askPortal: AskPortal
  watch: PortalWatch
  /** What the portal tells of its fields and lists. */
  metadata: MetadataReader
  /** How people are told of what is alarming. */
  channels: Channels
  /** Null: no traces are made. */
  traces: Traces | null
  queue: DealQueue<Transaction>
  lease: Lease
  ruleSet: RuleSet
  stopSwitch: StopSwitch
  fuseBox: FuseBox
  metrics: Metrics
  intake: Intake
  eventSources: EventSources
  retention: Pick<RetentionWorker, 'again'>
  /** Has a sweep that was asked for begin at once, if it is this process that sweeps. */
  wakeSweeps(): void
  notices: Notices
  contactNames: ContactNames
}
