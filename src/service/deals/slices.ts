import { setImmediate } from 'node:timers/promises'

/** Work of many that is done in one go before what has come in meanwhile is looked at. */
const sliceMs = 10

/**
 * Lets those who work on the event loop do so one after the other, and others in between: an event that comes in must not
 * wait until the rules have been evaluated for all deals that were answered together.
 */
export function createSlices(now: () => number = () => performance.now()): () => Promise<void> {
  let turn: Promise<void> = Promise.resolve()
  let beganAt = Number.NEGATIVE_INFINITY
  return () => {
    // Whoever waits for a turn goes on before the next one is looked at, so what it does counts.
    turn = turn.then(async () => {
      if (now() - beganAt < sliceMs) return
      await setImmediate()
      beganAt = now()
    })
    return turn
  }
}
