import { setImmediate } from 'node:timers/promises'
import { PortalError } from '../core/portal-error.ts'
import type { Urgency } from '../core/urgency.ts'
import { understand } from './ask.ts'
import { type Command, type Commands, maximumCommands } from './batch.ts'
import type { Carrier, Parcel } from './carrier.ts'
import type { PortalClient, Seat } from './client.ts'
import { plannedSeconds } from './durations.ts'
import { isRead } from './methods.ts'
import { RowBundles } from './row-bundles.ts'
import { type Waiting, WaitingLine } from './waiting-line.ts'

export type Gathering = {
  carrierFor(urgency: Urgency): Carrier
  load(): { waiting: Record<Urgency, number>; inFlight: number }
}

/** Requests under way at once: more would only wait for each other inside the portal. */
const mostInFlight = 10
/** How long a request that is not full waits for company while others are under way, at least. */
const shortestLingerMs = 50
/** And at most, as the portal's allowance runs out. Up to this share of it, nobody waits for its sake. */
const longestLingerMs = 1_500
const freeShare = 0.1
/** How much longer those wait who are not urgent: they rather ride along with others. */
const leisure = 2

/**
 * Lets the questions and writes of many deals share requests. One that comes alone leaves at once. Others leave when
 * their request is full or has waited long enough for company: the more of the portal's allowance is used up, the
 * longer. What goes along is chosen when the allowance has room for the request, and not before.
 */
export function createGathering(client: PortalClient, now: () => number = Date.now): Gathering {
  const line = new WaitingLine()
  const rows = new RowBundles(line, (question, answer) => understand(client, question, answer))
  let inFlight = 0
  let isBoarding = false
  let isLingering = false
  let askers = 0

  function nudge(): void {
    if (isBoarding) return
    const size = line.size()
    if (size === 0) return
    const { live, manual } = line.load()
    const isUrgent = live + manual > 0
    const patience = patienceMs() * (isUrgent ? 1 : leisure)
    const lingerMs = (line.oldest() ?? 0) + patience - now()
    const isFull = isUrgent ? live + manual >= maximumCommands : size >= maximumCommands && patience === 0
    if (inFlight >= mostInFlight) return
    const restMs = client.load().restUntil - now()
    if (restMs > 0) {
      linger(restMs)
      return
    }
    if (!isFull && lingerMs > 0) {
      linger(lingerMs)
      return
    }
    isBoarding = true
    void board()
  }

  function linger(ms: number): void {
    if (isLingering) return
    isLingering = true
    setTimeout(() => {
      isLingering = false
      nudge()
    }, ms).unref()
  }

  function patienceMs(): number {
    const { bucketLevel, bucketSize } = client.load()
    const used = bucketSize === null ? 0 : Math.min(1, bucketLevel / bucketSize)
    const forBudget = longestLingerMs * Math.max(0, (used - freeShare) / (1 - freeShare))
    return inFlight === 0 ? forBudget : Math.max(shortestLingerMs, forBudget)
  }

  async function board(): Promise<void> {
    // Whoever is being answered in this turn may have the next question ready at its end.
    await setImmediate()
    let seat: Seat
    try {
      seat = await client.takeSeat()
    } catch (error) {
      isBoarding = false
      failAll(line.clear(), error)
      return
    }
    isBoarding = false
    const load = line.take(now(), roomOfOne())
    if (load.length === 0) {
      seat.release()
    } else {
      inFlight += 1
      void carry(load, seat).finally(() => {
        inFlight -= 1
        nudge()
      })
    }
    nudge()
  }

  /** Whether one more fits into a request beside those that were taken; counts each of them once. */
  function roomOfOne(): (next: Parcel, taken: readonly Parcel[]) => boolean {
    let [counted, commands, seconds] = [0, 0, 0]
    return (next, taken) => {
      for (const parcel of taken.slice(counted)) {
        counted += 1
        commands += parcel.size
        seconds += expectedSeconds(parcel)
      }
      return commands + next.size <= maximumCommands && seconds + expectedSeconds(next) <= plannedSeconds
    }
  }

  function expectedSeconds(parcel: Parcel): number {
    return commandsOf(parcel, '').reduce((sum, { method }) => sum + client.durations.expected(method), 0)
  }

  async function carry(load: readonly Waiting[], seat: Seat): Promise<void> {
    const packed = load.map((parcel, place) => ({ parcel, commands: commandsOf(parcel, `${place}_`) }))
    const commands: Commands = Object.fromEntries(
      packed.flatMap(({ commands }, place) => commands.map((command, index) => [`c${place}_${index}`, command])),
    )
    try {
      const answers = await seat.send(commands)
      for (const [place, { parcel, commands }] of packed.entries()) {
        parcel.settle(commands.map((command, index) => answers.get(`c${place}_${index}`) ?? unanswered(command)))
        // Each answer sets a few deals going; events that come in meanwhile must not wait for all of them.
        await setImmediate()
      }
    } catch (error) {
      if (wasTurnedAway(error)) return line.rejoin(load)
      const { lost, again } = afterFailure(load, error)
      failAll(lost, error)
      for (const part of again) {
        await client.takeSeat().then(
          (next) => carry(part, next),
          (reason: unknown) => failAll(part, reason),
        )
      }
    }
  }

  const unanswered = (command: Command) => ({ ok: false as const, error: client.unexpected(command, 'no answer') })

  return {
    load: () => ({ waiting: line.load(), inFlight }),
    carrierFor: (urgency) => ({
      carry: (parcel, { signal, onSent } = {}) =>
        new Promise((settle, fail) => {
          const isWrite = parcel.build(String).some(({ method }) => !isRead(method))
          line.join({ ...parcel, isWrite, urgency, since: now(), signal, onSent, settle, fail })
          nudge()
        }),
      async rows(list, ids, onSent) {
        const distinct = [...new Set(ids)]
        const since = now()
        const wishes = distinct.map((id) => rows.wish(list, urgency, id, { since, onSent }))
        nudge()
        const found = await Promise.all(wishes)
        return new Map(distinct.flatMap((id, index) => (found[index] === undefined ? [] : [[id, found[index]]])))
      },
      async hasRoomToGuess() {
        askers += 1
        await setImmediate()
        const hasRoom = askers <= mostGuessing && line.size() === 0 && inFlight <= 1
        await setImmediate()
        askers -= 1
        return hasRoom
      },
    }),
  }
}

/** Runs that may guess at once. */
const mostGuessing = 2

function commandsOf(parcel: Parcel, prefix: string): readonly Command[] {
  return parcel.build((place) => `c${prefix}${place}`)
}

function failAll(parcels: readonly Waiting[], error: unknown): void {
  for (const { fail, signal } of parcels) fail(signal?.aborted ? signal.reason : error)
}

/** Too many requests: nothing was done, and what to send may be another thing by the time that the portal takes more. */
function wasTurnedAway(error: unknown): boolean {
  return error instanceof PortalError && error.code === 'QUERY_LIMIT_EXCEEDED'
}

/** Which parcels of a request that failed have failed with it, and which loads are tried again. */
function afterFailure(load: readonly Waiting[], error: unknown): { lost: readonly Waiting[]; again: Waiting[][] } {
  const questions = load.filter(({ isWrite }) => !isWrite)
  const writes = load.filter(({ isWrite }) => isWrite)
  const isPlain = error instanceof PortalError
  if (isPlain && error.kind === 'our-mistake' && writes.length === 0 && load.length > 1) {
    // Something in it is refused or too large: smaller loads find out what, and let the others through.
    const half = Math.ceil(load.length / 2)
    return { lost: [], again: [questions.slice(0, half), questions.slice(half)] }
  }
  // Questions can be asked once more; whether the writes among them were made, only reading tells.
  if (isPlain && error.kind === 'outcome-unknown' && writes.length > 0 && questions.length > 0) {
    return { lost: writes, again: [questions] }
  }
  return { lost: load, again: [] }
}
