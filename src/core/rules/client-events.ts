import { factsRead } from '../conditions/condition.ts'
import type { RuleDocument } from './rule.ts'
import { selectorsOf } from './selection.ts'

/** Events of companies and contacts: what they change bears on the open deals of theirs. */
export const clientEvents = ['ONCRMCOMPANYUPDATE', 'ONCRMCONTACTUPDATE'] as const
export type ClientEvent = (typeof clientEvents)[number]

export function isClientEvent(event: string): event is ClientEvent {
  return (clientEvents as readonly string[]).includes(event)
}

/** The deals that one change of a company or contact has run at most; a backfill is for more. */
export const mostDealsOfClient = 200

/** Whether the rule answers the event: it names it, and what the event tells of can bear on it. */
export function listensTo(rule: RuleDocument, event: string): boolean {
  return rule.on.includes(event) && (!isClientEvent(event) || readsClients(rule))
}

/** Whether a change of a company or contact can change what the rule does. */
export function readsClients(rule: RuleDocument): boolean {
  const facts = factsRead(rule.conditions)
  if (facts.has('company') || facts.has('companyContacts')) return true
  return selectorsOf(rule).some(
    ({ from, where }) => from === 'company' || from === 'match' || from === 'lead' || where !== undefined,
  )
}
