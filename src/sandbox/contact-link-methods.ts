import type { Params } from './decode.ts'
import { classicError, PortalError } from './errors.ts'
import { type ContactLink, type LinkWish, linksEqual, linksReplaced, linksWith, linksWithout } from './links.ts'
import { crmMethod, type Method, type PortalState } from './method.ts'
import { classicParam, idOf, integerOf, isPhpArray, isYes, valuesOf } from './params.ts'

/** One family of link methods: `crm.deal.contact.*`, `crm.company.contact.*` and so on. */
export type LinkFamily = {
  owner: 'deal' | 'lead' | 'company' | 'contact'
  /** What is linked, and the name of its id. */
  linked: 'contact' | 'company'
  idName: 'CONTACT_ID' | 'COMPANY_ID'
  title: string
}

type LinkCall = { family: LinkFamily; params: Params; portal: PortalState; id: number }

/** Texts differ in quotes and full stops from method to method, as printed. Source: `crm.deal.contact.*` pages. */
function ownerId(params: Params, quoted: boolean): number {
  const id = idOf(classicParam(params, 'id'))
  const name = quoted ? "'ownerEntityID'" : 'ownerEntityID'
  if (id === null) throw classicError(`The parameter ${name} is invalid or not defined.`)
  return id
}

const accessDenied = (portal: PortalState): PortalError =>
  new PortalError(portal.behaviour.accessDeniedStatus, 'ACCESS_DENIED', 'Access denied!')

/** Whether the owner is there. Company and contact pages know no such error, nor do quote pages. */
function ownerExists({ family, portal, id }: LinkCall, missing = 'Not found.'): boolean {
  const { owner } = family
  if (!portal.rights.allows(owner)) throw classicError(missing === 'Not found' ? 'Access denied' : 'Access denied.')
  if (portal.records.get(owner, id) !== undefined) return true
  if (owner === 'company' || owner === 'contact' || portal.behaviour.missingOwner === 'empty') return false
  throw owner === 'lead' ? new PortalError(400, 'NOT_FOUND', 'Element not found') : classicError(missing)
}

function checkModify({ family, portal, id }: LinkCall): void {
  if (!portal.rights.canModify(family.owner, id)) throw accessDenied(portal)
}

/** A phantom id passes (unless switched off); one that is there but unreadable does not. Source: `crm.quote.contact.add`. */
function checkLinked({ family, portal }: LinkCall, linkedId: number): void {
  const exists = portal.records.get(family.linked, linkedId) !== undefined
  if (exists ? portal.rights.canRead(family.linked, linkedId) : portal.behaviour.phantomContactsAccepted) return
  const name = family.linked === 'contact' ? 'Contact' : 'Company'
  throw classicError(`[${name} #${linkedId}] You do not have permission to view this item`)
}

function write({ family, portal, id }: LinkCall, links: readonly ContactLink[]): void {
  const isEqual = linksEqual(portal.crm.links.of(family.owner, id), links)
  portal.crm.links.set(family.owner, id, links)
  const { linkMethodsRaiseUpdate, linkMethodsTouchUpdatedTime, equalSetRaisesUpdate } = portal.behaviour
  if (isEqual && !equalSetRaisesUpdate) return
  portal.crm.linksWritten(family.owner, id, portal.ownerId, {
    raises: linkMethodsRaiseUpdate,
    touches: linkMethodsTouchUpdatedTime && !isEqual,
  })
}

function wishOf(family: LinkFamily, fields: unknown): LinkWish | null {
  if (!isPhpArray(fields)) return null
  const contactId = idOf(classicParam(fields, family.idName))
  if (contactId === null) return null
  const isPrimary = classicParam(fields, 'IS_PRIMARY')
  return {
    contactId,
    sort: integerOf(classicParam(fields, 'SORT')) ?? undefined,
    isPrimary: isPrimary === undefined ? undefined : isYes(isPrimary),
  }
}

function add(call: LinkCall): boolean {
  const { family, params, portal, id } = call
  const fields = classicParam(params, 'fields')
  if (!isPhpArray(fields)) throw classicError("The parameter 'fields' must be array.")
  const wish = wishOf(family, fields)
  if (wish === null) throw classicError("The parameter 'fields' is not valid.")
  if (!ownerExists(call)) return true
  checkModify(call)
  const links = linksWith(portal.crm.links.of(family.owner, id), wish)
  if (links === null) return false
  checkLinked(call, wish.contactId)
  write(call, links)
  return true
}

function remove(call: LinkCall): boolean {
  const { family, params, portal, id } = call
  const fields = classicParam(params, 'fields')
  if (!isPhpArray(fields)) throw classicError("The parameter 'item' must be array.")
  const wish = wishOf(family, fields)
  if (wish === null) throw classicError("The parameter 'fields' is not valid.")
  if (!ownerExists(call)) return false
  checkModify(call)
  const links = linksWithout(portal.crm.links.of(family.owner, id), wish.contactId)
  if (links === null) return false
  write(call, links)
  return true
}

function itemsGet(call: LinkCall): Record<string, unknown>[] {
  const { family, portal, id } = call
  if (!ownerExists(call)) return []
  if (!portal.rights.canRead(family.owner, id)) throw accessDenied(portal)
  return portal.crm.links.of(family.owner, id).map((link) => ({
    [family.idName]: link.contactId,
    SORT: link.sort,
    ROLE_ID: link.roleId,
    IS_PRIMARY: link.isPrimary ? 'Y' : 'N',
  }))
}

function itemsSet(call: LinkCall): boolean {
  const { family, params, portal, id } = call
  const items = classicParam(params, 'items')
  if (!isPhpArray(items)) throw classicError('The parameter items must be array.')
  if (!ownerExists(call)) return true
  checkModify(call)
  const wishes = valuesOf(items).map((item) => {
    const wish = wishOf(family, item)
    if (wish === null) throw new PortalError(500, 'ERROR_CORE', '-')
    return wish
  })
  const before = portal.crm.links.of(family.owner, id)
  for (const { contactId } of wishes) {
    if (!before.some((link) => link.contactId === contactId)) checkLinked(call, contactId)
  }
  const isClient = family.owner === 'deal' || family.owner === 'lead'
  write(call, linksReplaced(before, wishes, isClient ? 'position' : 'kept'))
  return true
}

function itemsDelete(call: LinkCall): boolean {
  if (!ownerExists(call, 'Not found')) return true
  checkModify(call)
  write(call, [])
  return true
}

const fieldsOf = (family: LinkFamily): Record<string, unknown> => {
  const field = (type: string, isRequired: boolean, title: string): Record<string, unknown> => ({
    type,
    isRequired,
    isReadOnly: false,
    isImmutable: false,
    isMultiple: false,
    isDynamic: false,
    title,
  })
  return {
    [family.idName]: field('integer', true, family.title),
    SORT: field('integer', false, 'Sort'),
    IS_PRIMARY: field('char', false, 'Primary'),
  }
}

/**
 * The six methods of one family. Source: Bitrix24 REST docs, `crm.deal.contact.*`; where those are silent,
 * `crm.quote.contact.*`, `crm.company.contact.*`, `crm.contact.company.*`, `crm.lead.contact.*`.
 */
export function linkMethods(family: LinkFamily): Readonly<Record<string, Method>> {
  const named = (name: string): string => `crm.${family.owner}.${family.linked}.${name}`
  const method = (answer: (call: LinkCall) => unknown, quoted = false): Method =>
    crmMethod((params, portal) => ({ result: answer({ family, params, portal, id: ownerId(params, quoted) }) }))
  return {
    [named('add')]: method(add, true),
    [named('delete')]: method(remove, true),
    [named('items.get')]: method(itemsGet),
    [named('items.set')]: method(itemsSet),
    [named('items.delete')]: method(itemsDelete),
    [named('fields')]: crmMethod(() => ({ result: fieldsOf(family) })),
  }
}

const contacts = { linked: 'contact', idName: 'CONTACT_ID', title: 'Contact' } as const

export const contactLinkMethods: Readonly<Record<string, Method>> = {
  ...linkMethods({ owner: 'deal', ...contacts }),
  ...linkMethods({ owner: 'lead', ...contacts }),
  ...linkMethods({ owner: 'company', ...contacts }),
  ...linkMethods({ owner: 'contact', linked: 'company', idName: 'COMPANY_ID', title: 'Company' }),
}
