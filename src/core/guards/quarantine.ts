import { actionEffect } from '../runs/effects.ts'
import type { ContactEffect, RuleResult, RunError } from '../runs/run.ts'
import type { Swing } from './swing.ts'

/** A deal that is not written until a person releases it, since its links swung. */
export type Quarantine = { since: string; swing: Swing }

/** What a person reads of a run that wrote nothing for it. */
export function quarantinedError(dealId: number, { since, swing }: Quarantine): RunError {
  return {
    code: 'quarantined',
    message: `${whyQuarantined(dealId, swing)} Deal ${dealId} is quarantined since ${since}, so nothing was written. Look at the rules and people in these runs, then release the deal.`,
  }
}

export function whyQuarantined(dealId: number, { links, runIds }: Swing): string {
  const contacts = links
    .map(({ contactId, isPrimary }) => (isPrimary ? `${contactId} (primary)` : contactId))
    .join(', ')
  return `The contacts of deal ${dealId} went to and fro: ${contacts === '' ? 'an empty list' : contacts} came back three times while ${runIds.length} runs wrote to it.`
}

/** The results of a run that may not write: what would have been applied is told as in shadow mode. */
export function heldBack(results: readonly RuleResult[], note: string): RuleResult[] {
  return results.map((result) => ({
    ...result,
    actions: result.actions.map((action) => {
      if (action.contacts.every(({ effect }) => effect !== 'applied')) return action
      const contacts = action.contacts.map(
        (contact): ContactEffect => (contact.effect === 'applied' ? { ...contact, effect: 'shadow' } : contact),
      )
      return { ...action, contacts, effect: actionEffect(action.type, contacts), note }
    }),
  }))
}
