import { v7 as uuidv7 } from 'uuid'
import { listAlerts } from '../../database/alerts/alerts.ts'
import type { Database } from '../../database/connection/open.ts'
import type { Channels } from '../../flows/deliver-alerts.ts'
import type { AlertsDeps } from '../../http/routes/alerts.ts'
import type { PortalConnection } from '../portal/connection.ts'
import { tellTest } from './channels.ts'

type AlertsDeskParts = {
  database: Database
  portalId: number
  channels: Channels
  connection: PortalConnection
  publicUrl: string
  now(): Date
}

/** Alerts as the HTTP edge asks for them. */
export function alertsOf(parts: AlertsDeskParts): AlertsDeps['alerts'] {
  const { database, portalId, channels, connection, publicUrl, now } = parts
  return {
    list: (filter) => listAlerts(database, portalId, filter),
    test: () => tellTest(channels, { id: uuidv7(), at: now(), portal: connection.name, link: publicUrl }),
  }
}
