import { type Link, primaryIdOf } from '../deal/link.ts'
import { actionEffect, isSelectedBy } from '../runs/effects.ts'
import type { ActionResult, ContactEffect, RuleResult } from '../runs/run.ts'

/**
 * One account of a run that decided more than once: what an earlier decision set out to apply and a later one found
 * done already was applied by this run.
 */
export function mergedResults(earlier: readonly RuleResult[], later: readonly RuleResult[]): RuleResult[] {
  const first = new Map(earlier.map((result) => [result.key, result]))
  const merged = later.map((result) => {
    const before = first.get(result.key)
    first.delete(result.key)
    if (before === undefined || !before.actions.some((action) => action.effect === 'applied')) return result
    // A rule that no longer matches after its own work still did that work in this run.
    if (!result.matched) return before
    return { ...result, actions: result.actions.map((action, index) => mergedAction(before.actions[index], action)) }
  })
  return [...merged, ...[...first.values()].filter((result) => result.actions.some((a) => a.effect === 'applied'))]
}

function mergedAction(before: ActionResult | undefined, action: ActionResult): ActionResult {
  if (before === undefined || before.type !== action.type) return action
  const known = new Set(action.contacts.map((contact) => contact.contactId))
  const applied = new Set(before.contacts.filter((c) => c.effect === 'applied').map((c) => c.contactId))
  const gone = before.contacts.filter((contact) => contact.effect === 'applied' && !known.has(contact.contactId))
  const contacts = [
    ...action.contacts.map((contact) =>
      contact.effect === 'already' && applied.has(contact.contactId)
        ? { ...contact, effect: 'applied' as const }
        : contact,
    ),
    ...gone,
  ]
  const named = gone.map((contact) => contact.contactId).filter((id) => before.contactIds.includes(id))
  const contactIds = [...new Set([...action.contactIds, ...named])]
  return { ...action, contactIds, contacts, effect: actionEffect(action.type, contacts) }
}

/** The results as the portal's answer bears them out: what was to be applied and does not show has failed. */
export function confirmedResults(
  results: readonly RuleResult[],
  linksBefore: readonly Link[],
  linksAfter: readonly Link[],
): RuleResult[] {
  return results.map((result) => ({
    ...result,
    actions: result.actions.map((action) => {
      const contacts = action.contacts.map(
        (contact): ContactEffect =>
          contact.effect === 'applied' && !shows(action, contact.contactId, linksBefore, linksAfter)
            ? { ...contact, effect: 'failed' }
            : contact,
      )
      return { ...action, contacts, effect: actionEffect(action.type, contacts) }
    }),
  }))
}

function shows(
  action: ActionResult,
  contactId: number,
  linksBefore: readonly Link[],
  linksAfter: readonly Link[],
): boolean {
  const isThere = linksAfter.some((link) => link.contactId === contactId)
  const wasThere = linksBefore.some((link) => link.contactId === contactId)
  switch (action.type) {
    case 'attach':
      return isThere && (!wasThere || primaryIdOf(linksAfter) === contactId)
    case 'detach':
    case 'clear':
      return !isThere
    case 'setPrimary':
      return primaryIdOf(linksAfter) === contactId
    case 'replace':
      return isThere === isSelectedBy(action, contactId)
    default:
      return action.type satisfies never
  }
}
