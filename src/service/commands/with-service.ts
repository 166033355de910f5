import type { Service as ServiceAccess } from '../../cli/deps.ts'
import type { Config } from '../../config/config.ts'
import type { Logger } from '../../log.ts'
import { localService } from '../process/local-service.ts'

/**
 * Lends a command the API of the service that runs with this configuration: the one that left word in the data
 * directory, else one that knows the configured token, else one started for the time of the work. One that is at rest does
 * nothing by itself.
 */
export async function withService<Result>(
  { config, log, version }: { config: Config; log: Logger; version: string },
  work: (service: ServiceAccess) => Promise<Result>,
  { isAtRest = false }: { isAtRest?: boolean } = {},
): Promise<Result> {
  const running = await runningService(config)
  if (running !== null) return work(running)
  // Most commands find one that runs: they need not load all that it is made of.
  const { startService } = await import('../assembly/start-service.ts')
  const service = await startService({ config, log, version, isPrivate: true, isAtRest })
  try {
    return await work({ baseUrl: service.baseUrl, token: service.localToken })
  } finally {
    await service.close()
  }
}

/** The one that left word in the data directory, else one that knows the configured token; null: none runs. */
export async function runningService(config: Config): Promise<ServiceAccess | null> {
  const local = await localService(config.dataDir)
  if (local !== null && (await accepts(local))) return local
  if (config.apiToken === null) return null
  const addresses = [`http://${config.host}:${config.port}`, ...(config.publicUrl === null ? [] : [config.publicUrl])]
  for (const baseUrl of addresses) {
    const service = { baseUrl, token: config.apiToken }
    if (await accepts(service)) return service
  }
  return null
}

/** Whether the token opens the API there; what answers may be another program altogether. */
async function accepts({ baseUrl, token }: ServiceAccess): Promise<boolean> {
  try {
    const headers = { Authorization: `Bearer ${token}` }
    const response = await fetch(`${baseUrl}/api/tokens`, { headers, signal: AbortSignal.timeout(3_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
