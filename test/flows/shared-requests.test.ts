import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aBurst, costOf, manyDeals } from './a-burst.ts'

const ofCompany = { type: 'attach', contacts: { from: 'company', select: 'primary' } } as const
const [add, look] = ['crm.deal.contact.add', 'crm.deal.contact.items.get']

function companies({ data }: Sandbox, count: number, contactsEach = 1): number[] {
  return Array.from({ length: count }, () => {
    const companyId = data.addCompany()
    for (let place = 0; place < contactsEach; place += 1) {
      data.linkCompanyContact(companyId, data.addContact(), { primary: place === 0, sort: 10 * (place + 1) })
    }
    return companyId
  })
}

describe('one deal alone', () => {
  test.each([
    { name: 'its company’s contact', rule: { actions: [ofCompany] } },
    {
      name: 'its company’s contact by the company’s fields and the contact’s',
      rule: {
        conditions: { all: [{ fact: 'company' as const, path: '$.title', operator: 'equal', value: 'Acme' }] },
        actions: [
          {
            type: 'attach' as const,
            contacts: {
              from: 'company' as const,
              select: 'all' as const,
              where: { fact: 'contact' as const, path: '$.name', operator: 'equal', value: 'Anna' },
            },
          },
        ],
      },
    },
    {
      name: 'its lead’s contact',
      rule: { actions: [{ type: 'attach' as const, contacts: { from: 'lead' as const } }] },
      reads: 2,
    },
    {
      name: 'a contact that the rule names',
      rule: { actions: [{ type: 'attach' as const, contacts: { from: 'ids' as const, ids: [1] } }] },
    },
  ])('is read with one request and written to with another: $name', async ({ rule, reads = 1 }) => {
    const { sandbox, hear, runOf } = await aBurst([rule])
    const anna = sandbox.data.addContact({ id: 1, name: 'Anna' })
    const companyId = sandbox.data.addCompany({ title: 'Acme' })
    sandbox.data.linkCompanyContact(companyId, anna, { primary: true })
    const leadId = sandbox.data.addLead()
    sandbox.data.linkLeadContact(leadId, anna)
    const dealId = sandbox.data.addDeal({ companyId, leadId })
    const { requests } = await costOf(sandbox, () => hear([dealId]))
    expect(runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: anna }] })
    // Contacts of a lead are not looked up ahead.
    expect(requests).toBe(reads + 1)
    const again = await costOf(sandbox, () => hear([dealId]))
    expect(again.requests, 'once more, with nothing to write').toBe(1)
  })

  test('a company without contacts, or that is not there, costs one more request and changes nothing', async () => {
    const { sandbox, hear, runOf } = await aBurst([{ actions: [ofCompany] }])
    const [dealId = 0, other = 0] = manyDeals(sandbox, 2, (index) => ({
      companyId: index === 0 ? sandbox.data.addCompany() : 61,
    }))
    expect(await costOf(sandbox, () => hear([dealId]))).toMatchObject({ requests: 2 })
    expect(await costOf(sandbox, () => hear([other]))).toMatchObject({ requests: 2 })
    for (const id of [dealId, other]) expect(runOf(id).rules[0]?.actions[0]?.effect).toBe('nothing-selected')
  })
})

describe('a burst', () => {
  test('100 deals of 10 companies with one link each to add', async () => {
    const { sandbox, hear, runOf } = await aBurst([{ actions: [ofCompany] }])
    const companyIds = companies(sandbox, 10)
    const deals = () => manyDeals(sandbox, 100, (index) => ({ companyId: companyIds[index % 10] }))
    // Writes begin with ten in a request, until an answer has shown that they are quick.
    const [first, second] = [deals(), deals()]
    const cold = await costOf(sandbox, () => hear(first))
    const warm = await costOf(sandbox, () => hear(second))
    for (const dealId of [...first, ...second]) expect(runOf(dealId)).toMatchObject({ status: 'applied', attempt: 1 })
    const commands = {
      // 2 lists of deals, and at least one of the 10 contacts.
      'crm.item.list': expect.toSatisfy((lists: number) => lists >= 3 && lists <= 6),
      'crm.company.contact.items.get': 10,
      [add]: 100,
      // No deal has links, so they are only read back.
      [look]: 100,
    }
    expect(cold.commands).toEqual(commands)
    expect(warm.commands).toEqual(commands)
    // A list, companies, contacts, and 100 writes with their reading back in lots of 25, with some slack for their timing.
    expect(warm.requests).toBeGreaterThanOrEqual(3 + 4)
    expect(warm.requests).toBeLessThanOrEqual(3 + 4 + 4)
    expect(cold.requests, 'ten writes, whose answer is waited for').toBeLessThanOrEqual(3 + 1 + 4 + 4)
  })

  test('links are asked for where the list shows contacts, or does not tell, and nowhere else', async () => {
    for (const listsLeaveOutContactIds of [false, true]) {
      const { sandbox, hear } = await aBurst([{ actions: [ofCompany] }], { behaviour: { listsLeaveOutContactIds } })
      const contactId = sandbox.data.addContact()
      const dealIds = manyDeals(sandbox, 60)
      for (const dealId of dealIds.slice(0, 20)) sandbox.data.linkContact(dealId, contactId)
      const { commands } = await costOf(sandbox, () => hear(dealIds))
      expect(commands[look], `left out: ${listsLeaveOutContactIds}`).toBe(listsLeaveOutContactIds ? 60 : 20)
    }
  })

  test('a company, its contacts, a lead and a contact are asked for once, whoever needs them', async () => {
    const isThere = { all: [{ fact: 'company' as const, path: '$.id', operator: 'greaterThan', value: 0 }] }
    const ofLead = { type: 'attach', contacts: { from: 'lead' } } as const
    const { sandbox, hear, runOf } = await aBurst([{ conditions: isThere, actions: [ofCompany, ofLead] }])
    const [companyId] = companies(sandbox, 1, 7)
    const leadId = sandbox.data.addLead()
    sandbox.data.linkLeadContact(leadId, sandbox.data.addContact())
    const dealIds = manyDeals(sandbox, 40, () => ({ companyId, leadId }))
    const { commands } = await costOf(sandbox, () => hear(dealIds))
    for (const dealId of dealIds) expect(runOf(dealId).linksAfter).toHaveLength(2)
    expect(commands).toMatchObject({ 'crm.company.contact.items.get': 1, 'crm.lead.contact.items.get': 1 })
    const lists = sandbox.requests.filter(({ method }) => method === 'crm.item.list').map(({ params }) => params)
    const asked = (entityTypeId: number) =>
      lists
        .filter((params) => Number(params.entityTypeId) === entityTypeId)
        .flatMap(({ filter }) => Object.values((filter as { '@id': object })['@id']).map(Number))
    expect(asked(4)).toEqual([companyId])
    const contactIds = asked(3)
    expect(contactIds, 'no contact twice').toEqual([...new Set(contactIds)])
  })

  test('who has a phone number is asked once for all deals that name it', async () => {
    const match = { from: 'match' as const, by: 'phone' as const, field: 'title' }
    const { sandbox, hear } = await aBurst([{ actions: [{ type: 'attach', contacts: match }] }])
    const anna = sandbox.data.addContact({ phones: ['+49 30 1'] })
    const dealIds = manyDeals(sandbox, 20, (index) => ({ title: index % 2 === 0 ? '+49 30 1' : '+49 30 2' }))
    const { commands } = await costOf(sandbox, () => hear(dealIds))
    expect(commands['crm.duplicate.findbycomm']).toBe(2)
    expect(dealIds.filter((id) => sandbox.data.links(id).some(({ contactId }) => contactId === anna))).toHaveLength(10)
  })

  test('a run that begins later does not decide by what an earlier one was told', async () => {
    const { sandbox, hear, runOf } = await aBurst([{ actions: [ofCompany] }])
    const [companyId = 0] = companies(sandbox, 1)
    const [one = 0, other = 0] = manyDeals(sandbox, 2, () => ({ companyId }))
    await hear([one])
    for (const { contactId } of sandbox.data.companyLinks(companyId)) sandbox.data.deleteContact(contactId)
    const cleo = sandbox.data.addContact()
    sandbox.data.linkCompanyContact(companyId, cleo, { primary: true })
    await hear([other])
    expect(runOf(other).linksAfter).toMatchObject([{ contactId: cleo }])
  })
})

describe('further events of deals that were run a moment ago', () => {
  /** Of deals of one company, whose contacts have changed since. */
  async function answeredDeals() {
    const burst = await aBurst([{ actions: [ofCompany] }], {}, {}, { remembersCompanies: true })
    const { sandbox } = burst
    const [companyId = 0] = companies(sandbox, 1)
    const dealIds = manyDeals(sandbox, 5, () => ({ companyId }))
    await burst.hear(dealIds)
    const cleo = sandbox.data.addContact()
    sandbox.data.linkCompanyContact(companyId, cleo, { primary: true, sort: 1 })
    const companiesAsked = async (work: () => Promise<unknown>) =>
      (await costOf(sandbox, work)).commands['crm.company.contact.items.get'] ?? 0
    const linkedTo = (dealId: number) => burst.runOf(dealId).linksAfter.map(({ contactId }) => contactId)
    return { ...burst, dealIds, cleo, companiesAsked, linkedTo }
  }

  test('do without the company where nobody has saved them, as they are our own writes’', async () => {
    const { hear, dealIds, companiesAsked, runOf } = await answeredDeals()
    for (const dealId of dealIds) expect(runOf(dealId).status).toBe('applied')
    for (const _ of ['first', 'second']) {
      expect(await companiesAsked(() => hear(dealIds))).toBe(0)
      for (const dealId of dealIds)
        expect(runOf(dealId)).toMatchObject({ status: 'unchanged', rules: [{ matched: true }] })
    }
  })

  test('are decided by the company as it is where somebody has saved them, or their contacts have changed', async () => {
    const { hear, sandbox, dealIds, companiesAsked, cleo, linkedTo } = await answeredDeals()
    const [saved = 0, relinked = 0, ...others] = dealIds
    sandbox.data.updateDeal(saved, { opportunity: 7 })
    sandbox.data.linkContact(relinked, sandbox.data.addContact())
    expect(await companiesAsked(() => hear(dealIds))).toBe(1)
    for (const dealId of [saved, relinked]) expect(linkedTo(dealId)).toContain(cleo)
    for (const dealId of others) expect(linkedTo(dealId)).not.toContain(cleo)
  })

  test('are decided by the company as it is where somebody asks for a run, and where it costs nothing', async () => {
    const { hear, journal, dealIds, cleo, linkedTo } = await answeredDeals()
    const [alone = 0, ...others] = dealIds
    await hear([alone])
    for (const dealId of others) journal.ask(dealId)
    await Promise.all(others.map((dealId) => journal.run(dealId)))
    for (const dealId of dealIds) expect(linkedTo(dealId)).toContain(cleo)
  })
})
