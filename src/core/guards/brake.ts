import type { Hold } from './hold.ts'
import { whyHeld } from './hold.ts'
import { type Quarantine, whyQuarantined } from './quarantine.ts'
import type { Stop } from './stop.ts'

/** What keeps rules from writing to a deal, though they match; a person has to end it. */
export type Brake = {
  kind: 'stopped' | 'quarantined' | 'held'
  since: string
  /** The rule that is held; null where it is about all of them. */
  ruleKey: string | null
  holdId: string | null
  inWords: string
}

/** Every brake that is on for a deal, the widest first. */
export function brakesOn(
  dealId: number,
  { stop, quarantine, holds }: { stop: Stop | null; quarantine: Quarantine | null; holds: readonly Hold[] },
): Brake[] {
  return [
    ...(stop === null ? [] : [stopped(stop)]),
    ...(quarantine === null ? [] : [quarantined(dealId, quarantine)]),
    ...holds.map(held),
  ]
}

function stopped({ at, by, note }: Stop): Brake {
  const why = note === null ? '' : ` (${note})`
  const inWords = `${by} stopped all writes at ${at}${why}. Nothing is written until somebody resumes them.`
  return { kind: 'stopped', since: at, ruleKey: null, holdId: null, inWords }
}

function quarantined(dealId: number, { since, swing }: Quarantine): Brake {
  const inWords = `${whyQuarantined(dealId, swing)} It is quarantined: nothing is written to it until somebody releases it.`
  return { kind: 'quarantined', since, ruleKey: null, holdId: null, inWords }
}

function held({ id, ruleKey, since, reason }: Hold): Brake {
  const inWords = `${whyHeld(ruleKey, reason)} Nothing of it is written until somebody releases or discards it (hold ${id}).`
  return { kind: 'held', since, ruleKey, holdId: id, inWords }
}
