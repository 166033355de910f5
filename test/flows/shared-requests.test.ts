import { Agent } from 'undici'
import { describe, expect, test } from 'vitest'
import type { RuleDocument, Selector } from '../../src/core/rules/rule.ts'
import { createDealPortals } from '../../src/portal/deal-portals.ts'
import type { SandboxBehaviour } from '../../src/sandbox/behaviour.ts'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aSandbox } from '../portal/portals.ts'
import { aRule } from '../support/paper-desk.ts'
import { aBurst, costOf, manyDeals } from './a-burst.ts'
import { paperJournal } from './paper-journal.ts'

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

const attach = (contacts: Selector) => ({ actions: [{ type: 'attach' as const, contacts }] })
const match = (by: 'phone' | 'email', field: string): Selector => ({ from: 'match', by, field })
const named = (name: string) => ({ fact: 'contact' as const, path: '$.name', operator: 'equal', value: name })

/** A deal that leads to Anna, who is contact 1, in every way that there is. */
async function aDealOfAnna(rule: Partial<RuleDocument>, behaviour: Partial<SandboxBehaviour> = {}) {
  const text = { entity: 'deal', type: 'string', title: '' } as const
  const binding = { entity: 'deal', type: 'crm', title: '' } as const
  const customFields = [
    { ...text, name: 'UF_PHONE' },
    { ...text, name: 'UF_PADDED_PHONE' },
    { ...text, name: 'UF_MAIL' },
    { ...text, name: 'UF_WORK_MAIL' },
    { ...text, name: 'UF_PHONES', isMultiple: true },
    { ...text, name: 'UF_MANY_PHONES', isMultiple: true },
    { ...binding, name: 'UF_CONTACT' },
    { ...binding, name: 'UF_BOUND' },
    { ...binding, name: 'UF_CONTACTS', isMultiple: true },
  ]
  const burst = await aBurst([rule], { seed: { customFields }, behaviour })
  const { data } = burst.sandbox
  const emails = ['anna+deals@example.test', 'anna@example.test']
  data.addContact({ id: 1, name: 'Anna', phones: ['+49 30 1'], emails })
  const companyId = data.addCompany({ title: 'Acme' })
  data.linkCompanyContact(companyId, 1, { primary: true })
  const leadId = data.addLead()
  data.linkLeadContact(leadId, 1)
  const dealId = data.addDeal({
    companyId,
    leadId,
    UF_PHONE: '+49 30 1',
    UF_PADDED_PHONE: ' +49 30 1',
    UF_MAIL: 'anna+deals@example.test',
    UF_WORK_MAIL: 'anna@example.test',
    UF_PHONES: ['+49 30 2', '+49 30 1'],
    UF_MANY_PHONES: ['+49 30 2', '+49 30 3', '+49 30 4', '+49 30 1'],
    UF_CONTACT: '1',
    UF_BOUND: 'C_1',
    UF_CONTACTS: ['404', '1'],
  })
  return { ...burst, dealId }
}

describe('one deal alone', () => {
  test.each([
    { name: 'its company’s contact', rule: attach({ from: 'company', select: 'primary' }) },
    {
      name: 'its company’s contact by the company’s fields and the contact’s',
      rule: {
        conditions: { all: [{ fact: 'company' as const, path: '$.title', operator: 'equal', value: 'Acme' }] },
        ...attach({ from: 'company', select: 'all', where: named('Anna') }),
      },
    },
    {
      name: 'its company’s contact by phones and mails, which come only with everything',
      rule: attach({
        from: 'company',
        select: 'all',
        where: { fact: 'contact', path: '$.fm[*].value', operator: 'contains', value: '+49 30 1' },
      }),
    },
    { name: 'its lead’s contact', rule: attach({ from: 'lead' }) },
    { name: 'a contact that the rule names', rule: attach({ from: 'ids', ids: [1] }) },
    { name: 'who has the phone number in a field', rule: attach(match('phone', 'UF_PHONE')) },
    { name: 'who has the mail in a field', rule: attach(match('email', 'UF_MAIL')) },
    { name: 'who has one of the phone numbers in a field', rule: attach(match('phone', 'UF_PHONES')), misses: 1 },
    { name: 'the contact that a field names', rule: attach({ from: 'field', field: 'UF_CONTACT' }) },
    { name: 'the contacts that a field names', rule: attach({ from: 'field', field: 'UF_CONTACTS' }), misses: 1 },
    {
      name: 'from every source',
      rule: {
        actions: [
          ofCompany,
          ...[
            { from: 'lead' as const },
            match('phone', 'UF_PHONE'),
            match('email', 'UF_MAIL'),
            match('email', 'UF_WORK_MAIL'),
            { from: 'field' as const, field: 'UF_CONTACT' },
            { from: 'ids' as const, ids: [1] },
          ].map((contacts) => ({ type: 'attach' as const, contacts })),
        ],
      },
    },
  ])('is read with one request and written to with another: $name', async ({ rule, misses = 0 }) => {
    const { sandbox, hear, runOf, dealId } = await aDealOfAnna(rule)
    const { requests } = await costOf(sandbox, () => hear([dealId]))
    expect(runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: 1 }] })
    // What is not there cannot be told from a guess that led nowhere, so it is asked for.
    expect(requests).toBe(1 + misses + 1)
    const again = await costOf(sandbox, () => hear([dealId]))
    expect(again.requests, 'once more, with nothing to write').toBe(1 + misses)
  })

  test('the contacts that it has are read along with it where a rule chooses among them', async () => {
    const rule = { actions: [{ type: 'detach' as const, contacts: { from: 'linked' as const, where: named('Anna') } }] }
    const { sandbox, hear, runOf, dealId } = await aDealOfAnna(rule)
    sandbox.data.linkContact(dealId, 1)
    const { requests } = await costOf(sandbox, () => hear([dealId]))
    expect(runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [] })
    expect(requests).toBe(2)
  })

  test.each([
    { name: 'a field that names its contact as C_1', contacts: { from: 'field' as const, field: 'UF_BOUND' } },
    { name: 'a phone number with spaces about it', contacts: match('phone', 'UF_PADDED_PHONE') },
    { name: 'more phone numbers than are looked up ahead', contacts: match('phone', 'UF_MANY_PHONES') },
  ])('takes a second request to read: $name', async ({ contacts }) => {
    const { sandbox, hear, runOf, dealId } = await aDealOfAnna(attach(contacts))
    const { requests } = await costOf(sandbox, () => hear([dealId]))
    expect(runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: 1 }] })
    expect(requests).toBeGreaterThan(2)
  })

  test.each([
    { name: 'a number with a sign that a query reads as a space', contacts: match('phone', 'UF_PHONE'), reads: 3 },
    { name: 'a mail with such a sign', contacts: match('email', 'UF_MAIL'), reads: 3 },
    { name: 'a plain mail', contacts: match('email', 'UF_WORK_MAIL'), reads: 2 },
    { name: 'a field with an id', contacts: { from: 'field' as const, field: 'UF_CONTACT' }, reads: 1 },
  ])('is decided the same where references are put into the text of a command: $name', async ({ contacts, reads }) => {
    const { sandbox, hear, runOf, dealId } = await aDealOfAnna(attach(contacts), { referencesPutInto: 'text' })
    const { requests } = await costOf(sandbox, () => hear([dealId]))
    expect(runOf(dealId)).toMatchObject({ status: 'applied', linksAfter: [{ contactId: 1 }] })
    // There a reference stands for no list, so whom a look-up finds is asked for.
    expect(requests).toBe(reads + 1)
  })

  test('a value that a query would take for its own finds nobody but whom it names', async () => {
    const { sandbox, hear, runOf } = await aDealOfAnna(attach(match('email', 'UF_MAIL')), { referencesPutInto: 'text' })
    sandbox.data.addContact({ id: 2, emails: ['x'] })
    const dealId = sandbox.data.addDeal({ UF_MAIL: 'anna@example.test&values[0]=x' })
    await hear([dealId])
    expect(runOf(dealId)).toMatchObject({ status: 'unchanged', linksAfter: [] })
  })

  test('a field that is no id brings no other record in the place of a contact', async () => {
    const rule = {
      actions: [
        { type: 'attach' as const, contacts: { from: 'field' as const, field: 'UF_CONTACT' } },
        { type: 'attach' as const, contacts: { from: 'field' as const, field: 'UF_BOUND' } },
      ],
    }
    const { sandbox, hear, runOf } = await aDealOfAnna(rule, { referencesPutInto: 'text' })
    const companyId = sandbox.data.addCompany({ id: 77 })
    const dealId = sandbox.data.addDeal({ UF_CONTACT: `${companyId}&entityTypeId=4`, UF_BOUND: `C_${companyId}` })
    await hear([dealId])
    expect(runOf(dealId)).toMatchObject({ linksAfter: [] })
    expect(runOf(dealId).rules[0]?.actions[1]?.effect).toBe('not-found')
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

  test('are decided by the company as it is where it was asked for before their deal was read', async () => {
    const { sandbox, portals } = await aBurst([])
    const [companyId = 0] = companies(sandbox, 1)
    const dealIds = manyDeals(sandbox, 5, () => ({ companyId }))
    const [late = 0] = dealIds
    const { promise: isItsTurn, resolve: letRead } = Promise.withResolvers<void>()
    let isHeld = true
    /** As in a burst in which the others' deals and their company are read before this deal is. */
    const forRun: typeof portals.forRun = (urgency) => {
      const portal = portals.forRun(urgency)
      return {
        ...portal,
        async readDeal(dealId, foresight) {
          if (dealId !== late || !isHeld) return portal.readDeal(dealId, foresight)
          await isItsTurn
          return portal.readDeal(dealId)
        },
      }
    }
    const journal = paperJournal(forRun, [aRule({ actions: [ofCompany] })], { remembersCompanies: true })
    const hear = () => {
      for (const dealId of dealIds) journal.hear(dealId, 'ONCRMDEALUPDATE')
      return dealIds.map((dealId) => journal.run(dealId))
    }
    const [lateRun, ...others] = hear()
    await Promise.all(others)
    const cleo = sandbox.data.addContact()
    sandbox.data.linkCompanyContact(companyId, cleo, { primary: true, sort: 1 })
    sandbox.data.updateDeal(late, { opportunity: 7 })
    letRead()
    await lateRun
    isHeld = false
    await Promise.all(hear())
    expect(sandbox.data.links(late).map(({ contactId }) => contactId)).toContain(cleo)
  })

  test('are decided by the company as it is where the portal read it before their deal, whose request took long', async () => {
    const { promise: isHeld, resolve: hold } = Promise.withResolvers<void>()
    const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>()
    let holdsNext = false
    /** Keeps one request on its way to the portal. */
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      if (!holdsNext) return dispatch(options, handler)
      holdsNext = false
      hold()
      void isLetGo.then(() => dispatch(options, handler))
      return true
    })
    const { sandbox, client } = await aSandbox({}, { dispatcher })
    let aheadMs = 0
    const portals = createDealPortals(client, () => Date.now() + aheadMs)
    await portals.prepare()
    const [companyId = 0] = companies(sandbox, 1)
    const [late = 0, ...others] = manyDeals(sandbox, 5, () => ({ companyId }))
    const forRun: typeof portals.forRun = (urgency) => {
      const portal = portals.forRun(urgency)
      return { ...portal, readDeal: (dealId) => portal.readDeal(dealId) }
    }
    const journal = paperJournal(forRun, [aRule({ actions: [ofCompany] })], { remembersCompanies: true })
    const run = (dealId: number) => {
      journal.hear(dealId, 'ONCRMDEALUPDATE')
      return journal.run(dealId)
    }
    holdsNext = true
    const lateRun = run(late)
    await isHeld
    await Promise.all(others.map(run))
    const cleo = sandbox.data.addContact()
    sandbox.data.linkCompanyContact(companyId, cleo, { primary: true, sort: 1 })
    sandbox.data.updateDeal(late, { opportunity: 7 })
    aheadMs = 10_000
    letGo()
    await lateRun
    await Promise.all([late, ...others].map(run))
    expect(sandbox.data.links(late).map(({ contactId }) => contactId)).toContain(cleo)
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
