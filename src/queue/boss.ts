import { fromPglite, PgBoss } from 'pg-boss'
import { deadLetterQueue, dealQueue, queueSchema } from './deal-job.ts'
import type { QueueDatabase } from './queue-database.ts'
import type { QueueSettings } from './settings.ts'

// The journal is the record; finished jobs are of interest only while someone looks into a fault.
const keepFinishedSeconds = 60 * 60
const cleanEverySeconds = 10 * 60
const connections = 4
// Below `superviseSeconds`, so that a process is not refused because another one looked a moment before (see settings).
const lookAgainAfterSeconds = 2

/** pg-boss on the same database, started, with the queues as they should be. */
export async function startBoss(
  database: QueueDatabase,
  settings: QueueSettings,
  report: { onError: (error: Error) => void; onWarning: (message: string, data: object) => void },
): Promise<PgBoss> {
  const connection = database.queueConnection()
  const isEmbedded = 'pglite' in connection
  const boss = new PgBoss({
    ...(isEmbedded
      ? { db: fromPglite(connection.pglite), backend: 'pglite' as const }
      : { connectionString: connection.url, max: connections, application_name: 'bindery-queue' }),
    schema: queueSchema,
    schedule: false,
    registerInstance: false,
    // REINDEX CONCURRENTLY needs a second connection.
    ...(isEmbedded ? { reindex: false } : {}),
    superviseIntervalSeconds: settings.superviseSeconds,
    monitorIntervalSeconds: Math.min(lookAgainAfterSeconds, settings.superviseSeconds),
    maintenanceIntervalSeconds: cleanEverySeconds,
  })
  boss.on('error', report.onError)
  boss.on('warning', ({ message, data }) => report.onWarning(message, data))
  try {
    await boss.start()
    await ensureQueues(boss, settings)
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw error
  }
  return boss
}

/** Creates what is missing and brings the options of what is there up to date; a queue's policy never changes. */
async function ensureQueues(boss: PgBoss, settings: QueueSettings): Promise<void> {
  const common = {
    heartbeatSeconds: settings.heartbeatSeconds,
    retryLimit: settings.retryLimit,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: settings.longestRetryDelaySeconds,
    expireInSeconds: settings.expireInSeconds,
    deleteAfterSeconds: keepFinishedSeconds,
  }
  // Dead letters are copied without a policy, so each exhausted job gets its own: `standard` says so openly.
  await boss.createQueue(deadLetterQueue, { ...common, policy: 'standard' })
  await boss.updateQueue(deadLetterQueue, common)
  // A commit tells by itself that deals wait (see `enqueue`).
  const deals = { ...common, notify: false, deadLetter: deadLetterQueue }
  await boss.createQueue(dealQueue, { ...deals, policy: 'stately' })
  await boss.updateQueue(dealQueue, deals)
}
