import { z } from 'zod'
import type { DoctorCheck } from '../../cli/deps.ts'
import { callApi } from '../../cli/service-api.ts'
import type { Config } from '../../config/config.ts'
import { writesStopped } from '../../core/alarms/alarm-words.ts'
import type { Alert } from '../../core/alarms/alert.ts'
import type { Stop } from '../../core/guards/stop.ts'
import { listAlerts } from '../../database/alerts/alerts.ts'
import { openDatabase } from '../../database/connection/open.ts'
import { DatabaseUnavailable } from '../../database/connection/unavailable.ts'
import { readStop } from '../../database/guards/stop-switch.ts'
import { findPortal } from '../../database/portals/portals.ts'
import { portalNameOf } from '../portal/connection.ts'
import { databaseOptions } from '../process/database-options.ts'
import { runningService } from './with-service.ts'

type Standing = { stop: Stop | null; alerts: { kind: string; title: string; message: string; whatToDo: string }[] }

/** More than these nobody reads one by one. */
const mostAlerts = 50

/** What keeps rules from working though the installation is in order: a stop of all writes, a pause, whatever is alarming. */
export async function checkWhatStands(config: Config): Promise<DoctorCheck[]> {
  const standing = await standingOn(config)
  // That the database cannot be used is said already.
  if (standing === null) return []
  const { stop, alerts } = standing
  const others = alerts.filter(({ kind }) => kind !== 'writes-stopped')
  return [
    stop === null
      ? { name: 'writes', status: 'ok', message: 'nobody has stopped them.', remedy: null }
      : warning('writes', writesStopped(stop)),
    ...others.map((alert) => warning('alert', { ...alert, message: `${alert.title}. ${alert.message}` })),
  ]
}

const warning = (name: string, { message, whatToDo }: Pick<Alert, 'message' | 'whatToDo'>): DoctorCheck => {
  return { name, status: 'warning', message, remedy: whatToDo }
}

async function standingOn(config: Config): Promise<Standing | null> {
  try {
    const database = await openDatabase(databaseOptions(config))
    try {
      const portal = await findPortal(database, { domain: portalNameOf(config.portal) })
      if (portal === null) return { stop: null, alerts: [] }
      const { items } = await listAlerts(database, portal.id, { isOpen: true, limit: mostAlerts })
      return { stop: await readStop(database.orm, portal.id), alerts: items }
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    return error.code === 'database_in_use' ? standingInService(config) : null
  }
}

const StatusAnswer = z.looseObject({
  brakes: z.looseObject({
    stopped: z.object({ at: z.string(), by: z.string(), note: z.string().nullable() }).nullable(),
  }),
})
const AlertsAnswer = z.looseObject({
  items: z.array(z.looseObject({ kind: z.string(), title: z.string(), message: z.string(), whatToDo: z.string() })),
})

/** Whoever uses the embedded database has it alone. */
async function standingInService(config: Config): Promise<Standing | null> {
  const service = await runningService(config)
  if (service === null) return null
  const [{ brakes }, { items }] = await Promise.all([
    callApi(service, { path: '/api/status', answer: StatusAnswer }),
    callApi(service, { path: `/api/alerts?open=1&limit=${mostAlerts}`, answer: AlertsAnswer }),
  ])
  return { stop: brakes.stopped, alerts: items }
}
