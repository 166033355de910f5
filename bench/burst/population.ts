import type { SandboxData } from '../../src/sandbox/portal.ts'

/** Deals of a company that has five contacts; the third is its primary one, so that the first is not right by chance. */
const contactsPerCompany = 5
const primaryAt = 3

export type Population = {
  deals: number
  companies: number
  /** Each deal has a contact already, of no company. */
  hasOtherContact: boolean
}

const companyIdOf = (dealId: number, { companies }: Population) => ((dealId - 1) % companies) + 1
const contactIdOf = (companyId: number, at: number) => (companyId - 1) * contactsPerCompany + at
const otherContactId = ({ companies }: Population) => companies * contactsPerCompany + 1

export function seedOf(population: Population): SandboxData {
  const { deals, companies, hasOtherContact } = population
  const links = hasOtherContact ? [{ contactId: otherContactId(population), primary: true }] : []
  return {
    contacts: range(otherContactId(population)).map((id) => ({ id, name: `Contact ${id}` })),
    companies: range(companies).map((id) => ({
      id,
      title: `Company ${id}`,
      links: range(contactsPerCompany).map((at) => ({
        contactId: contactIdOf(id, at),
        sort: at * 10,
        primary: at === primaryAt,
      })),
    })),
    deals: range(deals).map((id) => ({ id, title: `Order ${id}`, companyId: companyIdOf(id, population), links })),
  }
}

/** Contacts that a deal ends with under the rule, the primary one first. */
export function rightContacts(dealId: number, population: Population): number[] {
  const added = contactIdOf(companyIdOf(dealId, population), primaryAt)
  return population.hasOtherContact ? [otherContactId(population), added] : [added]
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)
