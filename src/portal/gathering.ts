import { setImmediate } from 'node:timers/promises'
import { PortalError } from '../core/runs/portal-error.ts'
import { isPressing, type Urgency } from '../core/turns/urgency.ts'
import { allGone } from '../gone.ts'
import { understand } from './ask.ts'
import { type Command, type CommandAnswer, type Commands, maximumCommands } from './batch.ts'
import type { Carrier, Parcel } from './carrier.ts'
import type { PortalClient, Seat } from './client.ts'
import { createDemand } from './demand.ts'
import { plannedSeconds } from './durations.ts'
import { isRead } from './methods.ts'
import { leaveAt } from './patience.ts'
import { RowBundles } from './row-bundles.ts'
import { callEach, isPauseOfBatches } from './single-calls.ts'
import { type Waiting, WaitingLine } from './waiting-line.ts'

export type Gathering = {
  /** `asker`: of who only asks; with them their questions go. */
  carrierFor(urgency: Urgency, asker?: AbortSignal): Carrier
  load(): { waiting: Record<Urgency, number>; inFlight: number }
}

/** Requests under way at once: more would only wait for each other inside the portal. */
const mostInFlight = 10
/** A portal that takes longer than this for its first writes has shown enough. */
const longestProbeMs = 1_000

/**
 * Lets the questions and writes of many deals share requests. One that comes alone leaves at once. Others leave when
 * their request is full or has waited long enough for company: the more of the portal's allowance is used up, the
 * longer. What goes along is chosen when the allowance has room for the request, and not before.
 */
export function createGathering(
  client: PortalClient,
  now: () => number,
  mayWrite: () => Promise<void> = async () => {},
): Gathering {
  const line = new WaitingLine()
  const rows = new RowBundles(line, (question, answer) => understand(client, question, answer))
  const demand = createDemand()
  let inFlight = 0
  /** Until when to wait for what the first writes of a kind will tell: without that, few of them go together. */
  let probedUntil = 0
  let sentAt = Number.NEGATIVE_INFINITY
  let isBoarding = false
  let lingering: { timer: NodeJS.Timeout; dueAt: number } | null = null
  let askers = 0

  function nudge(): void {
    if (isBoarding || inFlight >= mostInFlight || line.size() === 0) return
    const waitMs = untilDeparture()
    if (waitMs > 0) {
      linger(waitMs)
      return
    }
    isBoarding = true
    void board()
  }

  /** How long what waits has to wait yet, as things are. */
  function untilDeparture(): number {
    const load = client.load()
    const leavesAt = leaveAt({ inFlight, sentAt, now: now(), line, demand, allowance: load })
    const restUntil = line.hasFree(isHeldBy(load.rests)) ? 0 : Math.min(...load.rests.values())
    // Where the portal charges batches, all that would leave in one is spread.
    const batchesRestUntil = load.rests.get('batch') ?? 0
    return Math.max(restUntil, batchesRestUntil, probedUntil, leavesAt) - now()
  }

  /** Looks again after that time, or earlier where another look was due earlier. */
  function linger(ms: number): void {
    const dueAt = now() + ms
    if (lingering !== null && lingering.dueAt <= dueAt) return
    clearTimeout(lingering?.timer)
    const timer = setTimeout(() => {
      lingering = null
      nudge()
    }, ms).unref()
    lingering = { timer, dueAt }
  }

  async function board(): Promise<void> {
    // Whoever is being answered in this turn may have the next question ready at its end.
    await setImmediate()
    const waitMs = untilDeparture()
    if (waitMs > 0) {
      // So many have come meanwhile that more are to be expected.
      isBoarding = false
      linger(waitMs)
      return
    }
    let seat: Seat
    try {
      seat = await client.takeSeat()
    } catch (error) {
      isBoarding = false
      if (isPauseOfBatches(error)) leaveSingly(error)
      else failAll(line.clear(), error)
      return
    }
    isBoarding = false
    const load = line.take(now(), roomOfOne(), isHeldBy(client.load().rests))
    if (load.length === 0) {
      seat.release()
    } else {
      const isProbe = load.some(({ isWrite, build }) => isWrite && build(String).some(isUntried))
      inFlight += 1
      sentAt = now()
      if (isProbe) probedUntil = now() + longestProbeMs
      void carry(load, seat).finally(() => {
        inFlight -= 1
        if (isProbe) probedUntil = 0
        nudge()
      })
    }
    nudge()
  }

  /** Without batches, one of those for whom somebody waits gets requests of its own; the others come back later. */
  function leaveSingly(pause: PortalError): void {
    failAll(
      line.clear((urgency) => !isPressing(urgency)),
      pause,
    )
    const [parcel] = line.take(now(), () => false)
    if (parcel === undefined) return
    inFlight += 1
    void carrySingly(parcel, pause).finally(() => {
      inFlight -= 1
      nudge()
    })
    nudge()
  }

  async function carrySingly(parcel: Waiting, pause: PortalError): Promise<void> {
    const commands = commandsOf(parcel, '')
    try {
      if (parcel.isWrite) await mayWrite()
      parcel.signal?.throwIfAborted()
      // Whoever guesses takes no answer for none, and asks in the plain way.
      const guesses = commands.map(() => ({ ok: false as const, error: pause }))
      parcel.settle(parcel.hasReferences ? guesses : await callEach(client, commands, parcel.asker))
    } catch (error) {
      failAll([parcel], error)
    }
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

  const isUntried = ({ method }: Command) => !isRead(method) && !client.durations.isKnown(method)

  /** What of a load may leave at this moment: its writes may have been stopped, or be no longer ours, since they joined the line. */
  async function allowed(load: readonly Waiting[]): Promise<readonly Waiting[]> {
    const writes = load.filter(({ isWrite }) => isWrite)
    if (writes.length === 0) return load
    try {
      await mayWrite()
    } catch (error) {
      failAll(writes, error)
      return load.filter(({ isWrite }) => !isWrite)
    }
    const aborted = writes.filter(({ signal }) => signal?.aborted)
    failAll(aborted, null)
    return load.filter((parcel) => !aborted.includes(parcel))
  }

  /**
   * The writes of a deal that are not sent, by their places: what comes after a call that cannot be made now. They are made
   * in an order in which each leaves the deal well, as contacts are linked before others are unlinked.
   */
  function writesWithheld(commands: readonly Command[]): Map<number, CommandAnswer> {
    const withheld = new Map<number, CommandAnswer>()
    let refusal: PortalError | null = null
    for (const [index, command] of commands.entries()) {
      if (refusal !== null && !isRead(command.method)) withheld.set(index, { ok: false, error: refusal })
      refusal ??= client.refusalOf(command)
    }
    return withheld
  }

  async function carry(chosen: readonly Waiting[], seat: Seat): Promise<void> {
    const load = (await allowed(chosen)).filter(({ asker }) => !asker?.aborted)
    if (load.length === 0) return seat.release()
    const packed = load.map((parcel, place) => {
      const commands = commandsOf(parcel, `${place}_`)
      return { parcel, commands, withheld: writesWithheld(commands) }
    })
    const commands: Commands = Object.fromEntries(
      packed.flatMap(({ commands, withheld }, place) =>
        commands.flatMap((command, index) => (withheld.has(index) ? [] : [[`c${place}_${index}`, command] as const])),
      ),
    )
    try {
      const answers = await seat.send(commands, allGone(load.map(({ asker }) => asker)))
      for (const [place, { parcel, commands, withheld }] of packed.entries()) {
        const answerTo = (command: Command, index: number) =>
          withheld.get(index) ?? answers.get(`c${place}_${index}`) ?? unanswered(command)
        parcel.settle(commands.map(answerTo))
        // Each answer sets a few deals going; events that come in meanwhile must not wait for all of them.
        await setImmediate()
      }
    } catch (error) {
      if (wasTurnedAway(error) || isPauseOfBatches(error)) return line.rejoin(load)
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
    carrierFor: (urgency, asker) => ({
      carry: (parcel, { signal, onSent } = {}) =>
        new Promise((settle, fail) => {
          if (asker?.aborted) return fail(asker.reason)
          demand.note(now(), isPressing(urgency))
          const isWrite = parcel.build(String).some(({ method }) => !isRead(method))
          const waiting: Waiting = {
            ...parcel,
            isWrite,
            urgency,
            since: now(),
            signal,
            asker: isWrite ? undefined : asker,
            onSent,
            settle,
            fail,
          }
          line.join(waiting)
          waiting.asker?.addEventListener('abort', () => {
            line.leave(waiting)
            fail(asker?.reason)
          })
          nudge()
        }),
      async rows(list, ids, onSent) {
        const distinct = [...new Set(ids)]
        const since = now()
        for (const _ of distinct) demand.note(since, isPressing(urgency))
        const wishes = distinct.map((id) => rows.wish(list, urgency, id, { since, onSent, asker }))
        nudge()
        const found = await Promise.all(wishes)
        return new Map(distinct.flatMap((id, index) => (found[index] === undefined ? [] : [[id, found[index]]])))
      },
      async hasRoomToGuess() {
        askers += 1
        await setImmediate()
        const isQuiet = askers <= mostGuessing && line.size() === 0 && inFlight <= 1
        // What guesses take of a method's execution time would be missing where it is short.
        const hasRoom = isQuiet && client.load().rests.size === 0
        await setImmediate()
        askers -= 1
        return hasRoom
      },
      isShort: (parcel) => parcel.size <= maximumCommands && expectedSeconds(parcel) <= plannedSeconds,
    }),
  }
}

/** Runs that may guess at once. */
const mostGuessing = 2

function commandsOf(parcel: Parcel, prefix: string): readonly Command[] {
  return parcel.build((place) => `c${prefix}${place}`)
}

/** Whether a parcel calls one of the methods that rest. */
const isHeldBy =
  (rests: ReadonlyMap<string, number>) =>
  (parcel: Parcel): boolean =>
    rests.size > 0 && commandsOf(parcel, '').some(({ method }) => rests.has(method))

function failAll(parcels: readonly Waiting[], error: unknown): void {
  for (const { fail, signal } of parcels) fail(signal?.aborted ? signal.reason : error)
}

/** Too many requests: nothing was done, and what to send may be another thing by the time that the portal takes more. */
function wasTurnedAway(error: unknown): boolean {
  return error instanceof PortalError && error.code === 'QUERY_LIMIT_EXCEEDED'
}

/** Which parcels of a request that failed have failed with it, and which loads are tried again. */
function afterFailure(
  load: readonly Waiting[],
  error: unknown,
): { lost: readonly Waiting[]; again: (readonly Waiting[])[] } {
  const questions = load.filter(({ isWrite }) => !isWrite)
  const writes = load.filter(({ isWrite }) => isWrite)
  const isPlain = error instanceof PortalError
  if (isPlain && error.kind === 'our-mistake' && load.length > 1) {
    // Something in it is refused or too large, and nothing was done: smaller loads find out what, and let the others
    // through.
    const half = Math.ceil(load.length / 2)
    return { lost: [], again: [load.slice(0, half), load.slice(half)] }
  }
  // Questions can be asked once more; whether the writes among them were made, only reading tells.
  if (isPlain && error.kind === 'outcome-unknown' && writes.length > 0 && questions.length > 0) {
    return { lost: writes, again: [questions] }
  }
  return { lost: load, again: [] }
}
