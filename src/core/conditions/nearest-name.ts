/**
 * The known name that was most likely meant; undefined when none is near. Spelling in capitals and underscores
 * (`STAGE_ID`, as the older methods have it) counts as the same name.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = plainly(name)
  const same = known.find((candidate) => plainly(candidate) === plain)
  if (same !== undefined) return same
  const furthest = Math.max(1, Math.floor(plain.length / 4))
  const ranked = known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= furthest + 2)
    .map((candidate) => ({ candidate, distance: distance(plain, plainly(candidate)) }))
    .filter((one) => one.distance <= furthest)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
  return ranked[0]?.candidate
}

/** `; did you mean "stageId"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`
}

const plainly = (name: string) => name.replaceAll(/[_\s]/g, '').toLowerCase()

/** Letters to add, drop, exchange or swap with a neighbour to get from one to the other. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost)
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      if (isSwapped) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}
