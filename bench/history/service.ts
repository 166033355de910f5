import { join } from 'node:path'
import { type Child, startChild } from '../intake/child.ts'
import { applicationToken, webhookPath } from '../intake/credentials.ts'

export type Service = Child & {
  /** Of an administrator. */
  token: string
}

/** The service as it is shipped, on this database and a portal that nobody asks for anything. */
export async function startBindery(directory: string, databaseUrl: string, portal: Child): Promise<Service> {
  const token = 'benchmark-0123456789abcdef0123456789'
  const env = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(directory, 'data'),
    RULES_DIR: join(import.meta.dirname, '../intake/rules'),
    BITRIX24_WEBHOOK_URL: `${portal.url}${webhookPath}`,
    BITRIX24_APPLICATION_TOKEN: applicationToken,
    BINDERY_API_TOKEN: token,
  }
  const child = await startChild(['src/main.ts', 'serve'], { env, logFile: join(directory, 'bindery.log') })
  return { ...child, token }
}
