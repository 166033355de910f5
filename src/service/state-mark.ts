import type { Parts } from './parts.ts'

/** What people see of the portal, the lease and the allowance, as one text that differs when any of it does. */
export function stateMark({
  watch,
  lease,
  connection,
  portals,
}: Pick<Parts, 'watch' | 'lease' | 'connection' | 'portals'>): string {
  const { state, error, check } = watch.state()
  const { bucketLevel, pausedUntil } = connection.client.load()
  // In twentieths: the level sinks all the time.
  const level = Math.round(bucketLevel * 20)
  return JSON.stringify([state, error, check?.checkedAt, lease.holder(), level, pausedUntil, portals.load().waiting])
}
