import { sampleCompanies, sampleContacts } from './sample-clients.ts'
import type { SandboxData } from './seed.ts'

/** Contact who looks after the machines: a binding to contacts. The numbered names are those of the rules that come along. */
const technicalContact = 'UF_CRM_1700000000'
const sitePhone = 'UF_CRM_1700000001'
const formEmail = 'UF_CRM_1700000002'
const region = 'UF_CRM_REGION'
const contractSigned = 'UF_CRM_CONTRACT_SIGNED'

const general = 0
const maintenance = 1

/** A small trade in pumps and their upkeep. Every person, company and number is invented. */
export const sampleData: SandboxData = {
  users: [
    { id: 3, name: 'Tomas', lastName: 'Okafor', workPosition: 'Sales', timeZone: 'Europe/Berlin' },
    { id: 4, name: 'Ines', lastName: 'Moreau', workPosition: 'Service', timeZone: 'Europe/Paris' },
    { id: 5, name: 'Rolf', lastName: 'Anders', workPosition: 'Sales', isActive: false },
  ],
  categories: [{ id: maintenance, name: 'Maintenance', sort: 200 }],
  customFields: [
    {
      entity: 'deal',
      name: technicalContact,
      type: 'crm',
      title: 'Technical contact',
      settings: { CONTACT: 'Y', COMPANY: 'N', LEAD: 'N', DEAL: 'N' },
    },
    {
      entity: 'deal',
      name: region,
      type: 'enumeration',
      title: 'Region',
      items: [
        { id: 41, value: 'North' },
        { id: 42, value: 'South' },
        { id: 43, value: 'Abroad' },
      ],
    },
    { entity: 'deal', name: contractSigned, type: 'boolean', title: 'Contract signed' },
    { entity: 'deal', name: sitePhone, type: 'string', title: 'Phone on site' },
    { entity: 'deal', name: formEmail, type: 'string', title: 'E-mail on the form' },
    { entity: 'company', name: 'UF_CRM_ACCOUNT_TIER', type: 'string', title: 'Account tier' },
    { entity: 'contact', name: 'UF_CRM_NEWSLETTER', type: 'boolean', title: 'Newsletter' },
  ],
  contacts: sampleContacts,
  companies: sampleCompanies,
  leads: [
    {
      id: 1,
      title: 'Trade fair: pump for a greenhouse',
      name: 'Nils',
      sourceId: 'TRADE_SHOW',
      links: [{ contactId: 21 }],
    },
    {
      id: 2,
      title: 'Website: request for a service contract',
      companyId: 4,
      sourceId: 'WEB',
      stageId: 'IN_PROCESS',
      links: [{ contactId: 11, primary: true }, { contactId: 12 }],
    },
    { id: 3, title: 'Call: leaking valve', name: 'Unknown caller', phones: ['+49 555 0142'], sourceId: 'CALL' },
  ],
  deals: [
    deal(1, 'Two booster pumps', general, 'NEW', 1, 8400, { links: [{ contactId: 1, primary: true }] }),
    deal(2, 'Spare parts, autumn', general, 'PREPARATION', 1, 1250.5, {
      links: [{ contactId: 1, primary: true }, { contactId: 2 }],
      [technicalContact]: 'C_2',
      [region]: 41,
    }),
    deal(3, 'Cooling loop for hall 3', general, 'EXECUTING', 2, 46000, {
      links: [{ contactId: 4, primary: true }, { contactId: 5 }],
      [contractSigned]: 'Y',
    }),
    deal(4, 'Irrigation for the north field', general, 'NEW', 3, 15800, { [region]: 41 }),
    deal(5, 'Replacement of a control unit', general, 'PREPAYMENT_INVOICE', 3, 3900, { links: [{ contactId: 8 }] }),
    deal(6, 'Fountain in the inner court', general, 'NEW', 4, 22700, { leadId: 2 }),
    deal(7, 'Sample order, filters', general, 'WON', 4, 640, { links: [{ contactId: 11 }] }),
    deal(8, 'Fire-water tank', general, 'PREPARATION', 5, 71500, { [sitePhone]: '+49 555 0114' }),
    deal(9, 'Dosing pumps for the dairy', general, 'LOSE', 5, 9900, { links: [{ contactId: 14 }, { contactId: 15 }] }),
    deal(10, 'Rental of a mobile pump', general, 'EXECUTING', 6, 2300, { links: [{ contactId: 16 }] }),
    deal(11, 'Order without a company', general, 'NEW', 0, 480, { links: [{ contactId: 21 }] }),
    deal(12, 'Enquiry by phone', general, 'NEW', 0, 0, { leadId: 3, [sitePhone]: '+49 555 0121' }),
    deal(13, 'Yearly upkeep, plant A', maintenance, 'C1:NEW', 2, 5200, { [technicalContact]: 'C_5' }),
    deal(14, 'Yearly upkeep, plant B', maintenance, 'C1:EXECUTING', 2, 5200, {
      links: [{ contactId: 5, primary: true }],
      [technicalContact]: 'C_5',
    }),
    deal(15, 'Inspection before the season', maintenance, 'C1:NEW', 3, 750, { links: [{ contactId: 9 }] }),
    deal(16, 'Seal change under warranty', maintenance, 'C1:PREPARATION', 6, 0, { [region]: 43 }),
    deal(17, 'Noise in the pump room', maintenance, 'C1:NEW', 7, 380, { links: [{ contactId: 18 }] }),
    deal(18, 'Service contract, three years', maintenance, 'C1:FINAL_INVOICE', 7, 13400, {
      links: [{ contactId: 18, primary: true }, { contactId: 19 }],
      [contractSigned]: 'Y',
    }),
    deal(19, 'Pressure test', maintenance, 'C1:WON', 1, 560, { links: [{ contactId: 3 }] }),
    deal(20, 'Advice on energy use', maintenance, 'C1:NEW', 8, 1100, { [formEmail]: 'paul.meister@example.test' }),
  ],
}

type DealExtras = Partial<NonNullable<SandboxData['deals']>[number]>

function deal(
  id: number,
  title: string,
  categoryId: number,
  stageId: string,
  companyId: number,
  opportunity: number,
  extras: DealExtras,
): NonNullable<SandboxData['deals']>[number] {
  return { id, title, categoryId, stageId, companyId, opportunity, ...extras }
}
