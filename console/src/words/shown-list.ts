/** What a list shows, newest first, and what has come since. */
export type ShownList<Item> = {
  items: readonly Item[]
  /** For what is older than the last of them; null: that was all. */
  olderCursor: string | null
  fresh: readonly Item[]
  /** So many are new that the newest page does not reach down to those that are shown. */
  hasGap: boolean
}

type Page<Item> = { items: readonly Item[]; nextCursor: string | null }
type IdOf<Item> = (item: Item) => string | number

export const listOf = <Item>({ items, nextCursor }: Page<Item>): ShownList<Item> => ({
  items,
  olderCursor: nextCursor,
  fresh: [],
  hasGap: false,
})

/** With the newest page: those that are shown are brought up to date where they stand, others are held back as fresh. */
export function withNewest<Item>(list: ShownList<Item>, newest: Page<Item>, idOf: IdOf<Item>): ShownList<Item> {
  if (list.items.length === 0) return listOf(newest)
  const latest = new Map(newest.items.map((item) => [idOf(item), item]))
  const shown = new Set(list.items.map(idOf))
  const fresh = newest.items.filter((item) => !shown.has(idOf(item)))
  return {
    ...list,
    items: list.items.map((item) => latest.get(idOf(item)) ?? item),
    fresh,
    hasGap: fresh.length === newest.items.length && newest.nextCursor !== null,
  }
}

/** With the fresh ones shown, and what lies beyond a gap left to "show more". */
export function withFresh<Item>(list: ShownList<Item>, newestCursor: string | null): ShownList<Item> {
  if (list.hasGap) return listOf({ items: list.fresh, nextCursor: newestCursor })
  return { ...list, items: [...list.fresh, ...list.items], fresh: [] }
}

export const withOlder = <Item>(list: ShownList<Item>, { items, nextCursor }: Page<Item>): ShownList<Item> => ({
  ...list,
  items: [...list.items, ...items],
  olderCursor: nextCursor,
})
