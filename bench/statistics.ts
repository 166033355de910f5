export type Spread = { median: number; lowest: number; highest: number }

/** Throws on an empty list: nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const [lowest, highest] = [sorted.at(0), sorted.at(-1)]
  if (lowest === undefined || highest === undefined) throw new Error('Nothing was measured.')
  const upper = sorted[Math.floor(sorted.length / 2)] ?? highest
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? lowest
  return { median: (lower + upper) / 2, lowest, highest }
}
