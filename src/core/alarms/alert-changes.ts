import type { Judgement } from './alarms.ts'
import { type Alarm, type AlarmKind, type Alert, manyOfThem } from './alert.ts'

/** An alert that is open. `quietSince`: nothing has been alarming any more since then. */
export type OpenAlert = Pick<Alert, 'id' | 'kind' | 'subject' | 'since' | 'message'> & { quietSince: string | null }

/** What changes on record. */
export type AlertChanges = {
  raise: Alarm[]
  /** Ids of alerts that are over. */
  over: string[]
  /** Ids of alerts that nothing speaks for any more, but not for long enough. */
  quieten: string[]
  /** Ids of alerts that were quiet and are alarming again. */
  stir: string[]
}

/** What a person or a good sweep ends is over at once; what comes and goes by itself has to stay away for a while. */
const endedAtOnce: ReadonlySet<AlarmKind> = new Set<AlarmKind>([
  'writes-stopped',
  'rule-held',
  'deal-quarantined',
  'sweep-found-many',
  'sweeps-fail',
  'rule-names-changed',
])

/** Of these it is on record when they began: another beginning means that the one that was told is over. */
const begunOnRecord: ReadonlySet<AlarmKind> = new Set<AlarmKind>(['writes-stopped', 'rule-held', 'deal-quarantined'])

/**
 * Whether what the alert tells of is over and something else is to be told: somebody has ended it, and it began anew before
 * anybody looked; or a stage that was called otherwise, which does no harm, is gone by now.
 */
function isAnother(alarm: Alarm, alert: OpenAlert): boolean {
  if (alarm.subject === manyOfThem) return false
  if (alarm.kind === 'rule-names-changed') return alarm.message !== alert.message
  return begunOnRecord.has(alarm.kind) && Date.parse(alarm.since) !== Date.parse(alert.since)
}

/** What to raise and to end, so that each change of state is told once. Kinds that could not be judged stay as they are. */
export function alertChanges(
  open: readonly OpenAlert[],
  { alarms, unknown }: Judgement,
  { at, settleMs }: { at: Date; settleMs: number },
): AlertChanges {
  const keyOf = ({ kind, subject }: Pick<Alarm, 'kind' | 'subject'>) => `${kind} ${subject}`
  const alarming = new Map(alarms.map((alarm) => [keyOf(alarm), alarm]))
  const known = new Map(open.map((alert) => [keyOf(alert), alert]))
  const isNew = (alarm: Alarm) => {
    const alert = known.get(keyOf(alarm))
    return alert === undefined || isAnother(alarm, alert)
  }
  const changes: AlertChanges = { raise: alarms.filter(isNew), over: [], quieten: [], stir: [] }
  for (const alert of open) {
    const alarm = alarming.get(keyOf(alert))
    if (alarm !== undefined) {
      if (isAnother(alarm, alert)) changes.over.push(alert.id)
      else if (alert.quietSince !== null) changes.stir.push(alert.id)
    } else if (!unknown.has(alert.kind)) {
      const quietMs = alert.quietSince === null ? null : at.getTime() - Date.parse(alert.quietSince)
      if (endedAtOnce.has(alert.kind) || (quietMs !== null && quietMs >= settleMs)) changes.over.push(alert.id)
      // What has been quiet from a moment yet to come was noted by a clock that was ahead.
      else if (quietMs === null || quietMs < 0) changes.quieten.push(alert.id)
    }
  }
  return changes
}
