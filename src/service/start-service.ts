import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { PortalError } from '../core/portal-error.ts'
import { countOpenAlerts } from '../database/alerts.ts'
import { forgetDeals } from '../database/forget-deals.ts'
import { countHeld } from '../database/holds.ts'
import { openDatabase } from '../database/open.ts'
import { ensurePortal } from '../database/portals.ts'
import { countQuarantined } from '../database/quarantines.ts'
import { openSpool, type Spool } from '../database/spool/spool.ts'
import { createHandler } from '../http/app.ts'
import { readConsoleFiles } from '../http/console/files.ts'
import { type Listening, listen } from '../http/server.ts'
import type { Logger } from '../log.ts'
import { bystandersPart } from '../portal/bucket.ts'
import { createDealPortals } from '../portal/deal-portals.ts'
import { createNotifications } from '../portal/notifications.ts'
import { createMetadataReader } from '../portal/portal-metadata.ts'
import { startDealQueue } from '../queue/deal-queue.ts'
import type { QueueSettings } from '../queue/settings.ts'
import { alertChannels } from './alert-channels.ts'
import { type AlertTimes, usualAlertTimes, workOnAlerts } from './alert-worker.ts'
import { workOnBackfills } from './backfill-worker.ts'
import { doBacktest } from './backtests.ts'
import { workOnClientEvents } from './client-event-worker.ts'
import { Closing } from './closing.ts'
import { announceLocally, createCredentials, newLocalToken, withdrawLocally } from './credentials.ts'
import { workOnDeals } from './deal-worker.ts'
import { watchEventSources } from './event-sources.ts'
import { FrontDoor } from './front-door.ts'
import { createFuseBox } from './fuse-box.ts'
import { httpDeps } from './http-deps.ts'
import { importRules, readRules } from './import-rules.ts'
import { createIntake } from './intake.ts'
import { runJobs } from './job-runner.ts'
import { holdLease, type LeaseTimes } from './lease.ts'
import { createMetrics } from './metrics.ts'
import { createNotices } from './notices.ts'
import { createOpenid } from './openid.ts'
import { createPasswords, type PasswordCost } from './passwords.ts'
import { createPeople } from './people.ts'
import { connect } from './portal-connection.ts'
import { createPortalWatch } from './portal-watch.ts'
import { workOnRetention } from './retention-worker.ts'
import { doRevert } from './revert-job.ts'
import { doRevertPreview } from './revert-preview-job.ts'
import { createRuleSet } from './rule-set.ts'
import { workOnSchedules } from './schedule-worker.ts'
import { createSignInLimit, type SignInLimits } from './sign-in-limit.ts'
import { giveSignsOfLife } from './signs-of-life.ts'
import { type SpoolAlertTimes, watchSpool } from './spool-alert.ts'
import { stateMark } from './state-mark.ts'
import { allowanceNow } from './status-report.ts'
import { createStopSwitch } from './stop-switch.ts'
import { workOnSweeps } from './sweep-worker.ts'
import { startTraces, traceRequest } from './traces.ts'

export type ServiceOptions = {
  config: Config
  log: Logger
  version: string
  /** A service for one command: on a free port of its own, known to nobody else. */
  isPrivate?: boolean
  /** How long things take in the queue, where the defaults do not fit. */
  queue?: Partial<QueueSettings>
  /** How soon another process takes over from a dead one. */
  lease?: LeaseTimes
  /** How long a portal that refuses the webhook is left alone; 30 s. */
  refusedPauseMs?: number
  /** Where the built console lies, when not in `console/dist`. */
  consoleDirectory?: string
  /** What a guess at a password costs. */
  passwordCost?: PasswordCost | undefined
  /** How many failed tries to sign in are too many. */
  signInLimits?: SignInLimits | undefined
  /** Where Bitrix24's list of addresses is read, when not there. */
  eventAddressesUrl?: string | undefined
  /** How often is looked for what is alarming; null: never. */
  alertTimes?: AlertTimes | null
  spoolAlertTimes?: SpoolAlertTimes
}

export type Service = {
  /** Where it listens. */
  baseUrl: string
  /** Where people and Bitrix24 reach it. */
  publicUrl: string
  /** For commands on this machine. */
  localToken: string
  isSandbox: boolean
  signInLink(): Promise<string>
  /** An API token to try things with, good for a day. */
  trialToken(): Promise<string>
  /** Takes no more requests, ends or hands back what is under way, closes everything; within ten seconds. */
  close(): Promise<void>
}

const builtConsole = fileURLToPath(new URL('../../console/dist', import.meta.url))
const closeRequestsMs = 2_000
const closeQueueMs = 3_000

/** Builds the whole service and starts it; what was started is closed again when a later part cannot be. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, log, version, isPrivate = false } = options
  const closing = new Closing()
  try {
    return await start()
  } catch (error) {
    await closing.close()
    throw error
  }

  async function start(): Promise<Service> {
    const now = () => new Date()
    const startedAt = now()
    const door = new FrontDoor()
    const place = isPrivate ? { host: '127.0.0.1', port: 0 } : { host: config.host, port: config.port }
    // What may be wrong in the configuration comes first, so that a start that fails on it leaves nothing behind.
    const listening: Listening = await listen(door.handle, place)
    const stopListening = () => listening.close({ timeoutMs: closeRequestsMs })
    closing.later(stopListening)
    if (isFirstStart(config)) await readRules(config.rulesDir)
    if (isFirstStart(config)) log.info('preparing the embedded database; this takes some seconds, once')
    const database = await openDatabase(databaseOptions(config))
    closing.later(() => database.close())

    const traces = await startTraces(isPrivate ? null : config.tracing, version)
    closing.later(() => traces?.close())
    const watch = createPortalWatch(now)
    let spool: Spool | null = null
    const metrics = createMetrics({
      spool: () => spool?.state() ?? null,
      depth: () => queue.depth(),
      portal: () => ({ ...connection.client.load(), waiting: portals.load().waiting }),
      isWorking: () => lease.isOurs(),
      quarantinedDeals: () => countQuarantined(database, portalId),
      isStopped: () => stopSwitch.isOn(),
      held: () => countHeld(database, portalId),
      openAlerts: () => countOpenAlerts(database, portalId),
    })
    // Until the lease tells.
    let isWorking = () => true
    const connection = await connect({
      config,
      log,
      version,
      refusedPauseMs: options.refusedPauseMs,
      part: () => (isWorking() ? 1 : bystandersPart),
      onRequest(report) {
        watch.noteRequest(report)
        metrics.portalAnswered(report)
        traceRequest(traces, report)
      },
    })
    closing.later(() => connection.close())
    let wake = () => {}
    const { id: portalId } = await ensurePortal(database, { domain: connection.name })
    const stopSwitch = createStopSwitch({
      database,
      portalId,
      onChange: () => wake(),
      onError: (error) => log.warn({ err: error }, 'whether writes are stopped could not be read'),
    })
    closing.later(() => stopSwitch.close())
    await stopSwitch.read()
    const portals = createDealPortals(connection.client, undefined, stopSwitch.mayWrite)
    // The sandbox begins anew with the same ids; what was known of its last life would be wrong.
    if (connection.isSandbox) await forgetDeals(database, portalId)
    if (!isPrivate && config.doors.trustedProxies.length === 0 && config.publicUrl?.startsWith('https:')) {
      log.warn(
        'PUBLIC_URL is https and TRUSTED_PROXIES is not set: all who try to sign in count as one address, the proxy’s',
      )
    }
    const imported = await importRules(database, portalId, config.rulesDir)
    if (imported > 0) log.info(`imported ${imported} rules from ${config.rulesDir}`)
    const ruleSet = createRuleSet(database, portalId)

    const fuseBox = createFuseBox({
      database,
      portalId,
      now,
      onHeld: (rule) =>
        log.error({ rule }, `rule ${rule} is held: it was about to change too many deals in a short time`),
    })
    const lease = await holdLease({
      database,
      portalId,
      times: options.lease,
      onTaken: (from) => {
        if (from !== null) connection.client.assumeSpent()
        fuseBox.forget()
        wake()
      },
      onError: (error) => log.warn({ err: error }, 'the lease on the portal could not be looked after'),
    })
    closing.later(() => lease.close())
    isWorking = lease.isOurs

    const queue = await startDealQueue(database, {
      ...options.queue,
      // Failed tries of deals have their line already.
      onError: (error) => error instanceof PortalError || log.error({ err: error }, `queue: ${error.message}`),
    })
    closing.later(() => queue.stop({ timeoutMs: closeQueueMs }))
    wake = queue.wake
    // A command's own service takes no events.
    spool = isPrivate ? null : await openPortalSpool(config, connection.name, log)
    const intake = createIntake({ database, portalId, queue, ruleSet, metrics, spool, log, now })
    closing.later(() => intake.close())
    const eventSources = await watchEventSources({
      sources: isPrivate ? null : config.doors.eventSources,
      dataDir: config.dataDir,
      log,
      now,
      listUrl: options.eventAddressesUrl,
    })
    closing.later(() => eventSources.close())
    const living = isPrivate ? null : giveSignsOfLife({ database, portalId, now, isAway: intake.isAside })
    closing.later(() => living?.close())

    // Once more: requests under way need everything that is closed after this.
    closing.later(stopListening)
    const notices = await createNotices({
      database,
      stateNow: () => stateMark({ watch, lease, connection, portals }),
    })
    // Streams are requests without an end.
    closing.later(() => notices.close())
    // A command's own service is gone when people open a link of it.
    const publicUrl = config.publicUrl ?? (isPrivate ? `http://${config.host}:${config.port}` : listening.address)
    const localToken = newLocalToken()
    const credentials = createCredentials(database, { apiToken: config.apiToken, localToken, now })
    const people = createPeople({
      database,
      passwords: createPasswords(options.passwordCost),
      limit: createSignInLimit(options.signInLimits),
      publicUrl,
      now,
    })
    let wakeSweeps = () => {}
    let eraseAgain = () => {}
    const openid = config.openid && createOpenid({ database, publicUrl, now, log, config: config.openid })
    const metadata = createMetadataReader(connection.client)
    const notify = createNotifications({
      client: connection.client,
      isBusy: () => portals.load().waiting.live + portals.load().waiting.manual > 0,
    })
    const channels = alertChannels(config.alerts, notify)
    const parts = {
      metadata,
      channels,
      traces,
      stopSwitch,
      fuseBox,
      config,
      log,
      version,
      publicUrl,
      startedAt,
      now,
      database,
      portalId,
      connection,
      portals,
      watch,
    }
    const consoleFiles = await readConsoleFiles(options.consoleDirectory ?? builtConsole)
    if (consoleFiles === null && !isPrivate)
      log.warn('the console is not built: npm run console:build, then start again')
    door.open(
      createHandler(
        httpDeps({
          ...parts,
          consoleFiles,
          lease,
          queue,
          ruleSet,
          metrics,
          intake,
          eventSources,
          credentials,
          people,
          openid,
          notices,
          retention: { again: () => eraseAgain() },
          wakeSweeps: () => wakeSweeps(),
        }),
      ),
    )

    await workOnDeals(queue, lease, {
      database,
      portalId,
      portalName: connection.name,
      portals,
      ruleSet,
      stopSwitch,
      fuseBox,
      metrics,
      traces,
      log,
      now,
      isMoreComing: intake.isBurst,
    })
    const backfilling = workOnBackfills({ database, portalId, lists: portals.lists, queue, lease, log })
    closing.later(() => backfilling.close())
    const spreading = workOnClientEvents({ database, portalId, lists: portals.lists, queue, lease, log })
    closing.later(() => spreading.close())
    const scheduling = workOnSchedules({ database, portalId, ruleSet, lease, log, now })
    closing.later(() => scheduling.close())
    const sweeping = workOnSweeps({
      database,
      portalId,
      changed: portals.changed,
      ruleSet,
      queue,
      lease,
      metrics,
      log,
      now,
      // A command's own service is no start, and no place to wait for the next time.
      times: isPrivate ? { changes: { kind: 'off' }, 'open-deals': { kind: 'off' } } : config.sweeps,
    })
    closing.later(() => sweeping.close())
    wakeSweeps = sweeping.wake
    const erasing = workOnRetention({ database, portalId, usual: config.retention, lease, log, now })
    closing.later(() => erasing.close())
    eraseAgain = erasing.again
    const alertTimes = options.alertTimes === undefined ? usualAlertTimes : options.alertTimes
    if (!isPrivate && alertTimes !== null) {
      const limits = { failurePercent: config.alerts.failurePercent, sweepDeals: config.alerts.sweepDeals }
      const alerting = workOnAlerts({ ...parts, lease, times: alertTimes, limits })
      closing.later(() => alerting.close())
    }
    if (!isPrivate) {
      const about = { portal: connection.name, link: publicUrl }
      const spooling = watchSpool({
        ...{ database, portalId, intake, channels, about, log, now },
        ...(options.spoolAlertTimes && { times: options.spoolAlertTimes }),
      })
      closing.later(() => spooling.close())
    }
    const jobs = runJobs(
      { database, portalId, lease, log },
      {
        backtest: doBacktest({ database, portalId, portals, ruleSet, now }),
        revert: doRevert({ database, portalId, queue, now }),
        'revert-preview': doRevertPreview({
          ...{ database, portalId, portals, now },
          allowance: () => allowanceNow({ config, connection }),
        }),
      },
    )
    closing.later(() => jobs.close())
    if (!isPrivate) {
      await announceLocally(config.dataDir, { baseUrl: listening.address, token: localToken, pid: process.pid })
      closing.later(() => withdrawLocally(config.dataDir, localToken))
      connection.begin(listening.address)
      void checkPortal()
      portals.prepare().catch(() => {})
    }
    return {
      baseUrl: listening.address,
      publicUrl,
      localToken,
      isSandbox: connection.isSandbox,
      signInLink: () => credentials.signInLink(publicUrl),
      trialToken: () => credentials.trialToken(),
      close: () => closing.close(),
    }

    /** A portal that is wrong or away now may be mended later, so it is said and does not stop the start. */
    async function checkPortal(): Promise<void> {
      try {
        for (const { status, message, remedy } of await watch.check(connection.client)) {
          if (status === 'failed') log.error(`portal ${connection.name}: ${message} ${remedy}`.trim())
          if (status === 'warning') log.warn(`portal ${connection.name}: ${message} ${remedy}`.trim())
        }
      } catch (error) {
        log.warn({ err: error }, `portal ${connection.name} could not be checked`)
      }
    }
  }
}

function isFirstStart({ database }: Config): boolean {
  return database.kind === 'embedded' && !existsSync(join(database.dataDir, 'database'))
}

function openPortalSpool({ dataDir, spoolLimitBytes }: Config, portal: string, log: Logger): Promise<Spool> {
  return openSpool({
    directory: join(dataDir, 'spool', portal.replaceAll(/[^\w.-]/g, '_')),
    limitBytes: spoolLimitBytes,
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

export function databaseOptions({ database }: Config): { url: string | null; dataDir: string } {
  return database.kind === 'postgres' ? { url: database.url, dataDir: '' } : { url: null, dataDir: database.dataDir }
}
