import { setImmediate } from 'node:timers/promises'
import { PortalError } from '../core/portal-error.ts'
import type { Urgency } from '../core/urgency.ts'
import { understand } from './ask.ts'
import { type Command, type Commands, maximumCommands } from './batch.ts'
import type { Carrier } from './carrier.ts'
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
/** How long a request that is not full waits for company while others are under way: the scarcer requests are, the longer. */
const shortestLingerMs = 50
const longestLingerMs = 1_500

/**
 * Lets the questions and writes of many deals share requests. One that comes alone leaves at once. While others are
 * under way a request leaves when it is full, when nothing is under way any more, or when it has waited long enough;
 * what goes along is chosen when the portal's allowance has room for it, and not before.
 */
export function createGathering(client: PortalClient, now: () => number = Date.now): Gathering {
  const line = new WaitingLine()
  const rows = new RowBundles(line, (question, answer) => understand(client, question, answer))
  let inFlight = 0
  let isBoarding = false
  let _lingering: NodeJS.Timeout | null = null
  let askers = 0

  function nudge(): void {
    if (isBoarding) return
    const size = line.size()
    if (size === 0) return
    const isFull = size >= maximumCommands && inFlight < mostInFlight
    const lingerMs = (line.oldest() ?? 0) + patienceMs() - now()
    if (!isFull && inFlight > 0 && (lingerMs > 0 || inFlight >= mostInFlight)) {
      _lingering ??= setTimeout(
        () => {
          _lingering = null
          nudge()
        },
        Math.max(1, lingerMs),
      ).unref()
      return
    }
    isBoarding = true
    void board()
  }

  function patienceMs(): number {
    const { bucketLevel, bucketSize } = client.load()
    return shortestLingerMs + (bucketSize === null ? 0 : longestLingerMs * Math.min(1, bucketLevel / bucketSize))
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
    const load = line.take(now(), fits)
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

  function fits(next: Waiting, taken: readonly Waiting[]): boolean {
    const commands = taken.reduce((sum, { size }) => sum + size, next.size)
    if (commands > maximumCommands) return false
    const seconds = [...taken, next].reduce((sum, parcel) => sum + expectedSeconds(parcel), 0)
    return seconds <= plannedSeconds
  }

  function expectedSeconds(parcel: Waiting): number {
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
      }
    } catch (error) {
      if (
        isWorthSplitting(
          error,
          packed.flatMap(({ commands }) => commands),
        ) &&
        load.length > 1
      ) {
        // Something in it is refused or too large: smaller loads find out what, and let the others through.
        const half = Math.ceil(load.length / 2)
        for (const part of [load.slice(0, half), load.slice(half)]) {
          await client.takeSeat().then(
            (next) => carry(part, next),
            (reason: unknown) => failAll(part, reason),
          )
        }
        return
      }
      failAll(load, error)
    }
  }

  const unanswered = (command: Command) => ({ ok: false as const, error: client.unexpected(command, 'no answer') })

  return {
    load: () => ({ waiting: line.load(), inFlight }),
    carrierFor: (urgency) => ({
      carry: (parcel, signal) =>
        new Promise((settle, fail) => {
          line.join({ ...parcel, urgency, since: now(), signal, settle, fail })
          nudge()
        }),
      async rows(list, ids) {
        const distinct = [...new Set(ids)]
        const since = now()
        const wishes = distinct.map((id) => rows.wish(list, urgency, id, since))
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

function commandsOf(parcel: Waiting, prefix: string): readonly Command[] {
  return parcel.build((place) => `c${prefix}${place}`)
}

function failAll(parcels: readonly Waiting[], error: unknown): void {
  for (const parcel of parcels) parcel.fail(error)
}

function isWorthSplitting(error: unknown, commands: readonly Command[]): boolean {
  return error instanceof PortalError && error.kind === 'our-mistake' && commands.every(({ method }) => isRead(method))
}
