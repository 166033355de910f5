import { hostname } from 'node:os'
import { v7 as uuidv7 } from 'uuid'
import { keptAside } from '../../core/alarms/alarm-words.ts'
import type { Alarm, AlertChannel } from '../../core/alarms/alert.ts'
import { keepPastAlert } from '../../database/alerts/alerts.ts'
import type { Database } from '../../database/connection/open.ts'
import { type Channels, newsOf } from '../../flows/deliver-alerts.ts'
import type { Logger } from '../../log.ts'
import type { Intake } from '../events/intake.ts'
import { type Loop, startLoop } from '../process/loop.ts'

export type SpoolAlertParts = {
  database: Database
  portalId: number
  intake: Pick<Intake, 'isAside' | 'spool'>
  channels: Channels
  about: { portal: string; link: string }
  log: Logger
  now(): Date
  times?: SpoolAlertTimes
}

/** `afterMs`: a database that is slow for a moment is nobody's business. */
export type SpoolAlertTimes = { lookEveryMs: number; afterMs: number; againMs: number }
const usualTimes: SpoolAlertTimes = { lookEveryMs: 2_000, afterMs: 10_000, againMs: 60_000 }

type Standing = Alarm & { id: string; raisedAt: string; overAt: null; told: Set<AlertChannel>; triedAt: number }

/**
 * Tells that events wait on this process's disk. The database is away then, so it is told from memory, past the lease and
 * the table; once the database is back, that goes on record, and that it is over is told as ever. Not through the portal,
 * whose allowance is another process's: there both are told afterwards.
 */
export function watchSpool(parts: SpoolAlertParts): Loop {
  const { database, portalId, intake, channels, about, log, now, times = usualTimes } = parts
  let standing: Standing | null = null

  function begin(): Standing | null {
    const state = intake.spool()
    if (state?.since == null || now().getTime() - Date.parse(state.since) < times.afterMs) return null
    const alarm = keptAside({ ...state, since: state.since }, hostname())
    log.warn({ alert: alarm.kind, subject: alarm.subject }, `${alarm.title}: ${alarm.message}`)
    return {
      ...alarm,
      ...{ id: uuidv7(), raisedAt: now().toISOString(), overAt: null },
      ...{ told: new Set<AlertChannel>(), triedAt: Number.NEGATIVE_INFINITY },
    }
  }

  async function tell({ told, triedAt, ...alert }: Standing): Promise<void> {
    const waiting = [...channels].filter(([channel]) => channel !== 'bitrix24' && !told.has(channel))
    await Promise.all(
      waiting.map(([channel, send]) =>
        send(newsOf({ alert, moment: 'raised' }, about)).then(
          () => told.add(channel),
          (error: unknown) => log.warn({ channel, err: error }, 'alert not told; it is tried again'),
        ),
      ),
    )
  }

  async function end({ told, triedAt, ...alert }: Standing): Promise<void> {
    const past = { ...alert, overAt: now().toISOString() }
    await keepPastAlert(database, portalId, past, { told: [...told], channels: [...channels.keys()] })
  }

  return startLoop({
    everyMs: times.lookEveryMs,
    closeMs: 200,
    async look() {
      if (intake.isAside()) {
        standing ??= begin()
        if (standing !== null && now().getTime() - standing.triedAt >= times.againMs) {
          standing.triedAt = now().getTime()
          await tell(standing)
        }
      } else if (standing !== null) {
        await end(standing)
        standing = null
      }
      return false
    },
    onError: (error) => log.warn({ err: error }, 'that events were kept aside could not be put on record yet'),
  })
}
