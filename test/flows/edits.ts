import { inOrder, type Link, primaryIdOf } from '../../src/core/deal/link.ts'

/** What a person does to a deal's links, at once and whole. */
export type Edit =
  | { does: 'link' | 'unlink' | 'make primary'; contactId: number }
  | { does: 'turn round' }
  /** Gives contacts these places. */
  | { does: 'arrange'; places: readonly Pick<Link, 'contactId' | 'sort'>[] }

const isOfOrder = (edit: Edit) => edit.does === 'turn round' || edit.does === 'arrange'

const holds = (links: readonly Link[], id: number) => links.some(({ contactId }) => contactId === id)

/** The links after an edit; the same where there was nothing to do. */
function edited(links: readonly Link[], edit: Edit): readonly Link[] {
  switch (edit.does) {
    case 'link': {
      if (holds(links, edit.contactId)) return links
      const sort = Math.max(0, ...links.map((link) => link.sort)) + 10
      return [...links, { contactId: edit.contactId, sort, isPrimary: links.length === 0 }]
    }
    case 'unlink': {
      if (!holds(links, edit.contactId)) return links
      const rest = inOrder(links).filter(({ contactId }) => contactId !== edit.contactId)
      const primaryId = primaryIdOf(rest) || rest[0]?.contactId
      return rest.map((link) => ({ ...link, isPrimary: link.contactId === primaryId }))
    }
    case 'make primary':
      if (!holds(links, edit.contactId) || primaryIdOf(links) === edit.contactId) return links
      return links.map((link) => ({ ...link, isPrimary: link.contactId === edit.contactId }))
    case 'turn round':
      if (links.length < 2) return links
      return inOrder(links)
        .reverse()
        .map((link, index) => ({ ...link, sort: (index + 1) * 10 }))
    case 'arrange':
      return links.map((link) => ({ ...link, ...edit.places.find(({ contactId }) => contactId === link.contactId) }))
    default:
      return edit satisfies never
  }
}

/** The links as an edit leaves them; null where it found nothing to do. */
export function editedIfAny(links: readonly Link[], edit: Edit): readonly Link[] | null {
  const next = edited(links, edit)
  return inWords(next) === inWords(links) ? null : next
}

export const inWords = (links: readonly Link[]) =>
  inOrder(links)
    .map(({ contactId, isPrimary }) => `${contactId}${isPrimary ? '*' : ''}`)
    .join(' ')

/** `settled`: those of whom the last word stands. */
export type Stands = { contacts: boolean; settled: number[]; primary: boolean; order: boolean }

/** Whether the last word of the edits on each thing stands in the end, as each edit had left it; null: it had nothing to do. */
export function standing(
  edits: readonly Edit[],
  left: readonly (readonly Link[] | null)[],
  end: readonly Link[],
): Stands {
  const done = edits.flatMap((edit, index) => (left[index] ? [{ edit, left: left[index] }] : []))
  const wanted = new Map(
    done.flatMap(({ edit }) => ('contactId' in edit ? [[edit.contactId, edit.does !== 'unlink'] as const] : [])),
  )
  const primary = primaryIdOf(done.findLast(({ edit }) => edit.does === 'make primary')?.left ?? [])
  const turned = done.findLastIndex(({ edit }) => isOfOrder(edit))
  const gone = done.slice(turned + 1).flatMap(({ edit }) => (edit.does === 'unlink' ? [edit.contactId] : []))
  const order = done[turned]?.left.filter(({ contactId }) => !gone.includes(contactId))
  const ids = (links: readonly Link[], among: readonly Link[]) =>
    inOrder(links).flatMap(({ contactId }) => (holds(among, contactId) ? [contactId] : []))
  const settled = [...wanted].flatMap(([id, isLinked]) => (holds(end, id) === isLinked ? [id] : []))
  return {
    contacts: settled.length === wanted.size,
    settled,
    primary: !holds(end, primary) || primaryIdOf(end) === primary,
    order: order === undefined || String(ids(order, end)) === String(ids(end, order)),
  }
}
