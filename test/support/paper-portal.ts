import type { LinkChange } from '../../src/core/deal/change.ts'
import { inOrder, type Link, primaryIdOf } from '../../src/core/deal/link.ts'
import type { Fields } from '../../src/core/deal/snapshot.ts'
import { PortalError, type PortalErrorKind } from '../../src/core/runs/portal-error.ts'
import type { Call, CallAnswer, DealReader, DealWriter } from '../../src/flows/deal-portal.ts'

/** What befalls a write: `before` it takes effect, or `after`, when only its answer is lost. */
export type Mishap = { kind: PortalErrorKind; when: 'before' | 'after'; retryAt?: number }

/** One deal of a portal, as a plain object: what flows need of Bitrix24 and nothing more. */
export type PaperPortal = DealReader &
  DealWriter & {
    deal: Fields | null
    links: Link[]
    company: Fields | null
    companyContacts: Link[]
    contacts: Map<number, Fields>
    writes: string[]
    reads: number
    /** Taken by the next writes, one each. */
    mishaps: (Mishap | null)[]
    /** Taken by the next requests with writes, one each: after how many of its calls the answer to all of it is lost. */
    lost: (number | null)[]
    /** Acts as a person right before the next write, or the next look at the links. */
    beforeWrite: (() => void)[]
    /** Called as the next request with writes leaves, one each; what it throws keeps it from leaving. */
    beforeSend: (() => void)[]
    beforeLook: (() => void)[]
    afterWrite: (() => void)[]
  }

export function link(contactId: number, sort: number, isPrimary = false): Link {
  return { contactId, sort, isPrimary }
}

export function paperPortal(start: Partial<PaperPortal> = {}): PaperPortal {
  const calls = new WeakMap<object, LinkChange>()
  const portal: PaperPortal = {
    deal: { id: 1, title: 'A deal', companyId: 61 },
    links: [],
    company: { id: 61, title: 'A company' },
    companyContacts: [link(7, 10, true)],
    contacts: new Map([7, 8, 9].map((id) => [id, { id }])),
    writes: [],
    reads: 0,
    mishaps: [],
    lost: [],
    beforeWrite: [],
    beforeSend: [],
    beforeLook: [],
    afterWrite: [],
    async readDeal() {
      portal.reads += 1
      return portal.deal === null ? null : { deal: { ...portal.deal }, links: inOrder(portal.links) }
    },
    async readCompanyAndContacts(_id, wish) {
      return {
        company: wish.company ? portal.company : null,
        contacts: wish.contacts ? portal.companyContacts : [],
      }
    },
    leadContacts: async () => [],
    matchContacts: async (_by, values) => new Map(values.map((value) => [value, []])),
    async readContacts(ids) {
      return new Map(ids.flatMap((id) => (portal.contacts.has(id) ? [[id, portal.contacts.get(id) ?? {}]] : [])))
    },
    describeFields: async () => ({}),
    async readLinks() {
      portal.beforeLook.shift()?.()
      if (portal.deal === null) throw refusal('not-found')
      return inOrder(portal.links)
    },
    callFor(dealId, change) {
      const call = { method: methods[change.type], params: { id: dealId, change } }
      calls.set(call, change)
      return call
    },
    async carryOut(dealId, sent, { lookBefore = null } = {}) {
      portal.beforeSend.shift()?.()
      const carried = portal.lost.shift() ?? null
      const answers: CallAnswer[] = []
      let found: Link[] | null = null
      for (const [place, call] of sent.slice(0, carried ?? sent.length).entries()) {
        if (place === lookBefore) found = await portal.readLinks(dealId).catch(() => null)
        // As in a batch: what comes after a call that is refused is carried out all the same.
        answers.push(made(call))
      }
      if (carried !== null) {
        const unknown: CallAnswer = { result: null, error: refusal('outcome-unknown') }
        return { answers: sent.map(() => unknown), found: null, links: null }
      }
      const links = await portal.readLinks(dealId).catch(() => null)
      return { answers, found, links }
    },
    ...start,
  }
  return portal

  function made(call: Call): CallAnswer {
    portal.beforeWrite.shift()?.()
    const mishap = portal.mishaps.shift() ?? null
    if (portal.deal === null) return { result: null, error: refusal('not-found') }
    if (mishap?.when === 'before') return { result: null, error: refusal(mishap.kind, mishap.retryAt) }
    const change = calls.get(call)
    if (change === undefined) throw new Error('a call that this portal did not make')
    portal.writes.push(inWords(change))
    const result = hasToDo(portal.links, change)
    portal.links = carriedOut(portal.links, change)
    portal.afterWrite.shift()?.()
    return mishap?.when === 'after'
      ? { result: null, error: refusal(mishap.kind, mishap.retryAt) }
      : { result, error: null }
  }
}

const methods = {
  link: 'crm.deal.contact.add',
  unlink: 'crm.deal.contact.delete',
  'set-links': 'crm.deal.contact.items.set',
  'unlink-all': 'crm.deal.contact.items.delete',
} as const

function refusal(kind: PortalErrorKind, retryAt?: number): PortalError {
  const fault = { code: kind.toUpperCase(), method: 'crm.deal.contact', message: `The portal said ${kind}.` }
  return new PortalError(kind, retryAt === undefined ? fault : { ...fault, retryAt })
}

function inWords(change: LinkChange): string {
  switch (change.type) {
    case 'link':
      return `link ${change.link.contactId}`
    case 'unlink':
      return `unlink ${change.contactId}`
    case 'set-links':
      return `set ${change.links.map((one) => one.contactId).join(' ')}`
    case 'unlink-all':
      return 'unlink all'
    default:
      return change satisfies never
  }
}

/** What the single methods answer: whether the contact was not linked yet, or was. */
function hasToDo(links: readonly Link[], change: LinkChange): boolean {
  const holds = (id: number) => links.some(({ contactId }) => contactId === id)
  if (change.type === 'link') return !holds(change.link.contactId)
  return change.type === 'unlink' ? holds(change.contactId) : true
}

/** As the documentation of the four methods has it. */
function carriedOut(links: readonly Link[], change: LinkChange): Link[] {
  switch (change.type) {
    case 'link': {
      if (links.some((one) => one.contactId === change.link.contactId)) return [...links]
      const others = change.link.isPrimary ? links.map((one) => ({ ...one, isPrimary: false })) : links
      return withPrimary([...others, change.link])
    }
    case 'unlink':
      return withPrimary(links.filter((one) => one.contactId !== change.contactId))
    case 'set-links':
      return withPrimary(change.links)
    case 'unlink-all':
      return []
    default:
      return change satisfies never
  }
}

function withPrimary(links: readonly Link[]): Link[] {
  const primaryId = primaryIdOf(links) || inOrder(links)[0]?.contactId
  return inOrder(links).map((one) => ({ ...one, isPrimary: one.contactId === primaryId }))
}
