import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { type DealJob, dealQueue } from './deal-job.ts'
import type { QueueSettings } from './settings.ts'

// pg-boss's own polling is only a net below ours.
const ownPollingSeconds = 30

export type WorkerSlots = {
  /** Has an idle worker look for a job now. */
  wake(): void
  /** Looks for nothing more. What is under way goes on; resolves when it has ended. */
  close(): Promise<void>
}

type Slot = { id: string; isBusy: boolean }

/**
 * Workers that wait for nothing while there is work. Left to itself a pg-boss worker sleeps its polling interval after
 * every job (batches of one never count as full), and each would poll for itself. Here one idle worker is woken when
 * something was enqueued, and every second for jobs that have become due; a worker that gets a job wakes the next, and
 * looks again at once when it is done. So an idle process asks the database once a second, and a backlog is taken on
 * by all workers within milliseconds.
 */
export async function openWorkerSlots(
  boss: PgBoss,
  settings: QueueSettings,
  work: (job: JobWithMetadata<DealJob>) => Promise<void>,
): Promise<WorkerSlots> {
  const slots: Slot[] = []
  const wake = () => {
    const idle = slots.find((slot) => !slot.isBusy)
    if (idle) boss.notifyWorker(idle.id)
  }
  const workIn = async (slot: Slot, job: JobWithMetadata<DealJob>) => {
    slot.isBusy = true
    wake()
    try {
      await work(job)
    } finally {
      slot.isBusy = false
      boss.notifyWorker(slot.id)
    }
  }
  const options = {
    includeMetadata: true,
    pollingIntervalSeconds: ownPollingSeconds,
    notifyPollingIntervalSeconds: ownPollingSeconds,
    heartbeatRefreshSeconds: settings.heartbeatSeconds / 4,
  } as const
  for (let count = 0; count < settings.concurrency; count++) {
    const slot: Slot = { id: '', isBusy: false }
    slot.id = await boss.work<DealJob, void, typeof options>(dealQueue, options, async ([job]) => {
      if (job) await workIn(slot, job)
    })
    slots.push(slot)
  }
  const looking = setInterval(wake, settings.lookEveryMs)
  return {
    wake,
    close: async () => {
      clearInterval(looking)
      await boss.offWork(dealQueue)
    },
  }
}
