import type { DealFilter } from '../../../src/core/deal/deal-filter.ts'
import type { Backfill } from './backfill-words.ts'
import { dayOf, isDay } from './moments.ts'

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

/** The form that asks for the deals and the rule that a backfill was about; null where it has no fields for them. */
export function formLike({ filter, rules }: Pick<Backfill, 'filter' | 'rules'>): BackfillForm | null {
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value))
  const day = (moment: string | undefined) => (moment === undefined ? '' : dayOf(moment))
  const form: BackfillForm = {
    mode: 'shadow',
    rule: rules?.[0] ?? '',
    categoryId: text(filter.categoryId),
    stageId: text(filter.stageId),
    assignedById: text(filter.assignedById),
    companyId: text(filter.companyId),
    createdSince: day(filter.createdSince),
    updatedSince: day(filter.updatedSince),
    isOpen: filter.isOpen === true,
  }
  const asked = backfillRequest(form)
  const isSame = sorted(asked.filter) === sorted(filter) && JSON.stringify(asked.rules) === JSON.stringify(rules)
  return isSame ? form : null
}

const sorted = (filter: DealFilter) => JSON.stringify(Object.entries(filter).sort())
