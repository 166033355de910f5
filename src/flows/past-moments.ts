/** The newest moment of a kind that is on record, of those up to `upTo` where that is given. */
export type NewestMoment = (upTo?: Date) => Promise<string | null>

/**
 * The newest moments on record, of which none is yet to come. One that is was noted by a clock that was ahead: it has been
 * before it was first seen here, nobody knows for how long. So it counts from then on, unless another one came later.
 */
export function createPastMoments(): (name: string, at: Date, newest: NewestMoment) => Promise<string | null> {
  const ahead = new Map<string, { noted: string; seenAt: string }>()
  return async (name, at, newest) => {
    const noted = await newest()
    const now = at.toISOString()
    if (noted === null || noted <= now) {
      ahead.delete(name)
      return noted
    }
    const before = ahead.get(name)
    const seenAt = before?.noted === noted && before.seenAt <= now ? before.seenAt : now
    ahead.set(name, { noted, seenAt })
    const known = await newest(at)
    return known !== null && known > seenAt ? known : seenAt
  }
}
