import type { Doing } from './doings.ts'
import { type ActionEffectName, type ActionResult, type ContactEffect, effectsByRank } from './run.ts'

/** The effect of an action: the first by rank that any of its contacts has. */
export function actionEffect(type: ActionResult['type'], contacts: readonly ContactEffect[]): ActionEffectName {
  const first = effectsByRank.find((effect) => contacts.some((contact) => contact.effect === effect))
  return first ?? (type === 'clear' ? 'already' : 'nothing-selected')
}

/** How an action is recorded; what a shadow rule would have applied is `shadow`. */
export function actionResult(doing: Doing, contactIds: readonly number[], mode: 'live' | 'shadow'): ActionResult {
  const contacts = doing.contacts.map(({ contactId, effect, by }) => ({
    contactId,
    effect: mode === 'shadow' && effect === 'applied' ? ('shadow' as const) : effect,
    by,
  }))
  return {
    type: doing.type,
    contactIds: doing.type === 'clear' ? contacts.map((contact) => contact.contactId) : [...contactIds],
    effect: actionEffect(doing.type, contacts),
    note: doing.note ?? (mode === 'shadow' ? shadowNote(doing) : null),
    contacts,
  }
}

/** What the effects do not tell of a shadow rule: that it would move the primary. */
function shadowNote({ contacts }: Doing): string | null {
  const primary = contacts.find(({ effect, aspects }) => effect === 'applied' && aspects.includes('made-primary'))
  return primary === undefined ? null : `would make contact ${primary.contactId} primary`
}

/** Whom an action's note says that a shadow rule would make primary; null where it says nothing of it. */
export function primaryToldIn(note: string | null): number | null {
  const told = /^would make contact (\d+) primary$/.exec(note ?? '')?.[1]
  return told === undefined ? null : Number(told)
}

/** Whether the contact is among those that the action's selector came to, and not only named by it: that one is not there. */
export function isSelectedBy({ contactIds, contacts }: ActionResult, contactId: number): boolean {
  const isMissing = contacts.some((contact) => contact.contactId === contactId && contact.effect === 'not-found')
  return contactIds.includes(contactId) && !isMissing
}
