import type { SandboxData } from './seed.ts'

type SampleContact = NonNullable<SandboxData['contacts']>[number]

const people: readonly (readonly [name: string, lastName: string, post: string])[] = [
  ['Anna', 'Berger', 'Head of purchasing'],
  ['Jonas', 'Weidt', 'Technician'],
  ['Clara', 'Novak', 'Accounts'],
  ['Marek', 'Dahl', 'Plant manager'],
  ['Sofia', 'Lund', 'Maintenance'],
  ['Peter', 'Amsel', 'Purchasing'],
  ['Greta', 'Vogt', 'Assistant'],
  ['Luis', 'Ferrer', 'Owner'],
  ['Maria', 'Ferrer', 'Field manager'],
  ['Henk', 'Visser', 'Driver'],
  ['Olga', 'Petrova', 'Architect'],
  ['Daniel', 'Roth', 'Site manager'],
  ['Emma', 'Kallio', 'Safety officer'],
  ['Viktor', 'Hahn', 'Director'],
  ['Nadia', 'Rossi', 'Laboratory'],
  ['Karl', 'Stein', 'Dispatcher'],
  ['Lena', 'Falk', 'Accounts'],
  ['Samuel', 'Onyango', 'Facility manager'],
  ['Ida', 'Holm', 'Secretary'],
  ['Paul', 'Meister', 'Energy adviser'],
  ['Nils', 'Gruber', 'Gardener'],
  ['Rosa', 'Klein', 'Consultant'],
  ['Adam', 'Wolff', 'Inspector'],
  ['Julia', 'Sand', 'Buyer'],
  ['Felix', 'Brandt', 'Buyer'],
]

/** Persons 1 to 25. Persons 24 and 25 share a phone, as duplicates do. */
export const sampleContacts: readonly SampleContact[] = people.map(([name, lastName, post], at) => ({
  id: at + 1,
  name,
  lastName,
  post,
  phones: [`+49 555 01${String(Math.min(at + 1, 24)).padStart(2, '0')}`],
  emails: [`${name}.${lastName}@example.test`.toLowerCase()],
}))

/** Company 5 has two primaries with equal sort, company 7 a primary that is not first, company 8 contacts but no primary. */
export const sampleCompanies: NonNullable<SandboxData['companies']> = [
  {
    id: 1,
    title: 'Berger Waterworks',
    industry: 'MANUFACTURING',
    phones: ['+49 555 0201'],
    emails: ['office@berger.example.test'],
    UF_CRM_ACCOUNT_TIER: 'A',
    links: [
      { contactId: 1, primary: true, sort: 10 },
      { contactId: 2, sort: 20 },
      { contactId: 3, sort: 30 },
    ],
  },
  {
    id: 2,
    title: 'Dahl Foundry',
    phones: ['+49 555 0202'],
    UF_CRM_ACCOUNT_TIER: 'A',
    links: [
      { contactId: 4, primary: true, sort: 10 },
      { contactId: 5, sort: 20 },
      { contactId: 6, sort: 30 },
      { contactId: 7, sort: 40 },
    ],
  },
  {
    id: 3,
    title: 'Ferrer Orchards',
    phones: ['+34 555 0203'],
    UF_CRM_ACCOUNT_TIER: 'B',
    links: [
      { contactId: 8, primary: true, sort: 10 },
      { contactId: 9, sort: 20 },
      { contactId: 10, sort: 30 },
    ],
  },
  {
    id: 4,
    title: 'Petrova Architects',
    emails: ['studio@petrova.example.test'],
    links: [
      { contactId: 11, primary: true, sort: 10 },
      { contactId: 12, sort: 20 },
    ],
  },
  {
    id: 5,
    title: 'Hahn Dairy',
    UF_CRM_ACCOUNT_TIER: 'B',
    links: [
      { contactId: 14, primary: true, sort: 10 },
      { contactId: 15, primary: true, sort: 10 },
      { contactId: 13, sort: 20 },
    ],
  },
  {
    id: 6,
    title: 'Stein Haulage',
    links: [
      { contactId: 16, primary: true, sort: 10 },
      { contactId: 17, sort: 20 },
    ],
  },
  {
    id: 7,
    title: 'Riverside Housing Association',
    phones: ['+49 555 0207'],
    links: [
      { contactId: 19, sort: 10 },
      { contactId: 18, primary: true, sort: 20 },
    ],
  },
  {
    id: 8,
    title: 'Meister Energy Advice',
    typeId: 'PARTNER',
    links: [
      { contactId: 20, sort: 10 },
      { contactId: 22, sort: 20 },
    ],
  },
]
