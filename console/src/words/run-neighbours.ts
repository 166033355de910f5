type Neighbours = { older: string | null; newer: string | null }

/** The runs beside one in a list that is newest first; null where there is none, or the list does not reach it. */
export function neighboursIn(list: readonly { id: string }[], id: string): Neighbours {
  const place = list.findIndex((run) => run.id === id)
  if (place === -1) return { older: null, newer: null }
  return { older: list[place + 1]?.id ?? null, newer: list[place - 1]?.id ?? null }
}
