import type { EntityName } from './entities.ts'

export type FieldType =
  | 'integer'
  | 'double'
  | 'string'
  | 'boolean'
  | 'char'
  | 'date'
  | 'datetime'
  | 'user'
  | 'location'
  | 'enumeration'
  | 'crm'
  | 'crm_status'
  | 'crm_category'
  | 'crm_currency'
  | 'crm_company'
  | 'crm_contact'
  | 'crm_lead'
  | 'crm_quote'
  | 'crm_entity'
  | 'crm_multifield'

/** One system field: item name, type, title, and what sets it apart. */
export type SystemField = {
  name: string
  type: FieldType
  title: string
  isReadOnly?: true
  isRequired?: true
  isImmutable?: true
  isMultiple?: true
  isDeprecated?: true
  /** Worked out from other records when read; not stored with the item. */
  isDerived?: true
  /** Name in `crm.deal.*` and its siblings where it is not the upper-case form of the item name. */
  classicName?: string
  statusType?: string
  /** Value of a new record; `null` when not given. */
  initial?: unknown
}

const readOnly = { isReadOnly: true } as const
const derived = { isReadOnly: true, isDerived: true } as const

const service: readonly SystemField[] = [
  { name: 'id', type: 'integer', title: 'ID', ...readOnly },
  { name: 'createdTime', type: 'datetime', title: 'Created on', ...readOnly, classicName: 'DATE_CREATE' },
  { name: 'updatedTime', type: 'datetime', title: 'Updated on', ...readOnly, classicName: 'DATE_MODIFY' },
  { name: 'createdBy', type: 'user', title: 'Created by', ...readOnly, classicName: 'CREATED_BY_ID' },
  { name: 'updatedBy', type: 'user', title: 'Updated by', ...readOnly, classicName: 'MODIFY_BY_ID' },
  { name: 'assignedById', type: 'user', title: 'Responsible person' },
  { name: 'opened', type: 'boolean', title: 'Available to everyone', initial: 'Y' },
  { name: 'sourceId', type: 'crm_status', title: 'Source', statusType: 'SOURCE', initial: '' },
  { name: 'sourceDescription', type: 'string', title: 'Source information', initial: '' },
  { name: 'comments', type: 'string', title: 'Comment', initial: '' },
  { name: 'originatorId', type: 'string', title: 'External source' },
  { name: 'originId', type: 'string', title: 'Identifier of item in data source' },
  { name: 'lastActivityBy', type: 'user', title: 'Last timeline activity by', ...readOnly },
  { name: 'lastActivityTime', type: 'datetime', title: 'Last activity', ...readOnly },
  { name: 'utmSource', type: 'string', title: 'Ad system' },
  { name: 'utmMedium', type: 'string', title: 'Medium' },
  { name: 'utmCampaign', type: 'string', title: 'Ad campaign UTM' },
  { name: 'utmContent', type: 'string', title: 'Campaign contents' },
  { name: 'utmTerm', type: 'string', title: 'Campaign search term' },
  { name: 'observers', type: 'user', title: 'Observers', isMultiple: true, initial: [] },
]

const money: readonly SystemField[] = [
  { name: 'opportunity', type: 'double', title: 'Amount', initial: 0 },
  { name: 'isManualOpportunity', type: 'boolean', title: 'Amount calculation mode', initial: 'N' },
  { name: 'currencyId', type: 'crm_currency', title: 'Currency', initial: 'EUR' },
]

const client: readonly SystemField[] = [
  { name: 'companyId', type: 'crm_company', title: 'Company', initial: 0 },
  { name: 'contactId', type: 'crm_contact', title: 'Contact', isDerived: true, isDeprecated: true },
  { name: 'contactIds', type: 'crm_contact', title: 'Contacts', isDerived: true, isMultiple: true },
  { name: 'isReturnCustomer', type: 'boolean', title: 'Repeat deal', ...readOnly, initial: 'N' },
]

const stage: readonly SystemField[] = [
  { name: 'stageId', type: 'crm_status', title: 'Stage', statusType: 'DEAL_STAGE' },
  { name: 'stageSemanticId', type: 'string', title: 'Stage type', ...readOnly },
  { name: 'movedBy', type: 'user', title: 'Moved by', ...readOnly, classicName: 'MOVED_BY_ID' },
  { name: 'movedTime', type: 'datetime', title: 'Moved on', ...readOnly },
]

const communication: readonly SystemField[] = [
  { name: 'hasPhone', type: 'boolean', title: 'Has phone', ...derived },
  { name: 'hasEmail', type: 'boolean', title: 'Has email', ...derived },
  ...(['Phone', 'Email'] as const).flatMap((kind) =>
    (['Mobile', 'Work', 'Home', 'Mailing'] as const)
      .filter((use) => kind === 'Phone' || use !== 'Mobile')
      .map(
        (use): SystemField => ({
          name: `${kind.toLowerCase()}${use}`,
          type: 'string',
          title: `${use} ${kind.toLowerCase()}`,
          ...derived,
        }),
      ),
  ),
  { name: 'fm', type: 'crm_multifield', title: 'Multifield', isMultiple: true, initial: [] },
]

const person: readonly SystemField[] = [
  { name: 'honorific', type: 'crm_status', title: 'Salutation', statusType: 'HONORIFIC' },
  { name: 'name', type: 'string', title: 'First name' },
  { name: 'lastName', type: 'string', title: 'Last name' },
  { name: 'secondName', type: 'string', title: 'Second name' },
  { name: 'birthdate', type: 'date', title: 'Date of birth' },
  { name: 'post', type: 'string', title: 'Position' },
]

const deal: readonly SystemField[] = [
  { name: 'title', type: 'string', title: 'Name', isRequired: true },
  { name: 'categoryId', type: 'crm_category', title: 'Pipeline', initial: 0 },
  ...stage,
  { name: 'closed', type: 'boolean', title: 'Closed', ...readOnly, initial: 'N' },
  { name: 'typeId', type: 'crm_status', title: 'Deal type', statusType: 'DEAL_TYPE', initial: 'SALE' },
  ...client,
  ...money,
  { name: 'leadId', type: 'crm_lead', title: 'Lead', isImmutable: true },
  { name: 'quoteId', type: 'crm_quote', title: 'Estimate', ...readOnly },
  { name: 'taxValue', type: 'double', title: 'Tax rate', initial: 0 },
  { name: 'probability', type: 'integer', title: 'Probability' },
  { name: 'begindate', type: 'date', title: 'Start date' },
  { name: 'closedate', type: 'date', title: 'End date' },
  { name: 'additionalInfo', type: 'string', title: 'Additional information' },
  { name: 'locationId', type: 'location', title: 'Location' },
  { name: 'isNew', type: 'boolean', title: 'New deal', ...readOnly, initial: 'Y' },
  { name: 'isRecurring', type: 'boolean', title: 'Recurring deal', ...readOnly, initial: 'N' },
  { name: 'isRepeatedApproach', type: 'boolean', title: 'Repeat inquiry', ...readOnly, initial: 'N' },
]

const lead: readonly SystemField[] = [
  { name: 'title', type: 'string', title: 'Lead name', isRequired: true },
  ...person,
  { name: 'companyTitle', type: 'string', title: 'Company name' },
  ...stage.map((field): SystemField => {
    if (field.name === 'stageId') return { ...field, statusType: 'STATUS', classicName: 'STATUS_ID' }
    return field.name === 'stageSemanticId' ? { ...field, classicName: 'STATUS_SEMANTIC_ID' } : field
  }),
  { name: 'dateClosed', type: 'datetime', title: 'Completed on', ...readOnly },
  ...client,
  ...money,
  ...communication,
]

const contact: readonly SystemField[] = [
  ...person,
  { name: 'typeId', type: 'crm_status', title: 'Contact type', statusType: 'CONTACT_TYPE', initial: 'CLIENT' },
  { name: 'categoryId', type: 'crm_category', title: 'Pipeline', isImmutable: true, initial: 0 },
  { name: 'companyId', type: 'crm_company', title: 'Company', isDerived: true, isDeprecated: true },
  { name: 'companyIds', type: 'crm_company', title: 'Companies', isDerived: true, isMultiple: true },
  { name: 'leadId', type: 'crm_lead', title: 'Lead' },
  { name: 'photo', type: 'string', title: 'Photo' },
  { name: 'export', type: 'boolean', title: 'Include in contact export', initial: 'Y' },
  ...communication,
]

const company: readonly SystemField[] = [
  { name: 'title', type: 'string', title: 'Company name', isRequired: true },
  {
    name: 'typeId',
    type: 'crm_status',
    title: 'Company type',
    statusType: 'COMPANY_TYPE',
    initial: 'CUSTOMER',
    classicName: 'COMPANY_TYPE',
  },
  { name: 'categoryId', type: 'crm_category', title: 'Pipeline', isImmutable: true, initial: 0 },
  { name: 'industry', type: 'crm_status', title: 'Industry', statusType: 'INDUSTRY' },
  { name: 'employees', type: 'crm_status', title: 'Employees', statusType: 'EMPLOYEES' },
  { name: 'revenue', type: 'double', title: 'Annual income', initial: 0 },
  { name: 'currencyId', type: 'crm_currency', title: 'Currency', initial: 'EUR' },
  { name: 'isMyCompany', type: 'boolean', title: 'My company', initial: 'N' },
  { name: 'contactIds', type: 'crm_contact', title: 'Contacts', isDerived: true, isMultiple: true },
  { name: 'leadId', type: 'crm_lead', title: 'Lead' },
  ...communication,
]

/** System fields of each object type. Source: Bitrix24 REST docs, `crm/universal/object-fields`, `crm.item.fields`. */
export const systemFields: Readonly<Record<EntityName, readonly SystemField[]>> = {
  deal: [...service, ...deal],
  lead: [...service, ...lead],
  contact: [...service, ...contact],
  company: [...service, ...company],
}
