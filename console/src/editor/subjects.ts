import type { FieldKind } from '../../../src/core/deal/field-kinds.ts'
import type { components } from '../api/schema.d.ts'

export type PortalFields = components['schemas']['PortalFields']
export type PortalField = components['schemas']['PortalField']

/** What a field is compared with: plain values, or choices out of one of the portal's lists. */
export type Source =
  | { from: 'typed' }
  | { from: 'stages' | 'pipelines' | 'users' | 'events' | 'dealFields' }
  | { from: 'directory'; entityId: string }
  | { from: 'items'; items: readonly { id: string; value: string }[] }

/** Something that a test can look at. */
export type Subject = {
  fact: string
  /** Absent: the fact as a whole. */
  path?: string
  /** As the portal calls it; empty: our own words for it. */
  title: string
  kind: FieldKind
  isMultiple: boolean
  source: Source
}
export type SubjectGroup = { fact: string; subjects: Subject[] }

/** What rules seldom ask for and a list is easier to read without; they stay known, and can be written in JSON. */
const hidden = new Set([
  'entityTypeId',
  'fm',
  'contacts',
  'utmSource',
  'utmMedium',
  'utmCampaign',
  'utmContent',
  'utmTerm',
])
const first = ['stageId', 'categoryId', 'companyId', 'opportunity', 'assignedById', 'title', 'createdTime', 'closed']
const users = new Set(['assignedById', 'createdBy', 'updatedBy', 'movedBy', 'lastActivityBy', 'observers'])

/** Everything that tests may look at, by fact; `isWhere`: in the `where` of a selector, the contact first. */
export function subjectGroups(fields: PortalFields | null, isWhere: boolean): SubjectGroup[] {
  const groups: SubjectGroup[] = [
    { fact: 'deal', subjects: ofEntity('deal', fields?.deal ?? null) },
    { fact: 'company', subjects: ofEntity('company', fields?.company ?? null) },
    { fact: 'links', subjects: ofLinks('links') },
    { fact: 'companyContacts', subjects: ofLinks('companyContacts') },
    {
      fact: 'changed',
      subjects: [own('changed', undefined, 'text', true, { from: 'dealFields' })],
    },
    { fact: 'previous', subjects: ofEntity('previous', fields?.deal ?? null) },
    { fact: 'event', subjects: [own('event', '$.type', 'text', false, { from: 'events' })] },
  ]
  if (!isWhere) return groups
  const marks = ['isLinked', 'isPrimary', 'inCompany', 'isCompanyPrimary'].map((name) =>
    own('contact', `$.${name}`, 'flag', false, { from: 'typed' }),
  )
  return [{ fact: 'contact', subjects: [...marks, ...ofEntity('contact', fields?.contact ?? null)] }, ...groups]
}

/** The subject of a test; null where it looks at something that the list does not hold. */
export function subjectOf(groups: readonly SubjectGroup[], fact: unknown, path: unknown): Subject | null {
  const group = groups.find((one) => one.fact === fact)
  return group?.subjects.find((subject) => subject.path === path) ?? null
}

export const nameOf = (subject: Pick<Subject, 'path'>): string => subject.path?.replace(/^\$\.?/, '') ?? ''

function own(fact: string, path: string | undefined, kind: FieldKind, isMultiple: boolean, source: Source): Subject {
  return { fact, ...(path === undefined ? {} : { path }), title: '', kind, isMultiple, source }
}

const ofLinks = (fact: 'links' | 'companyContacts'): Subject[] => [
  own(fact, '$.count', 'number', false, { from: 'typed' }),
  own(fact, '$.primaryId', 'id', false, { from: 'typed' }),
  own(fact, '$.contactIds', 'id', true, { from: 'typed' }),
]

/** Those that the portal describes, the usual ones first; those that every portal has where it does not tell. */
function ofEntity(fact: string, fields: readonly PortalField[] | null): Subject[] {
  const described = fields ?? (fact === 'deal' || fact === 'previous' ? known : [])
  const rank = ({ name }: PortalField) => (first.includes(name) ? first.indexOf(name) : first.length)
  return described
    .filter(({ name }) => !hidden.has(name))
    .toSorted((a, b) => rank(a) - rank(b) || (a.title || a.name).localeCompare(b.title || b.name))
    .map((field) => ({
      fact,
      path: `$.${field.name}`,
      title: field.title === field.name ? '' : field.title,
      kind: field.kind,
      isMultiple: field.isMultiple,
      source: sourceOf(fact, field),
    }))
}

function sourceOf(fact: string, { name, type, statusType, items }: PortalField): Source {
  if (name === 'stageId' && fact !== 'company' && fact !== 'contact') return { from: 'stages' }
  if (type === 'crm_category') return { from: 'pipelines' }
  if (type === 'user' || users.has(name)) return { from: 'users' }
  if (type === 'crm_status' && statusType !== null) return { from: 'directory', entityId: statusType }
  return items === null ? { from: 'typed' } : { from: 'items', items }
}

const known: PortalField[] = (
  [
    ['stageId', 'crm_status', 'text'],
    ['categoryId', 'crm_category', 'id'],
    ['companyId', 'crm_company', 'id'],
    ['opportunity', 'double', 'number'],
    ['assignedById', 'user', 'id'],
    ['title', 'string', 'text'],
    ['createdTime', 'datetime', 'date'],
    ['updatedTime', 'datetime', 'date'],
    ['closed', 'boolean', 'flag'],
  ] as const
).map(([name, type, kind]) => ({ name, title: '', type, kind, isMultiple: false, statusType: null, items: null }))
