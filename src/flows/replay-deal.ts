import type { EntityName } from '../core/deal/fields.ts'
import type { Link } from '../core/deal/link.ts'
import type { FieldDescriptions, Fields, SeenFacts } from '../core/deal/snapshot.ts'
import { matchKey } from '../core/rules/selection.ts'
import { unreadFacts } from '../core/trials/unread-facts.ts'
import type { DealReader } from './deal-portal.ts'

/** A rule asks for something that no run of the deal has read. */
export class UnknownFact extends Error {
  override readonly name = 'UnknownFact'
  readonly code = 'unknown_fact'
}

export type RecordedDeal = { deal: Fields; links: Link[]; facts: SeenFacts | null }

/**
 * The portal as the last run of a deal saw it: whatever that run did not read throws `UnknownFact`. Only that a contact
 * exists is assumed where nothing more is asked about it; `onAssumed` is told.
 */
export function replayDeal({ deal, links, facts }: RecordedDeal, onAssumed: (contactId: number) => void): DealReader {
  function contactOf(id: number, fields: string[] | 'all'): Fields | null {
    const isRead = facts !== null && Object.hasOwn(facts.contacts, id)
    const seen = isRead ? (facts.contacts[id] ?? null) : null
    if (isRead && (seen === null || covers(facts.contactFields, fields))) return seen
    if (fields !== 'all' && fields.length === 0) {
      onAssumed(id)
      return { id }
    }
    throw new UnknownFact(unreadFacts.contactFields)
  }

  return {
    readDeal: async () => ({ deal, links }),
    async readCompanyAndContacts(_companyId, wish) {
      if (wish.company && !facts?.company) throw new UnknownFact(unreadFacts.company)
      if (wish.contacts && !facts?.companyContacts) throw new UnknownFact(unreadFacts.companyContacts)
      return { company: facts?.company?.fields ?? null, contacts: facts?.companyContacts ?? [] }
    },
    async leadContacts() {
      if (!facts?.leadContacts) throw new UnknownFact(unreadFacts.leadContacts)
      return facts.leadContacts
    },
    async matchContacts(by, values) {
      return new Map(
        values.map((value) => {
          const found = facts?.matches[matchKey({ by, value })]
          if (found === undefined) throw new UnknownFact(by === 'phone' ? unreadFacts.byPhone : unreadFacts.byEmail)
          return [value, found]
        }),
      )
    },
    async readContacts(contactIds, fields) {
      const read = contactIds.map((id) => [id, contactOf(id, fields)] as const)
      return new Map(read.flatMap(([id, contact]) => (contact === null ? [] : [[id, contact]])))
    },
    describeFields: async (entity) => descriptionsOf(entity, deal, facts),
  }
}

function covers(read: string[] | 'all', wanted: string[] | 'all'): boolean {
  return read === 'all' || (wanted !== 'all' && wanted.every((name) => read.includes(name)))
}

/** Values are typed already: all that must be told is which ones are flags, as `false` may also be an empty field. */
function descriptionsOf(entity: EntityName, deal: Fields, facts: SeenFacts | null): FieldDescriptions {
  const records: Record<EntityName, Fields[]> = {
    deal: [deal],
    company: [facts?.company?.fields ?? {}],
    contact: Object.values(facts?.contacts ?? {}).map((contact) => contact ?? {}),
  }
  const flags = records[entity].flatMap((fields) =>
    Object.entries(fields).flatMap(([name, value]) =>
      isFlag(value) || (Array.isArray(value) && value.some(isFlag)) ? [name] : [],
    ),
  )
  return Object.fromEntries(flags.map((name) => [name, { type: 'boolean', isMultiple: false }]))
}

const isFlag = (value: unknown) => typeof value === 'boolean'
