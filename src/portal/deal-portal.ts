import { z } from 'zod'
import type { LinkChange } from '../core/deal/change.ts'
import type { Link } from '../core/deal/link.ts'
import type { FieldDescriptions, Fields } from '../core/deal/snapshot.ts'
import { PortalError } from '../core/runs/portal-error.ts'
import { type Question, understand } from './ask.ts'
import { type Command, type CommandAnswer, maximumCommands } from './batch.ts'
import { type Carrier, parcelOf } from './carrier.ts'
import type { PortalClient } from './client.ts'
import type { Entity, RowList } from './entities.ts'
import { type Foresight, readForesighted } from './foresighted.ts'
import { setsNothing, type WriteCall, writeCall } from './link-writes.ts'
import { contactsWith, item, linksOf, rowsById } from './questions.ts'
import { isUnknown } from './refusal.ts'
import { contactName, type Moment, matchName, type Shelf } from './shelf.ts'
import { explain } from './silent-refusal.ts'

/** The answer to a call that was sent. */
export type CallAnswer = { result: unknown; error: null } | { result: null; error: PortalError }

/** What the flows need of the portal, in the field's words. All of it throws `PortalError`. */
export type DealPortal = {
  /**
   * Null: the deal is gone. A deal that may not be read is an error, `no-permission`. `isForeseen`: what was foreseen came
   * along, as far as it is there, and costs nothing more.
   */
  readDeal(dealId: number, foresight?: Foresight): Promise<{ deal: Fields; links: Link[]; isForeseen?: boolean } | null>
  /**
   * What was not asked for, or is not there, or may not be read, is null and empty. `isOlderThanDeal`: others had asked for
   * it before this run's deal was read, so the deal may have been saved after the company had been changed.
   */
  readCompanyAndContacts(
    companyId: number,
    wanted: { company: boolean; contacts: boolean },
  ): Promise<{ company: Fields | null; contacts: Link[]; isOlderThanDeal: boolean }>
  /** Empty where the lead is unknown or may not be read. */
  leadContacts(leadId: number): Promise<Link[]>
  /** Contact ids by value; every value that was asked for has an entry. */
  matchContacts(by: 'phone' | 'email', values: readonly string[]): Promise<Map<string, number[]>>
  /** Absent: no such contact, or it may not be read. */
  readContacts(ids: readonly number[], fields: readonly string[] | 'all'): Promise<Map<number, Fields>>
  readLinks(dealId: number): Promise<Link[]>
  describeFields(entity: Entity): Promise<FieldDescriptions>
  callFor(dealId: number, change: LinkChange): WriteCall
  /**
   * Makes the calls and reads the links back, in one request where they fit. `outcome-unknown`: the call may have been
   * done; read before repeating. `links` is null where reading back failed. Right before the call at the place `lookBefore`
   * they are read as well, in the same request: `found`. Throws only what the signal says.
   */
  carryOut(
    dealId: number,
    calls: readonly WriteCall[],
    options?: { lookBefore?: number | null; signal?: AbortSignal | undefined },
  ): Promise<{ answers: CallAnswer[]; found: Link[] | null; links: Link[] | null }>
}

export type DealPortalParts = {
  client: PortalClient
  carrier: Carrier
  /** Facts that others have asked for. */
  shelf: Shelf
  /** When the newest of what is to be answered was heard of, in milliseconds since 1970. */
  heardAt: number | null
  describeFields: (entity: Entity) => Promise<FieldDescriptions>
}

/**
 * The portal from now on, for one run: facts that were asked for before this moment do not serve it, unless after the
 * newest of what it answers was heard of.
 */
export function createDealPortal(parts: DealPortalParts): DealPortal {
  const { client, carrier, shelf, describeFields } = parts
  const since = { moment: shelf.moment(), heardAt: parts.heardAt }
  /** When the deal was asked for, and when it had come, in the order of things. */
  let [dealAskedAt, dealCameAt] = [since.moment, since.moment]
  const askingForDeal = () => {
    dealAskedAt = shelf.moment()
  }

  async function ask<Answer>(question: Question<Answer>, onSent?: () => void): Promise<Answer> {
    const [answer] = await carrier.carry(parcelOf([question]), onSent && { onSent })
    return understand(client, question, answer)
  }

  async function readRow(entity: 'deal' | 'company', id: number, onSent?: () => void): Promise<Fields | undefined> {
    return (await carrier.rows(await everythingOf(entity), [id], onSent)).get(id)
  }

  async function everythingOf(entity: Entity): Promise<RowList> {
    const custom = Object.keys(await describeFields(entity)).filter((name) => name.startsWith('UF_'))
    return { entity, fields: 'all', custom }
  }

  async function contactList(fields: readonly string[] | 'all'): Promise<RowList> {
    return fields === 'all' ? await everythingOf('contact') : { entity: 'contact', fields, custom: [] }
  }

  async function askLinks(dealId: number): Promise<Link[]> {
    const question = linksOf('deal', dealId)
    return ask(question).catch((error: unknown) => explain(parts, question, error))
  }

  async function readDeal(dealId: number, foresight?: Foresight): ReturnType<DealPortal['readDeal']> {
    if (foresight !== undefined && (await carrier.hasRoomToGuess())) {
      const descriptions = await describeFields('deal')
      const listing = {
        deal: await everythingOf('deal'),
        company: foresight.company ? await everythingOf('company') : null,
        contact: await contactList(foresight.contactFields),
        isMultiple: (field: string) => descriptions[field]?.isMultiple === true,
      }
      askingForDeal()
      const guessed = await readForesighted({ carrier, shelf, askedAt: dealAskedAt }, dealId, foresight, listing)
      dealCameAt = shelf.moment()
      if (guessed !== null) return { ...guessed, isForeseen: true }
    }
    const foreseen = foresight?.hadLinks ? settled(askLinks(dealId)) : null
    const deal = (await readRow('deal', dealId, askingForDeal)) ?? (await readUnlisted(dealId))
    dealCameAt = shelf.moment()
    if (deal === null) return null
    if (foreseen !== null) return { deal, links: await foreseen() }
    return { deal, links: hasNoContacts(deal) ? [] : await askLinks(dealId) }
  }

  /** A list leaves out what may not be read, as it does what is not there: only the deal by itself tells. */
  async function readUnlisted(dealId: number): Promise<Fields | null> {
    const question = item('deal', dealId)
    const [answer] = await carrier.carry(parcelOf([question]), { onSent: askingForDeal })
    return isGone(answer) ? null : understand(client, question, answer)
  }

  async function readCompanyAndContacts(companyId: number, wanted: { company: boolean; contacts: boolean }) {
    let isOlderThanDeal = false
    const tellAge = (askedAt: Moment) => {
      // A request that took long was lost on the way, maybe, and made once more: the deal was read at its end.
      const isDealLate = dealCameAt.ms - dealAskedAt.ms > usualMs
      const isBefore = askedAt.order < (isDealLate ? dealCameAt : dealAskedAt).order
      if (isBefore && askedAt !== dealAskedAt) isOlderThanDeal = true
    }
    const askRow = (onSent: () => void) => readRow('company', companyId, onSent)
    const askContacts = (onSent: () => void) => known([], ask(linksOf('company', companyId), onSent))
    const [company, contacts] = await Promise.all([
      wanted.company ? shelf.recall(`company ${companyId}`, since, askRow, tellAge) : null,
      wanted.contacts ? shelf.recall(`contacts of company ${companyId}`, since, askContacts, tellAge) : [],
    ])
    return { company: company ?? null, contacts, isOlderThanDeal }
  }

  /** An empty list is no proof that the deal exists: some portals answer it for a deal that is gone. */
  async function readLinks(dealId: number): Promise<Link[]> {
    const links = await askLinks(dealId)
    if (links.length === 0) await ask(item('deal', dealId))
    return links
  }

  async function readContacts(ids: readonly number[], fields: readonly string[] | 'all'): Promise<Map<number, Fields>> {
    const list = await contactList(fields)
    const distinct = [...new Set(ids)]
    const rows = await Promise.all(
      distinct.map((id) =>
        shelf.recall(contactName(id, fields), since, async (onSent) =>
          (await carrier.rows(list, [id], onSent)).get(id),
        ),
      ),
    )
    return new Map(distinct.flatMap((id, index) => (rows[index] === undefined ? [] : [[id, rows[index]]])))
  }

  async function answerTo(call: WriteCall, answer: CommandAnswer | undefined): Promise<CallAnswer> {
    try {
      return { result: understand(client, { ...call, answer: YesOrNo }, answer), error: null }
    } catch (error) {
      return { result: null, error: await plain(call, error) }
    }
  }

  async function plain(command: Command, error: unknown): Promise<PortalError> {
    const explained: unknown = await explain(parts, command, error).catch((reason: unknown) => reason)
    if (explained instanceof PortalError) return explained
    throw explained
  }

  async function carryOut(
    dealId: number,
    calls: readonly WriteCall[],
    { lookBefore = null, signal }: { lookBefore?: number | null; signal?: AbortSignal | undefined } = {},
  ) {
    if (calls.some(setsNothing)) throw client.mistake(calls.find(setsNothing) ?? look(dealId), clearingRefused)
    const answers: CallAnswer[] = []
    let found: Link[] | null = null
    let links: Link[] | null = null
    for (let from = 0; from < calls.length; from += mostCalls) {
      const some = calls.slice(from, from + mostCalls)
      const isLookedAt = lookBefore !== null && lookBefore >= from && lookBefore < from + some.length
      const place = isLookedAt ? lookBefore - from : 0
      const commands = [
        ...some.slice(0, place),
        ...(isLookedAt ? [look(dealId)] : []),
        ...some.slice(place),
        look(dealId),
        ...(some.some(mayEmpty) ? [rowsById(bare, [dealId])] : []),
      ]
      let carried: CommandAnswer[]
      try {
        carried = await carrier.carry(parcelOf(commands), { signal })
      } catch (error) {
        if (!(error instanceof PortalError)) throw error
        answers.push(...some.map(() => ({ result: null, error }) as const))
        return { answers, found, links: null }
      }
      const after = isLookedAt ? carried.toSpliced(place, 1) : carried
      if (isLookedAt) found = linksIn(dealId, carried[place])
      answers.push(...(await Promise.all(some.map((call, place) => answerTo(call, after[place])))))
      links = readBack(dealId, after[some.length], after[some.length + 1])
      if (answers.some(({ error }) => error?.isRetryable)) break
    }
    return { answers, found, links }
  }

  function linksIn(dealId: number, answer: CommandAnswer | undefined): Link[] | null {
    try {
      return understand(client, look(dealId), answer)
    } catch {
      return null
    }
  }

  /** Null where it tells nothing: an empty list may also mean that the deal is gone. */
  function readBack(
    dealId: number,
    answer: CommandAnswer | undefined,
    presence: CommandAnswer | undefined,
  ): Link[] | null {
    const links = linksIn(dealId, answer)
    if (links === null || links.length > 0) return links
    try {
      return understand(client, rowsById(bare, [dealId]), presence).has(dealId) ? links : null
    } catch {
      return null
    }
  }

  return {
    readDeal,
    readLinks,
    readContacts,
    readCompanyAndContacts,
    describeFields,
    carryOut,
    leadContacts: (leadId) =>
      shelf.recall(`contacts of lead ${leadId}`, since, (onSent) => known([], ask(linksOf('lead', leadId), onSent))),
    async matchContacts(by, values) {
      const distinct = [...new Set(values)].filter((value) => value.trim() !== '')
      const found = await Promise.all(
        distinct.map((value) =>
          shelf.recall(matchName(by, value), since, (onSent) => ask(contactsWith(by, value), onSent)),
        ),
      )
      const byValue = new Map(distinct.map((value, i) => [value, found[i] ?? []]))
      return new Map(values.map((value) => [value, byValue.get(value) ?? []]))
    },
    callFor(dealId, change) {
      const call = writeCall(dealId, change)
      if (call === null)
        throw client.mistake({ method: 'crm.deal.contact.items.set', params: { id: dealId } }, clearingRefused)
      return call
    },
  }
}

const YesOrNo = z.boolean()

/** Enough to see that deals are there. */
const bare: RowList = { entity: 'deal', fields: [], custom: [] }

const mayEmpty = ({ method }: WriteCall): boolean =>
  method === 'crm.deal.contact.delete' || method === 'crm.deal.contact.items.delete'

const look = (dealId: number) => linksOf('deal', dealId)

/** Longer than this a request takes that is repeated, or waits in a portal that is busy with others. */
const usualMs = 2_000

/** Calls of one deal in one request, with room for reading before and back. */
const mostCalls = maximumCommands - 3

const clearingRefused = 'a set without links would unlink every contact; clearing has a call of its own.'

const isGone = (answer: CommandAnswer | undefined): boolean => answer?.ok === false && answer.error.kind === 'not-found'

/** Where a list leaves the contacts out, or contradicts itself, the links are read. */
function hasNoContacts(deal: Fields): boolean {
  return Array.isArray(deal.contactIds) && deal.contactIds.length === 0 && !Number(deal.contactId ?? 0)
}

/** The promise, to be waited for later: until then its failure is nobody's. */
function settled<Value>(promise: Promise<Value>): () => Promise<Value> {
  promise.catch(() => {})
  return () => promise
}

/** The answer, or what stands for a record that is not there or may not be read, in whatever words the portal says so. */
async function known<Answer, Instead>(instead: Instead, asked: Promise<Answer>): Promise<Answer | Instead> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof PortalError && isUnknown(error)) return instead
    throw error
  }
}
