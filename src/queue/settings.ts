/**
 * How long things take. With the defaults a dead worker's deal is in work again within a minute at the latest: 20 s
 * until its heartbeat counts as lost, 7 s until a supervisor looks (each process does every 5 s, unless another did in
 * the 2 s before), up to 30 s of delay when it was already the last try, 1 s until a worker looks.
 */
export type QueueSettings = {
  /** Deals in work at once: they share requests, so a few hundred cost hardly more than one. */
  concurrency: number
  /** How long a job may go without a sign of life; pg-boss takes 10 at least. */
  heartbeatSeconds: number
  /** How often this process looks for lost heartbeats. */
  superviseSeconds: number
  /** Tries after the first. The delay doubles from about one second, with jitter, up to the longest. */
  retryLimit: number
  longestRetryDelaySeconds: number
  /** How long one try may take before it counts as failed. */
  expireInSeconds: number
  /** How often deals that wait without a job are looked for, and how long they must have waited. */
  guardEveryMs: number
  orphanedAfterMs: number
  /** How often an idle worker looks for jobs that have become due; new ones wake it at once. */
  lookEveryMs: number
}

export const defaultSettings: QueueSettings = {
  concurrency: 1_000,
  heartbeatSeconds: 20,
  superviseSeconds: 5,
  retryLimit: 6,
  longestRetryDelaySeconds: 30,
  expireInSeconds: 15 * 60,
  guardEveryMs: 15_000,
  orphanedAfterMs: 5_000,
  lookEveryMs: 1_000,
}
