import type { DealFilter } from '../../../src/core/deal/deal-filter.ts'
import type { components } from '../api/schema.d.ts'
import type { Say } from '../languages/say.ts'

export type Backfill = components['schemas']['Backfill']

/** How far it is, 0 to 1; null while nobody knows of how many. Never full before it has ended. */
export function shareDone({ progress: { counted, done, dropped }, status }: Backfill): number | null {
  if (status === 'done') return 1
  if (counted === null) return null
  if (counted === 0) return 0
  // Deals that are added meanwhile are looked at as well.
  return Math.min((done + dropped) / counted, status === 'running' ? 0.99 : 1)
}

/** How many deals it leaves alone; once it is cancelled also those that it had not come to yet. */
export function letBe({ progress: { counted, done, dropped }, status }: Backfill): number {
  return status === 'cancelled' && counted !== null ? Math.max(dropped, counted - done) : dropped
}

export const isUnderWay = ({ status }: Pick<Backfill, 'status'>) =>
  status === 'counting' || status === 'running' || status === 'paused'

/** What can be done about it now. */
export function possibleChanges({ status }: Pick<Backfill, 'status'>): ('pause' | 'resume' | 'cancel')[] {
  if (status === 'paused') return ['resume', 'cancel']
  return status === 'counting' || status === 'running' ? ['pause', 'cancel'] : []
}

/** How long it will take, said as roughly as it is known: "about 3 min"; never "0". */
export function roughly(seconds: number, language: string): string {
  const [value, unit] =
    seconds < 90
      ? [Math.max(5, Math.ceil(seconds / 5) * 5), 'second']
      : seconds < 5_400
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 360) / 10, 'hour']
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

/** Which deals it is over. `named` gives an id of a pipeline, stage or person its name; null where it has none. */
export function filterInWords(
  filter: DealFilter,
  say: Say,
  named: (kind: 'categoryId' | 'stageId' | 'assignedById', value: string | number) => string | null = () => null,
  day: (moment: string) => string = (moment) => moment.slice(0, 10),
): string {
  const { categoryId, stageId, assignedById, companyId, createdSince, updatedSince, isOpen } = filter
  const parts = [
    isOpen ? say('backfills.filter.isOpen') : null,
    categoryId === undefined
      ? null
      : say('backfills.filter.categoryId', { value: named('categoryId', categoryId) ?? categoryId }),
    stageId === undefined ? null : say('backfills.filter.stageId', { value: named('stageId', stageId) ?? stageId }),
    assignedById === undefined
      ? null
      : say('backfills.filter.assignedById', { value: named('assignedById', assignedById) ?? assignedById }),
    companyId === undefined ? null : say('backfills.filter.companyId', { value: companyId }),
    createdSince === undefined ? null : say('backfills.filter.createdSince', { value: day(createdSince) }),
    updatedSince === undefined ? null : say('backfills.filter.updatedSince', { value: day(updatedSince) }),
  ].filter((part) => part !== null)
  return parts.length === 0 ? say('backfills.everyDeal') : parts.join(', ')
}
