import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { countOpenAlerts } from '../../database/alerts/alerts.ts'
import { openDatabase } from '../../database/connection/open.ts'
import { forgetDeals } from '../../database/deals/forget-deals.ts'
import { listenForForgotten } from '../../database/erasing/forgotten-contacts.ts'
import { countHeld } from '../../database/guards/held-changes.ts'
import { countQuarantined } from '../../database/guards/quarantines.ts'
import { ensurePortal } from '../../database/portals/portals.ts'
import { noteSettings } from '../../database/record/noted-settings.ts'
import { createHandler } from '../../http/app.ts'
import { readConsoleFiles } from '../../http/console/files.ts'
import { type Listening, listen } from '../../http/server.ts'
import { bystandersPart } from '../../portal/bucket.ts'
import { createDealPortals } from '../../portal/deal-portals.ts'
import { createNotifications } from '../../portal/notifications.ts'
import { createMetadataReader } from '../../portal/portal-metadata.ts'
import { startDealQueue } from '../../queue/deal-queue.ts'
import { alertChannels } from '../alerts/channels.ts'
import { noteQueueErrors } from '../deals/queue-errors.ts'
import { startReceiving } from '../events/receiving.ts'
import { createFuseBox } from '../guards/fuse-box.ts'
import { createStopSwitch } from '../guards/stop-switch.ts'
import { createAskPortal } from '../portal/ask-portal.ts'
import { connect } from '../portal/connection.ts'
import { createContactNames } from '../portal/contact-names.ts'
import { sayIfRenamed } from '../portal/say-if-renamed.ts'
import { sayWhatIsWrong } from '../portal/say-what-is-wrong.ts'
import { createPortalWatch } from '../portal/watch.ts'
import { Closing } from '../process/closing.ts'
import { databaseOptions, isFirstStart } from '../process/database-options.ts'
import { FrontDoor } from '../process/front-door.ts'
import { holdLease, nobodysLease } from '../process/lease.ts'
import { announceLocally, newLocalToken, withdrawLocally } from '../process/local-service.ts'
import { settingsOnRecord } from '../record/settings.ts'
import { importRules, readRules } from '../rules/import.ts'
import { createRuleSet } from '../rules/rule-set.ts'
import { callersOf } from '../sign-in/callers.ts'
import { sayWhoIsKeptOut } from '../sign-in/only-openid.ts'
import { createRefusedSignIns } from '../sign-in/refused-tries.ts'
import { createNotices } from '../status/notices.ts'
import { stateMark } from '../status/state-mark.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { startTraces, traceRequest } from '../telemetry/traces.ts'
import { httpDeps } from './http-deps.ts'
import type { Service, ServiceOptions } from './service.ts'
import { startWorkers } from './start-workers.ts'

const builtConsole = fileURLToPath(new URL('../../../console/dist', import.meta.url))
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
    const metrics = createMetrics({
      spool: () => intake.spool(),
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
      onError: noteQueueErrors(log),
    })
    closing.later(() => queue.stop({ timeoutMs: closeQueueMs }))
    wake = queue.wake
    const receiving = { config, log, now, database, portalId, queue, ruleSet, metrics, isPrivate, closing }
    const { intake, eventSources } = await startReceiving({
      ...receiving,
      portalName: connection.name,
      listUrl: options.eventAddressesUrl,
    })

    const refusedSignIns = createRefusedSignIns({ database, log, now })
    closing.later(() => refusedSignIns.close())
    // Once more: requests under way need everything that is closed after this.
    closing.later(stopListening)
    const notices = await createNotices({
      database,
      stateNow: () => stateMark({ watch, lease, connection, portals }),
    })
    // Streams are requests without an end.
    closing.later(() => notices.close())
    const contactNames = createContactNames(portals)
    closing.later(await listenForForgotten(database, portalId, contactNames.forget))
    // A command's own service is gone when people open a link of it.
    const publicUrl = config.publicUrl ?? (isPrivate ? `http://${config.host}:${config.port}` : listening.address)
    const localToken = newLocalToken()
    let wakeSweeps = () => {}
    let eraseAgain = () => {}
    const callers = callersOf(options, { database, publicUrl, localToken, refusedSignIns, now })
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
      askPortal: createAskPortal(options.patienceMs),
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
          ...callers,
          notices,
          contactNames,
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
      signInLink: () => callers.credentials.signInLink(publicUrl),
      trialToken: () => callers.credentials.trialToken(),
      endTrials: () => callers.credentials.endTrials(),
      close: () => closing.close(),
    }
  }
}
