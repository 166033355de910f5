import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { v7 as uuidv7 } from 'uuid'
import { freeLease, leaseFreed, takeLease } from '../database/leases.ts'
import type { Database } from '../database/open.ts'

/** Whether this process is the one that works on the portal's deals. */
export type Lease = {
  isOurs(): boolean
  /** Who holds it, as far as this process knows; empty when nobody does. */
  holder(): { name: string; isUs: boolean }
  /** Gives it back, so that another process takes it at once. */
  close(): Promise<void>
}

export type LeaseOptions = {
  database: Database
  portalId: number
  /** It has become ours; `from` another that held it until a moment ago, or null. */
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
  const me = nameOf(uuidv7())
  let holder = ''
  let oursUntil = 0
  let isClosed = false
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    const wasOurs = isOurs()
    const from = holder === '' || holder === me ? null : holder
    const askedAt = performance.now()
    const dead = holder !== '' && holder !== me && isDead(holder, database.kind) ? holder : null
    const seconds = times.leaseMs / 1_000
    holder = (await takeLease(database, portalId, { holder: me, seconds, dead })).holder
    if (holder === me) oursUntil = askedAt + times.leaseMs - marginMs
    else if (holder !== '' && dead === null && isDead(holder, database.kind)) return look()
    if (!wasOurs && isOurs()) onTaken(from)
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

/** Host, process and the time that it began, so that others on the host can tell whether it is alive. */
function nameOf(id: string): string {
  return [hostname(), process.pid, Math.round(performance.timeOrigin), id].join('/')
}

/** Only what is certain: an embedded database has one process, and a process of this host is there or is not. */
function isDead(name: string, kind: Database['kind']): boolean {
  const [host, pid, began] = name.split('/')
  if (Number(pid) === process.pid && host === hostname()) return Number(began) !== Math.round(performance.timeOrigin)
  if (kind === 'pglite') return true
  return host === hostname() && !isAlive(Number(pid))
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
