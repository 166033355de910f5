import type { VersionedRule } from '../../core/rules/rule.ts'
import { nextTime } from '../../core/rules/schedule.ts'
import type { Database } from '../../database/connection/open.ts'
import { backfillsUnderWay } from '../../database/jobs/backfills.ts'
import { beginSchedule, keepSchedules, scheduleLooks, startDue } from '../../database/jobs/schedules.ts'
import type { Logger } from '../../log.ts'
import type { Lease } from '../process/lease.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type ScheduleParts = {
  database: Database
  portalId: number
  ruleSet: { active(): Promise<VersionedRule[]> }
  lease: Pick<Lease, 'isOurs'>
  log: Logger
  now(): Date
}

const lookEveryMs = 5_000

/** So far clocks of machines may lie apart; what seems looked at later than that was looked at by one that was ahead. */
const apartMs = 5 * 60_000

/** Begins what rules' schedules name, while this process holds the lease. */
export function workOnSchedules(parts: ScheduleParts): Loop {
  return startLoop({
    everyMs: lookEveryMs,
    async look() {
      if (parts.lease.isOurs()) await lookAtSchedules(parts)
      return false
    },
    onError: (error) => parts.log.warn({ err: error }, 'schedules of rules could not be looked at; it is tried again'),
  })
}

/** One look. What was due while nobody looked is begun once; what is due while its last time is still under way is left out. */
export async function lookAtSchedules({
  database,
  portalId,
  ruleSet,
  log,
  now,
}: Omit<ScheduleParts, 'lease'>): Promise<void> {
  const scheduled = (await ruleSet.active()).filter(({ rule }) => rule.schedule !== undefined)
  const looks = await scheduleLooks(database, portalId)
  const keys = scheduled.map(({ rule }) => rule.key)
  if ([...looks.keys()].some((key) => !keys.includes(key))) await keepSchedules(database, portalId, keys)
  for (const { rule } of scheduled) {
    const { key: ruleKey, schedule = '', filter = {}, mode } = rule
    const look = looks.get(ruleKey)
    const at = now()
    const isAhead = look !== undefined && Date.parse(look.lookedAt) > at.getTime() + apartMs
    if (look?.schedule !== schedule || isAhead) {
      await beginSchedule(database, portalId, { ruleKey, schedule, now: at })
      continue
    }
    const due = nextTime(schedule, new Date(look.lookedAt))
    if (due === null || due > at) continue
    const isUnderWay = (await backfillsUnderWay(database, portalId)).some(
      ({ kind, rules }) => kind === 'schedule' && rules?.includes(ruleKey),
    )
    const backfill = {
      kind: 'schedule' as const,
      filter,
      mode: mode === 'live' ? ('live' as const) : ('shadow' as const),
      rules: [ruleKey],
      createdBy: `schedule of ${ruleKey}`,
    }
    const isOurs = await startDue(database, portalId, {
      ruleKey,
      lookedAt: look.lookedAt,
      now: at,
      backfill: isUnderWay ? null : backfill,
    })
    if (!isOurs) continue
    const fields = { rule: ruleKey, due: due.toISOString() }
    if (isUnderWay) log.warn(fields, `rule ${ruleKey} was due, and its last time is still under way: left out`)
    else log.info(fields, `rule ${ruleKey} is due by its schedule`)
  }
}
