import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import { countOpenAlerts } from '../database/alerts.ts'
import { forgetDeals } from '../database/forget-deals.ts'
import { countHeld } from '../database/held-changes.ts'
import { noteSettings } from '../database/noted-settings.ts'
import { openDatabase } from '../database/open.ts'
import { ensurePortal } from '../database/portals.ts'
import { countQuarantined } from '../database/quarantines.ts'
import type { Spool } from '../database/spool/spool.ts'
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
import { Closing } from './closing.ts'
import { createCredentials } from './credentials.ts'
import { watchEventSources } from './event-sources.ts'
import { FrontDoor } from './front-door.ts'
import { createFuseBox } from './fuse-box.ts'
import { httpDeps } from './http-deps.ts'
import { importRules, readRules } from './import-rules.ts'
import { createIntake } from './intake.ts'
import { holdLease, type LeaseTimes, nobodysLease } from './lease.ts'
import { announceLocally, newLocalToken, withdrawLocally } from './local-service.ts'
import { createMetrics } from './metrics.ts'
import { createNotices } from './notices.ts'
import { sayWhoIsKeptOut } from './only-openid.ts'
import { createOpenid } from './openid.ts'
import { createPasswords, type PasswordCost } from './passwords.ts'
import { createPeople } from './people.ts'
import { connect } from './portal-connection.ts'
import { openPortalSpool } from './portal-spool.ts'
import { createPortalWatch } from './portal-watch.ts'
import { createRuleSet } from './rule-set.ts'
import { sayIfRenamed } from './say-if-renamed.ts'
import { sayWhatIsWrong } from './say-what-is-wrong.ts'
import { settingsOnRecord } from './settings-on-record.ts'
import { createSignInLimit, type SignInLimits } from './sign-in-limit.ts'
import { giveSignsOfLife } from './signs-of-life.ts'
import { type AlarmTimes, startWorkers } from './start-workers.ts'
import { stateMark } from './state-mark.ts'
import { createStopSwitch } from './stop-switch.ts'
import { startTraces, traceRequest } from './traces.ts'

export type ServiceOptions = AlarmTimes & {
  config: Config
  log: Logger
  version: string
  /** A service for one command: on a free port of its own, known to nobody else. */
  isPrivate?: boolean
  /** Nothing is done but what it is asked for: no deal is run, no job goes on, nothing is swept, told or erased. */
  isAtRest?: boolean
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
}

export type Service = {
  /** Where it listens. */
  baseUrl: string
  /** Where people and Bitrix24 reach it. */
  publicUrl: string
  /** For commands on this machine. */
  localToken: string
  /** What an event of the sandbox portal bears; null where a real portal is set. */
  sandboxToken: string | null
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
  const { config, log, version, isPrivate = false, isAtRest = false } = options
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
    const { id: portalId, isNew } = await ensurePortal(database, { domain: connection.name })
    if (isNew && !connection.isSandbox) await sayIfRenamed(database, { portalId, name: connection.name, log })
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
    // A command's own service may run with another environment, and nobody is let in by it.
    if (!isPrivate) await noteSettings(database, settingsOnRecord(config))
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
    const lease = isAtRest
      ? nobodysLease
      : await holdLease({
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
      portalId,
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
      isOpenidOnly: config.openid?.isOnlyWay ?? false,
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

    if (!isAtRest) {
      const working = await startWorkers({
        ...{ ...parts, queue, lease, ruleSet, metrics, intake, isPrivate, closing },
        alarmTimes: options,
      })
      wakeSweeps = working.wakeSweeps
      eraseAgain = working.eraseAgain
    }
    if (!isPrivate) {
      await announceLocally(config.dataDir, { baseUrl: listening.address, token: localToken, pid: process.pid })
      closing.later(() => withdrawLocally(config.dataDir, localToken))
      connection.begin(listening.address)
      void sayWhatIsWrong({ watch, connection, log })
      if (config.openid?.isOnlyWay) void sayWhoIsKeptOut(database, { config: config.openid, publicUrl, log })
      portals.prepare().catch(() => {})
    }
    return {
      baseUrl: listening.address,
      publicUrl,
      localToken,
      sandboxToken: connection.sandboxToken,
      signInLink: () => credentials.signInLink(publicUrl),
      trialToken: () => credentials.trialToken(),
      close: () => closing.close(),
    }
  }
}

function isFirstStart({ database }: Config): boolean {
  return database.kind === 'embedded' && !existsSync(join(database.dataDir, 'database'))
}

export function databaseOptions({ database }: Config): { url: string | null; dataDir: string } {
  return database.kind === 'postgres' ? { url: database.url, dataDir: '' } : { url: null, dataDir: database.dataDir }
}
