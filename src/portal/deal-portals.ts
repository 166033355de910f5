import { PortalError } from '../core/portal-error.ts'
import type { FieldDescriptions } from '../core/snapshot.ts'
import type { Urgency } from '../core/urgency.ts'
import { ask } from './ask.ts'
import type { PortalClient } from './client.ts'
import { createDealPortal, type DealPortal } from './deal-portal.ts'
import { cacheFields } from './field-cache.ts'
import { createGathering, type Gathering } from './gathering.ts'
import { fieldsOf } from './questions.ts'
import { createShelf } from './shelf.ts'

/** One portal for many runs, which share its requests. */
export type DealPortals = {
  /** The portal from now on, for one run. */
  forRun(urgency: Urgency): DealPortal
  load: Gathering['load']
}

export function createDealPortals(client: PortalClient, now: () => number = Date.now): DealPortals {
  const describeFields = cacheFields((entity) => ask(client, fieldsOf(entity)).catch(undescribed), now)
  const gathering = createGathering(client, now)
  const shelf = createShelf(now)
  return {
    forRun: (urgency) =>
      createDealPortal({ client, carrier: gathering.carrierFor(urgency), shelf, describeFields, now }),
    load: gathering.load,
  }
}

/** A portal too old to describe its fields: their values are then taken as they come. */
function undescribed(error: unknown): FieldDescriptions {
  if (error instanceof PortalError && error.code === 'ERROR_METHOD_NOT_FOUND') return {}
  throw error
}
