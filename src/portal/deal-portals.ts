import type { FieldDescriptions } from '../core/deal/snapshot.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import type { Urgency } from '../core/turns/urgency.ts'
import { understand } from './ask.ts'
import { parcelOf } from './carrier.ts'
import { type ChangedDeals, createChangedDeals } from './changed-deals.ts'
import type { PortalClient } from './client.ts'
import { createDealLists, type DealLists } from './deal-lists.ts'
import { createDealPortal, type DealPortal } from './deal-portal.ts'
import { cacheFields } from './field-cache.ts'
import { createGathering, type Gathering } from './gathering.ts'
import { createLookups, type Lookups } from './lookups.ts'
import { fieldsOf } from './questions.ts'
import { createShelf, type Shelf } from './shelf.ts'
import { steadyNow } from './steady-clock.ts'

/** One portal for many runs, which share its requests. */
export type DealPortals = {
  /** The portal from now on, for one run. `heardAt`: when the newest of what it answers was heard of. */
  forRun(urgency: Urgency, heardAt?: Date | null): DealPortal
  /**
   * The portal from now on, for what somebody asks and waits for. When the signal is aborted, its reason is thrown and
   * nothing is asked any more that nobody else waits for.
   */
  forQuestion(asker: AbortSignal): Omit<DealPortal, 'carryOut'>
  /** Which deals there are, asked for when nobody is in a hurry. */
  lists: DealLists
  /** What people pick from, who wait for it; no longer than until the signal is aborted. */
  lookups(asker: AbortSignal): Lookups
  /** What has changed, asked for when nobody is in a hurry. */
  changed: ChangedDeals
  /** Reads ahead what every run will need. Throws `PortalError`. */
  prepare(): Promise<void>
  load: Gathering['load']
}

/** `mayWrite` is called right before a write leaves, and throws where it must not. */
export function createDealPortals(
  client: PortalClient,
  now?: () => number,
  mayWrite?: () => Promise<void>,
): DealPortals {
  const gathering = createGathering(client, now ?? steadyNow, mayWrite)
  const describeFields = cacheFields(async (entity, givenUp) => {
    const question = fieldsOf(entity)
    const [answer] = await gathering.carrierFor('live', givenUp).carry(parcelOf([question]))
    try {
      return understand(client, question, answer)
    } catch (error) {
      return undescribed(error)
    }
  }, now ?? steadyNow)
  // One for each urgency, so that nobody waits for the question of somebody less urgent.
  const aShelf = () => createShelf(now ?? Date.now)
  const shelves: Record<Urgency, Shelf> = {
    live: aShelf(),
    manual: aShelf(),
    again: aShelf(),
    backfill: aShelf(),
  }
  return {
    forRun: (urgency, heardAt = null) =>
      createDealPortal({
        client,
        carrier: gathering.carrierFor(urgency),
        shelf: shelves[urgency],
        heardAt: heardAt === null ? null : heardAt.getTime(),
        describeFields: (entity) => describeFields(entity),
      }),
    forQuestion: (asker) =>
      createDealPortal({
        client,
        carrier: gathering.carrierFor('manual', asker),
        // Of its own: nobody else may be left without a fact because this question is abandoned.
        shelf: aShelf(),
        heardAt: null,
        describeFields: (entity) => describeFields(entity, asker),
      }),
    lists: createDealLists(client, gathering.carrierFor('backfill')),
    lookups: (asker) => createLookups(client, gathering.carrierFor('manual', asker)),
    changed: createChangedDeals(client, gathering.carrierFor('backfill'), (entity) => describeFields(entity)),
    prepare: () => Promise.all(entities.map((entity) => describeFields(entity))).then(() => {}),
    load: gathering.load,
  }
}

const entities = ['deal', 'company', 'contact'] as const

/**
 * A portal too old to describe its fields: their values are then taken as they come. All runs ask for these, so an answer
 * that makes no sense must not fail those that happen to wait for it: another may.
 */
function undescribed(error: unknown): FieldDescriptions {
  if (!(error instanceof PortalError)) throw error
  if (error.code === 'ERROR_METHOD_NOT_FOUND') return {}
  if (error.code !== 'UNEXPECTED_ANSWER') throw error
  const { code, method, message } = error
  throw new PortalError('transient', { code, method, message })
}
