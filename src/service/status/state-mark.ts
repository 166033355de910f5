import type { DealPortals } from '../../portal/deal-portals.ts'
import type { PortalConnection } from '../portal/connection.ts'
import type { PortalWatch } from '../portal/watch.ts'
import type { Lease } from '../process/lease.ts'

/** What people see of the portal, the lease and the allowance, as one text that differs when any of it does. */
export function stateMark({
  watch,
  lease,
  connection,
  portals,
}: {
  watch: PortalWatch
  lease: Lease
  connection: PortalConnection
  portals: DealPortals
}): string {
  const { state, error, check } = watch.state()
  const { bucketLevel, pausedUntil } = connection.client.load()
  // In twentieths: the level sinks all the time.
  const level = Math.round(bucketLevel * 20)
  return JSON.stringify([state, error, check?.checkedAt, lease.holder(), level, pausedUntil, portals.load().waiting])
}
