import type { components } from '../api/schema.d.ts'

export type DealFound = components['schemas']['DealFound']
const storageKey = 'bindery-pinned-deal'

/** The deal that drafts are tried on, also for the next rule; null: none was picked yet. */
export function pinnedDeal(): Pick<DealFound, 'id' | 'title'> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('title' in kept)) return null
    return typeof kept.id === 'number' && typeof kept.title === 'string' ? { id: kept.id, title: kept.title } : null
  } catch {
    return null
  }
}

export const unpinDeal = () => localStorage.removeItem(storageKey)

export const pinDeal = ({ id, title }: Pick<DealFound, 'id' | 'title'>) =>
  localStorage.setItem(storageKey, JSON.stringify({ id, title }))
