import { unlessGone } from '../gone.ts'

/** A question that several wait for. */
export type SharedQuestion<Answer> = {
  /** Its answer. Whoever has a signal need not wait to the end: aborted, it is thrown. */
  join(asker?: AbortSignal): Promise<Answer>
  /** Whether all who had joined have gone, so that it is asked no more; whoever comes now asks anew. */
  isGivenUp(): boolean
}

/** Asks, and stops asking when everybody who has joined has gone. Whoever has no signal stays. */
export function shareQuestion<Answer>(ask: (givenUp: AbortSignal) => Promise<Answer>): SharedQuestion<Answer> {
  const givenUp = new AbortController()
  const answer = ask(givenUp.signal)
  answer.catch(() => {})
  let waiting = 0
  return {
    isGivenUp: () => givenUp.signal.aborted,
    async join(asker) {
      waiting += 1
      if (asker === undefined) return answer
      try {
        return await unlessGone(asker, answer)
      } finally {
        waiting -= 1
        if (waiting === 0 && asker.aborted) givenUp.abort(asker.reason)
      }
    },
  }
}
