import { join } from 'node:path'
import { type Child, serviceFlags, startChild } from './child.ts'
import { applicationToken, webhookPath } from './credentials.ts'

export type Store = { DATABASE_URL: string } | { DATA_DIR: string }

const logIn = (directory: string, name: string) => join(directory, `${name}.log`)

export function startPortal(directory: string, kind: 'silent' | 'answering'): Promise<Child> {
  return startChild(['bench/intake/portal.ts', kind], { env: {}, logFile: logIn(directory, `portal-${kind}`) })
}

export function startBareExpress(directory: string, store: Store): Promise<Child> {
  return startChild(['bench/intake/bare-express.ts'], { env: store, logFile: logIn(directory, 'bare-express') })
}

/** On PostgreSQL only. */
export function startBareHttp(directory: string, store: { DATABASE_URL: string }): Promise<Child> {
  return startChild(['bench/intake/bare-http.ts'], { env: store, logFile: logIn(directory, 'bare-http') })
}

/** The service as it is shipped, on a portal without request limits; log level `info`, as by default, into a file. */
export function startBindery(directory: string, name: string, store: Store, portal: Child): Promise<Child> {
  const env = {
    DATA_DIR: join(directory, name),
    ...store,
    RULES_DIR: join(import.meta.dirname, 'rules'),
    BITRIX24_WEBHOOK_URL: `${portal.url}${webhookPath}`,
    BITRIX24_APPLICATION_TOKEN: applicationToken,
    BITRIX24_PLAN: 'onpremise',
  }
  return startChild(['src/main.ts', 'serve'], { env, flags: serviceFlags, logFile: logIn(directory, name) })
}
