import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createDirectory } from '../../database/connection/create-directory.ts'

/** Where a running service leaves word for commands on the same machine; readable by its own user only. */
const fileName = 'service.json'
const LocalService = z.object({ baseUrl: z.url(), token: z.string(), pid: z.number().int() })
export type LocalService = z.infer<typeof LocalService>

export function newLocalToken(): string {
  return randomBytes(32).toString('base64url')
}

export async function announceLocally(dataDir: string, service: LocalService): Promise<void> {
  await createDirectory(dataDir)
  await rm(join(dataDir, fileName), { force: true })
  await writeFile(join(dataDir, fileName), JSON.stringify(service), { mode: 0o600 })
}

/** Takes the word back, unless a later service has left its own. */
export async function withdrawLocally(dataDir: string, token: string): Promise<void> {
  if ((await localService(dataDir))?.token === token) await rm(join(dataDir, fileName), { force: true })
}

/** The service that said it runs with this data directory; it may have died since. */
export async function localService(dataDir: string): Promise<LocalService | null> {
  try {
    return LocalService.parse(JSON.parse(await readFile(join(dataDir, fileName), 'utf8')))
  } catch {
    return null
  }
}
