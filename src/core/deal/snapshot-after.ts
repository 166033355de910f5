import { type Link, primaryIdOf } from './link.ts'
import type { DealSnapshot, Fields } from './snapshot.ts'

/** What the next run compares with: our own writes must not look to it like somebody's change. */
export function snapshotAfter(deal: Fields, links: readonly Link[], takenAt: Date): DealSnapshot {
  const own: Fields = {}
  if ('contactIds' in deal) own.contactIds = links.map((link) => link.contactId)
  if ('contactId' in deal) own.contactId = primaryIdOf(links)
  return { takenAt: takenAt.toISOString(), deal: { ...deal, ...own } }
}
