type Placed = { key: string; priority: number }

const least = 1
const most = 1000

/** Whether a rule acts before another: higher priority first, ties by key. */
const precedes = (a: Placed, b: Placed) => a.priority > b.priority || (a.priority === b.priority && a.key < b.key)

export const inOrder = <Rule extends Placed>(rules: readonly Rule[]): Rule[] =>
  rules.toSorted((a, b) => (precedes(a, b) ? -1 : 1))

/** The list with the rule of one place moved to another; places beyond the ends are the ends. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const place = Math.min(Math.max(to, 0), items.length - 1)
  const [item] = items.slice(from, from + 1)
  return item === undefined ? [...items] : items.toSpliced(from, 1).toSpliced(place, 0, item)
}

/**
 * The fewest new priorities, found by pushing neighbours up or down, after which rules act in the order in which they
 * stand in the list. Where neither way has room, all of them are spread anew.
 */
export function priorityChanges(wanted: readonly Placed[]): Placed[] {
  const outOfPlace = wanted.findIndex((rule, place) => {
    const next = wanted[place + 1]
    return next !== undefined && !precedes(rule, next)
  })
  if (outOfPlace === -1) return []
  const ways = [
    // Which of the two was moved is not known: try each, fitting it in first, as that leaves room on both sides.
    ...[outOfPlace, outOfPlace + 1].map((place) => fitted(wanted, place)),
    ...[outOfPlace, outOfPlace + 1].flatMap((place) => [pushed(wanted, place, 'up'), pushed(wanted, place, 'down')]),
  ].filter((way) => way !== null && isOrdered(way))
  const changes = [...ways, spread(wanted)].map((way) => differences(wanted, way ?? []))
  return changes.reduce((fewest, one) => (one.length < fewest.length ? one : fewest))
}

const isOrdered = (rules: readonly Placed[] | null) =>
  rules?.every((rule, place) => {
    const next = rules[place + 1]
    return next === undefined || precedes(rule, next)
  }) ?? false

/** One rule between its neighbours, in the middle of the room that there is. */
function fitted(rules: readonly Placed[], place: number): Placed[] | null {
  const rule = rules[place]
  if (rule === undefined) return null
  const [before, after] = [rules[place - 1], rules[place + 1]]
  const high = before === undefined ? most : highestBelow(before, rule.key)
  const low = after === undefined ? least : lowestAbove(after, rule.key)
  if (low > high) return null
  return rules.with(place, { ...rule, priority: Math.floor((low + high) / 2) })
}

/** One rule next to its neighbour, and those in its way as far on as is needed; null where the end comes first. */
function pushed(rules: readonly Placed[], place: number, way: 'up' | 'down'): Placed[] | null {
  const list = [...rules]
  const step = way === 'up' ? -1 : 1
  for (let at = place; ; at += step) {
    const [rule, anchor] = [list[at], list[at - step]]
    if (rule === undefined) break
    if (anchor !== undefined) {
      const isRight = way === 'up' ? precedes(rule, anchor) : precedes(anchor, rule)
      if (isRight && at !== place) break
      if (!isRight) {
        const priority = way === 'up' ? lowestAbove(anchor, rule.key) : highestBelow(anchor, rule.key)
        if (priority < least || priority > most) return null
        list[at] = { ...rule, priority }
      }
    }
  }
  return list
}

const lowestAbove = (after: Placed, key: string) => (key < after.key ? after.priority : after.priority + 1)
const highestBelow = (before: Placed, key: string) => (before.key < key ? before.priority : before.priority - 1)

function spread(rules: readonly Placed[]): Placed[] {
  const gap = Math.max(1, Math.floor(most / (rules.length + 1)))
  return rules.map((rule, place) => ({ ...rule, priority: Math.max(least, most - gap * (place + 1)) }))
}

function differences(before: readonly Placed[], after: readonly Placed[]): Placed[] {
  return after
    .filter((rule, place) => rule.priority !== before[place]?.priority)
    .map(({ key, priority }) => ({ key, priority }))
}
