import type { DealFilter } from '../../../src/core/deal/deal-filter.ts'
import { isDay } from './moments.ts'

/** What people filled in; empty text narrows nothing. Days are the viewer's own. */
export type BackfillForm = {
  mode: 'shadow' | 'live'
  rule: string
  categoryId: string
  stageId: string
  assignedById: string
  companyId: string
  createdSince: string
  updatedSince: string
  isOpen: boolean
}

export const emptyForm: BackfillForm = {
  mode: 'shadow',
  rule: '',
  categoryId: '',
  stageId: '',
  assignedById: '',
  companyId: '',
  createdSince: '',
  updatedSince: '',
  isOpen: true,
}

/** Fields that are not numbers as they should be. */
export function formFaults({ companyId, assignedById, categoryId }: BackfillForm): string[] {
  const isId = (text: string) => text === '' || /^[1-9]\d{0,14}$/.test(text)
  return [
    ...(isId(companyId) ? [] : ['companyId']),
    ...(isId(assignedById) ? [] : ['assignedById']),
    ...(categoryId === '' || /^\d{1,9}$/.test(categoryId) ? [] : ['categoryId']),
  ]
}

/** What the service is asked for. */
export function backfillRequest(form: BackfillForm): {
  filter: DealFilter
  mode: 'shadow' | 'live'
  rules: string[] | null
} {
  const { categoryId, stageId, assignedById, companyId, createdSince, updatedSince, isOpen } = form
  const filter: DealFilter = {
    ...(categoryId !== '' && { categoryId: Number(categoryId) }),
    ...(stageId !== '' && { stageId }),
    ...(assignedById !== '' && { assignedById: Number(assignedById) }),
    ...(companyId !== '' && { companyId: Number(companyId) }),
    ...(isDay(createdSince) && { createdSince: new Date(`${createdSince}T00:00:00`).toISOString() }),
    ...(isDay(updatedSince) && { updatedSince: new Date(`${updatedSince}T00:00:00`).toISOString() }),
    ...(isOpen && { isOpen: true as const }),
  }
  return { filter, mode: form.mode, rules: form.rule === '' ? null : [form.rule] }
}
