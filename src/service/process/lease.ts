import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../database/connection/open.ts'
import { freeLease, leaseFreed, takeLease } from '../../database/portals/leases.ts'

/** Whether this process is the one that works on the portal's deals. */
export type Lease = {
  isOurs(): boolean
  /** Who holds it, as far as this process knows; empty when nobody does. */
  holder(): { name: string; isUs: boolean }
  /** Gives it back, so that another process takes it at once. */
  close(): Promise<void>
}

/** Of a process that does no work on deals. */
export const nobodysLease: Lease = {
  isOurs: () => false,
  holder: () => ({ name: '', isUs: false }),
  close: async () => {},
}

export type LeaseOptions = {
  database: Database
  portalId: number
  /** It has become ours; `from` another that held it until a moment ago, also one that gave it back, or null. */
  onTaken(from: string | null): void
  onError(error: unknown): void
  times?: LeaseTimes | undefined
}

/** How long a lease lasts without a sign of life, and how often the holder gives one and the others look. */
export type LeaseTimes = { leaseMs: number; lookEveryMs: number }
/** A dead holder's place is taken within ten seconds and a half. */
const usualTimes: LeaseTimes = { leaseMs: 8_000, lookEveryMs: 2_500 }
/** Between what we and what the database take for the end of it: clocks run at slightly different speeds. */
const marginMs = 1_000

/**
 * The right to spend the portal's request allowance, held by one process at a time: two that each kept within it would
 * together be refused. It guards the allowance only; that no two runs of a deal overlap is the queue's work.
 */
export async function holdLease(options: LeaseOptions): Promise<Lease> {
  const { database, portalId, onTaken, onError, times = usualTimes } = options
  const place = placeOf()
  const me = [hostname(), process.pid, began(), uuidv7(), place].join('/')
  let holder = ''
  let oursUntil = 0
  let isClosed = false
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const wasOurs = isOurs()
    const askedAt = performance.now()
    const dead = holder !== '' && holder !== me && isDead(holder, place, database.kind) ? holder : null
    const seconds = times.leaseMs / 1_000
    const seen = await takeLease(database, portalId, { holder: me, seconds, dead })
    holder = seen.holder
    if (holder === me) oursUntil = askedAt + times.leaseMs - marginMs
    else if (holder !== '' && dead === null && isDead(holder, place, database.kind)) return look()
    if (!wasOurs && isOurs()) onTaken(seen.from)
  }
  const lookSafely = (): Promise<void> => {
    if (isClosed) return Promise.resolve()
    looking ??= look()
      .catch(onError)
      .finally(() => {
        looking = null
      })
    return looking
  }
  const isOurs = () => !isClosed && performance.now() < oursUntil

  const stopListening = await database.listen(leaseFreed, () => void lookSafely())
  await lookSafely()
  const timer = setInterval(lookSafely, times.lookEveryMs)
  return {
    isOurs,
    holder: () => ({ name: holder, isUs: isOurs() }),
    async close() {
      clearInterval(timer)
      isClosed = true
      await looking
      await stopListening().catch(onError)
      if (holder === me) await freeLease(database, portalId, me).catch(onError)
    },
  }
}

const began = (): number => Math.round(performance.timeOrigin)

/**
 * Where processes see each other, in a few letters: this boot of this kernel, and the container. Hosts may have one name, and
 * so do containers on the host's network, where a number of a process here says nothing of one there. Empty where the
 * system does not tell, as on a Mac.
 */
function placeOf(): string {
  try {
    const told = [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), readlinkSync('/proc/self/ns/pid')]
    return createHash('sha256').update(told.join()).digest('hex').slice(0, 12)
  } catch {
    return ''
  }
}

/** Only what is certain: an embedded database has one process, and a process that can be seen from here is there or is not. */
function isDead(name: string, here: string, kind: Database['kind']): boolean {
  const [host, pid, beganAt, , place] = name.split('/')
  const isHere = host === hostname() && place === here
  if (isHere && Number(pid) === process.pid) return Number(beganAt) !== began()
  if (kind === 'pglite') return true
  return isHere && !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
