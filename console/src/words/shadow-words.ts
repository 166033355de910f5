import type { ShadowScore } from '../api/client.ts'
import type { Say } from '../languages/say.ts'
import type { Called } from './run-words.ts'

export type Disagreement = ShadowScore['disagreements'][number]

/** "It would have linked Ann; people linked Bob": of what was wanted only that which people did otherwise. */
export function disagreementInWords(
  { wanted, people }: Pick<Disagreement, 'wanted' | 'people'>,
  say: Say,
  called: Called,
): string {
  const who = (id: number) => called(id) ?? say('live.contact', { id })
  const wishes = wanted
    .filter(({ verdict }) => verdict === 'disagreed')
    .map(({ contactId, wants }) => say(`shadow.wanted.${wants}`, { who: who(contactId) }))
  const deeds = people.map(({ contactId, did }) => say(`shadow.people.${did}`, { who: who(contactId) }))
  return `${wishes.join(', ')}; ${deeds.length === 0 ? say('shadow.peopleNothing') : deeds.join(', ')}`
}
