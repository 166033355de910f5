import { maximumCommands } from './batch.ts'
import type { Demand } from './demand.ts'
import { agingMs, growingMs, type WaitingLine } from './waiting-line.ts'

/** What there is to know when the next request might leave. */
export type Departure = {
  line: WaitingLine
  demand: Demand
  /** Requests under way, and when the last one left. */
  inFlight: number
  sentAt: number
  allowance: { bucketLevel: number; bucketSize: number | null }
  now: number
}

/** How long a request that is not full waits for company while others are under way, at least. */
const shortestLingerMs = 50
/** And at most, as the portal's allowance runs out. Up to this share of it, nobody waits for its sake. */
const longestLingerMs = 1_500
const freeShare = 0.1
/** How much longer those wait who are not urgent: they rather ride along with others. */
const leisure = 2
/** And how long after the last urgent one they do not leave by themselves, unless they have waited long. */
const leisureAfterUrgentMs = 1_000
/** How long a full request of questions waits for the answers to the one before. */
const longestAskedMs = 500
/** With nothing under way whose answer could bring company, nobody is waited for who is not here by then. */
const quietMs = 150
/** What follows a question, when all goes as usual: a write, and reading back. */
const commandsToFollow = 2

/** When the next request may leave with what waits now, as far as company is concerned; in the past: at once. */
export function leaveAt(departure: Departure): number {
  const { line, inFlight } = departure
  const { live, manual } = line.load()
  const isUrgent = live + manual > 0
  const forBudget = patience(departure, 0)
  const patienceMs = inFlight === 0 ? forBudget : Math.max(shortestLingerMs, forBudget)
  if (line.size() >= maximumCommands && (isUrgent || patienceMs === 0)) return askedUntil(departure)
  return isUrgent ? urgentLeaveAt(departure, patienceMs) : othersLeaveAt(departure, patienceMs)
}

/**
 * In a burst the allowance will be used up soon, whatever is left of it now: company is waited for while something is
 * under way that may bring it.
 */
function urgentLeaveAt(departure: Departure, patienceMs: number): number {
  const { line, demand, inFlight, allowance } = departure
  const since = line.oldest() ?? 0
  const isGrowing = line.hasSharedLists() && allowance.bucketSize !== null
  const leavesAt = since + Math.max(isGrowing ? growingMs : 0, patienceInView(departure))
  return Math.max(since + patienceMs, inFlight > 0 ? leavesAt : Math.min(leavesAt, demand.lastAt() + quietMs))
}

/** In a burst those who are not urgent take the places that are left, until it is over or they have waited long. */
function othersLeaveAt(departure: Departure, patienceMs: number): number {
  const { line, demand } = departure
  const since = line.oldest() ?? 0
  const isBurst = patienceInView(departure) > 0
  const burstEndsAt = isBurst ? Math.min(demand.lastUrgentAt() + leisureAfterUrgentMs, since + agingMs) : 0
  return Math.max(since + patienceMs * leisure, burstEndsAt)
}

/**
 * In a burst a full request of questions waits a moment for the answers to the last one: what they bring up goes along
 * with what is left of these, and else would leave nearly alone.
 */
function askedUntil(departure: Departure): number {
  const { line, demand, inFlight, sentAt } = departure
  if (line.hasWrites() || patienceInView(departure) === 0) return 0
  const askedAt = sentAt + longestAskedMs
  return inFlight > 0 ? askedAt : Math.min(askedAt, demand.lastAt() + quietMs)
}

function patienceInView(departure: Departure): number {
  return patience(departure, departure.demand.lately(departure.now) * commandsToFollow)
}

/** The patience in milliseconds that the allowance asks for, with so many more commands to come. */
function patience({ allowance: { bucketLevel, bucketSize } }: Departure, commandsToCome: number): number {
  if (bucketSize === null) return 0
  const used = Math.min(1, (bucketLevel + commandsToCome / maximumCommands) / bucketSize)
  return longestLingerMs * Math.max(0, (used - freeShare) / (1 - freeShare))
}
