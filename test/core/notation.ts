import type { LinkChange } from '../../src/core/deal/change.ts'
import { inOrder, type Link, primaryIdOf } from '../../src/core/deal/link.ts'
import type { Deed } from '../../src/core/runs/deed.ts'
import type { ActionResult } from '../../src/core/runs/run.ts'

/** Reads links such as "7* 9 12:35": a star marks the primary, sorts run 10, 20, … unless told after a colon. */
export function linksOf(text: string): Link[] {
  return text.split(' ').flatMap((word, index) => {
    const [, id, star, sort] = /^(\d+)(\*?)(?::(-?\d+))?$/.exec(word) ?? []
    if (id === undefined) return []
    return [{ contactId: Number(id), sort: Number(sort ?? (index + 1) * 10), isPrimary: star === '*' }]
  })
}

/** "7* 9": ids in order, a star for the primary; a sort only where it is not the usual 10, 20, … */
export function inWords(links: readonly Link[]): string {
  const primaryId = primaryIdOf(links)
  return inOrder(links)
    .map(({ contactId, sort }, index) => {
      const place = sort === (index + 1) * 10 ? '' : `:${sort}`
      return `${contactId}${contactId === primaryId ? '*' : ''}${place}`
    })
    .join(' ')
}

/** "link 12", "link 12*", "unlink 9", "set 9* 7", "unlink-all". */
export function changeInWords(change: LinkChange): string {
  switch (change.type) {
    case 'link':
      return `link ${change.link.contactId}${change.link.isPrimary ? '*' : ''}`
    case 'unlink':
      return `unlink ${change.contactId}`
    case 'set-links':
      return `set ${inWords(change.links)}`
    case 'unlink-all':
      return 'unlink-all'
    default:
      return change satisfies never
  }
}

/** "attach applied(12, 9 yielded)", "detach overruled(9 by a)": the action's effect, and a contact's own where it differs. */
export function effectInWords({ type, effect, contacts }: ActionResult): string {
  const each = contacts.map((contact) => {
    const own = contact.effect === effect ? '' : ` ${contact.effect}`
    return `${contact.contactId}${own}${contact.by === null ? '' : ` by ${contact.by}`}`
  })
  return `${type} ${effect}${each.length === 0 ? '' : `(${each.join(', ')})`}`
}

/** Reads "a attached 9", "a removed 9", "a made-primary 9"; whether it stands is told by the links. */
export function deedOf(text: string): Deed {
  const [ruleKey = '', kind = '', id = ''] = text.split(' ')
  return { ruleKey, kind: kind as Deed['kind'], contactId: Number(id), state: 'standing' } // kinds as in the tables
}
